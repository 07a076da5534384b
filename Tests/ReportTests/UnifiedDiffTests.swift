import Linting
import PostgresSyntax
import Reports
import Testing

struct UnifiedDiffTests {
  private func diff(_ old: String, _ new: String, name: String = "a.sql", _ style: Style = .plain) -> String {
    collect {
      UnifiedDiff(from: SourceText(old), to: SourceText(new)).write(as: name, style: style, to: &$0)
      $0.flush()
    }
  }

  private func numbers(_ range: ClosedRange<Int>) -> String { range.map { "\($0)\n" }.joined() }

  @Test func `of the same texts is empty`() {
    #expect(diff("a\nb\n", "a\nb\n") == "")
    #expect(diff("", "") == "")
  }

  @Test func `has three lines around each change, and joins those that are near`() {
    let new = numbers(1...20).replacing("\n5\n", with: "\nfive\n").replacing("\n11\n", with: "\n").replacing("\n19\n", with: "\n19\nx\n")
    #expect(diff(numbers(1...20), new) == """
      diff --git a/a.sql b/a.sql
      --- a/a.sql
      +++ b/a.sql
      @@ -2,13 +2,12 @@
       2
       3
       4
      -5
      +five
       6
       7
       8
       9
       10
      -11
       12
       13
       14
      @@ -17,4 +16,5 @@
       17
       18
       19
      +x
       20

      """)
  }

  @Test(arguments: [
    ("a\nb", "a\nc", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"),
    ("a\nb", "a\nb\nc", "@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file\n"),
    ("x\nb", "y\nb", "@@ -1,2 +1,2 @@\n-x\n+y\n b\n\\ No newline at end of file\n"),
    ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
    ("a\r\nb\r\n", "a\r\nc\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"),
  ])
  func `tells of line ends`(old: String, new: String, hunks: String) {
    let shown = diff(old, new)
    #expect(Array(shown.utf8).suffix(hunks.utf8.count).elementsEqual(hunks.utf8), "\(shown)")
  }

  @Test(arguments: [
    ("db/a b.sql", "--- a/db/a b.sql\t"), ("é.sql", "--- \"a/\\303\\251.sql\""), ("a\"b.sql", "--- \"a/a\\\"b.sql\""), ("a\nb.sql", "--- \"a/a\\012b.sql\""),
  ])
  func `writes names as git does`(name: String, line: String) {
    #expect(diff("a", "b", name: name).split(separator: "\n").dropFirst().first.map(String.init) == line)
  }

  @Test func `shows a person what must not reach a terminal`() {
    #expect(diff("a\u{1b}\n", "b\n", Style(isColored: true)).contains("\u{1b}[1;31m-a␛\u{1b}[0m\n"))
    #expect(diff("a\u{1b}\n", "b\n").contains("\n-a\u{1b}\n"))
  }

  @Test(arguments: 0..<300)
  func `turns one text into the other`(seed: Int) {
    var random = Seeded(state: UInt64(seed) &* 7_919 &+ 1)
    // Few words, so that many lines are the same.
    let words = (0..<Int.random(in: 1...9, using: &random)).map { "line \($0)" }
    let old = (0..<Int.random(in: 0...60, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
    var new = old
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let at = Int.random(in: 0...new.count, using: &random)
      switch Int.random(in: 0...2, using: &random) {
      case 0: new.insert(words.randomElement(using: &random) ?? "", at: at)
      case 1 where at < new.count: new.remove(at: at)
      default: if at < new.count { new.swapAt(at, 0) }
      }
    }
    func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
    #expect(apply(diff(text(old), text(new)), to: old) == new)
  }

  @Test func `is quick for large texts with few changes, and for those that are different all over`() {
    let old = (0..<100_000).map { "SELECT \($0 % 50_000);\n" }
    var new = old
    for at in stride(from: 0, to: 100_000, by: 997) { new[at] = "SELECT 'x';\n" + old[at] }
    #expect(diff(old.joined(), new.joined()).split(separator: "\n").count { $0.hasPrefix("+SELECT") } == 101)
    let other = old.map { "-- " + $0 }
    #expect(diff(old.joined(), other.joined()).utf8.count > 2_000_000)
  }

  /// What `patch` does, for lines with ends.
  private func apply(_ diff: String, to old: [String]) -> [String] {
    var result: [String] = [], at = 0
    for line in diff.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(3).dropLast() {
      let text = String(line.dropFirst())
      switch line.first {
      case "@":
        let numbers = line.split(separator: " ")[1].dropFirst().split(separator: ",").compactMap { Int($0) }
        let start = numbers.count > 1 && numbers[1] == 0 ? numbers[0] : numbers[0] - 1
        result += old[at..<start]
        at = start
      case "+": result.append(text)
      case "-":
        #expect(old[at] == text)
        at += 1
      default:
        #expect(old[at] == text)
        result.append(text)
        at += 1
      }
    }
    return result + old[at...]
  }
}

private struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
