import Linting
import PostgresBehavior
import PostgresSyntax
import Reports
import Testing

struct JSONReportTests {
  @Test func `a clean run`() {
    let report = Report(migrations: [], findings: [], fileCount: 2, statementCount: 5)
    #expect(report.shown(as: .json) == #"{"version":1,"files":2,"statements":5,"errors":0,"warnings":0,"notes":0,"findings":[]}"# + "\n")
  }

  @Test func `every member of a finding`() {
    let sample = Sample("-- é\nCREATE INDEX ON a (b);\n")
    let span = sample.span("CREATE", to: "(b)")
    let full = sample.finding(
      "blocks writes", at: span, rule: "create-index-blocks-writes", note: "a lock", help: "do not",
      relations: [Effect(RelationName("a"), .share, .indexBuild), Effect(RelationName(schema: "s", "b"), .accessExclusive)],
      fix: .safe("build it concurrently", .insert("CONCURRENTLY ", at: 19), .replace(Span(0, 2), with: "")))
    let plan = sample.finding("y", at: Span(0, 5), .note, fix: Fix(.plan, "by hand", [.delete(Span(0, 1))]))
    #expect(sample.report([full, plan], statements: 1).shown(as: .json) == #"""
      {"version":1,"files":1,"statements":1,"errors":1,"warnings":0,"notes":1,"findings":[
      {"rule":"create-index-blocks-writes","severity":"error","message":"blocks writes","note":"a lock","help":"do not",\#
      "path":"db/0042.sql","start":{"line":2,"column":1,"offset":6},"end":{"line":2,"column":22,"offset":27},\#
      "relations":[{"name":"a","lock":"ShareLock","work":"indexBuild"},{"name":"s.b","lock":"AccessExclusiveLock","work":"catalog"}],\#
      "fix":{"safety":"safe","title":"build it concurrently","edits":[\#
      {"path":"db/0042.sql","start":19,"end":19,"text":"CONCURRENTLY "},{"path":"db/0042.sql","start":0,"end":2,"text":""}]}},
      {"rule":"some-rule","severity":"note","message":"y","note":null,"help":null,\#
      "path":"db/0042.sql","start":{"line":1,"column":1,"offset":0},"end":{"line":1,"column":5,"offset":5},\#
      "relations":[],"fix":{"safety":"plan","title":"by hand","edits":[]}}
      ]}

      """#)
  }

  @Test func `ends count lines and characters, however long the span`() {
    for count in [10, 5_000] {
      let sample = Sample("a " + String(repeating: "é", count: count) + "\n" + String(repeating: "é", count: count) + " b")
      let end = sample.source.count
      let shown = sample.report([sample.finding("x", at: Span(2, end))]).shown(as: .json)
      #expect(shown.contains(#""end":{"line":2,"column":\#(count + 3),"offset":\#(end)}"#))
    }
  }

  @Test(arguments: [
    (#"a"b\c"#, #"a\"b\\c"#), ("\n\r\t\u{8}\u{c}", #"\n\r\t\b\f"#), ("\u{0}\u{1b}\u{7f}", #"\u0000\u001b\u007f"#),
    ("\u{85}\u{9b}x\u{a0}", "\\u0085\\u009bx\u{a0}"),
    ("a\u{2028}b\u{2029}c\u{2027}", "a\\u2028b\\u2029c\u{2027}"), ("é数🎉/", "é数🎉/"),
    ("\u{1b}", #"\u001b"#), ("", ""),
  ])
  func `strings are escaped`(text: String, expected: String) {
    let sample = Sample("x")
    let shown = sample.report([sample.finding(.init(text), at: Span(0, 1))]).shown(as: .json)
    #expect(shown.contains("\"message\":\"\(expected)\",\"note\":null"))
  }

  @Test(arguments: ["\"", "\\", "\u{1f}", "\u{7f}", "\u{85}", "\u{2028}", "~", " ", "é"])
  func `are escaped wherever they stand`(sign: String) throws {
    let sample = Sample("x")
    for before in 0..<17 {
      let text = String(repeating: "!", count: before) + sign + String(repeating: "#", count: 9)
      let shown = sample.report([sample.finding(.init(text), at: Span(0, 1))]).shown(as: .json)
      let escaped = ["\"": #"\""#, "\\": #"\\"#, "\u{1f}": #"\u001f"#, "\u{7f}": #"\u007f"#, "\u{85}": #"\u0085"#, "\u{2028}": #"\u2028"#][sign] ?? sign
      #expect(shown.contains("\"\(String(repeating: "!", count: before))\(escaped)#########\""))
    }
  }

  @Test(arguments: [1, 255, 256, 257, 768, 5000])
  func `many findings keep their order`(count: Int) throws {
    let sample = Sample(String(repeating: "line\n", count: count))
    let lines = sample.report((0..<count).map { sample.finding("\($0)", at: Span($0 * 5, $0 * 5 + 4)) }).shown(as: .json).split(separator: "\n")
    try #require(lines.count == count + 2)
    for (at, line) in lines.dropFirst().dropLast().enumerated() {
      #expect(line.contains("\"message\":\"\(at)\"") && line.contains("\"start\":{\"line\":\(at + 1),\"column\":1,") && line.last == (at == count - 1 ? "}" : ","))
    }
  }
}
