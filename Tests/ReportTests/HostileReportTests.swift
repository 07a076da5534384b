import Linting
import Reports
import Testing

@Suite struct `A report full of traps` {
  @Test(arguments: CheckFormat.allCases)
  func `brings no control character to anybody`(_ format: CheckFormat) {
    let shown = Hostile.report.shown(as: format)
    let bad = shown.unicodeScalars.filter { ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x7f...0x9f).contains($0.value) }
    #expect(bad.map(\.value) == [])
  }

  @Test(arguments: [CheckFormat.json, .sarif, .gitlab, .rdjson])
  func `is one JSON text`(_ format: CheckFormat) throws {
    _ = try JSONValue(Hostile.report.shown(as: format))
  }

  @Test func `is a JSON text in each line`() throws {
    let report = Hostile.report, lines = report.shown(as: .jsonl).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == report.findings.count + 1)
    #expect(lines.last == "")
    let whole = try JSONValue(report.shown(as: .json))["findings"]?.items
    #expect(try lines.dropLast().map { try JSONValue(String($0)) } == whole)
  }

  @Test(arguments: [CheckFormat.junit, .checkstyle, .html])
  func `is well-formed`(_ format: CheckFormat) {
    #expect(problemOfXML(Hostile.report.shown(as: format)) == nil)
  }

  @Test func `gives GitHub one command for each finding, and nothing else to obey`() {
    let report = Hostile.report, lines = report.shown(as: .github).split(separator: "\n")
    #expect(lines.count == report.findings.count + 1)
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("::error file=") || $0.hasPrefix("::warning file=") || $0.hasPrefix("::notice file=") })
    #expect(lines.last?.hasPrefix("Found ") == true)
  }

  @Test func `stays within a comment`() {
    let shown = Hostile.report.shown(as: .markdown)
    #expect(shown.utf8.count < 65_000)
    // Outside of code, markup comes from the format alone.
    var fence: Substring?, plain = ""
    for line in shown.split(separator: "\n") {
      if let open = fence { if line == open { fence = nil } } else if line.hasPrefix("```") { fence = line.prefix { $0 == "`" } } else { plain += line.withoutCode }
    }
    #expect(fence == nil)
    for markup in ["</script>", "<b>", "@all", "UNCLOSED"] { #expect(!plain.contains(markup)) }
  }

  @Test func `makes a page without a foreign element`() {
    let shown = Hostile.report.shown(as: .html)
    #expect(!shown.contains("<script"))
    #expect(shown.components(of: "</style>") == 2)
    #expect(!shown.contains("<b>&amp;"))
  }

  @Test(arguments: CheckFormat.allCases)
  func `may hold nothing`(_ format: CheckFormat) throws {
    var report = Report(migrations: [], findings: [], fileCount: 0, statementCount: 0)
    for hasLocks in [false, true] {
      if hasLocks { report.locks = LockReport(files: []) }
      let shown = report.shown(as: format)
      switch format {
      case .concise, .jsonl: #expect(shown == "")
      case .json, .sarif, .gitlab, .rdjson: _ = try JSONValue(shown)
      case .junit, .checkstyle, .html: #expect(problemOfXML(shown) == nil)
      case .text, .github, .markdown: #expect(shown.contains("No findings in 0 files"))
      }
    }
  }
}

extension Substring {
  /// A line of Markdown without the code in it.
  fileprivate var withoutCode: String {
    var plain = "", rest = self
    while let tick = rest.firstIndex(where: { $0 == "`" || $0 == "\\" }) {
      plain += rest[..<tick]
      if rest[tick] == "\\" {
        rest = rest[tick...].dropFirst(2)
        continue
      }
      let fence = rest[tick...].prefix { $0 == "`" }
      rest = rest[fence.endIndex...]
      // It ends at as many backticks.
      var end = rest.startIndex, run = 0
      while end < rest.endIndex {
        run = rest[end...].prefix { $0 == "`" }.count
        if run == fence.count { break }
        end = rest.index(end, offsetBy: Swift.max(1, run))
      }
      if end == rest.endIndex { return plain + "UNCLOSED" }
      rest = rest[end...].dropFirst(run)
    }
    return plain + rest
  }
}

extension String {
  /// Into how many parts a word cuts it.
  func components(of word: String) -> Int { split(separator: word, omittingEmptySubsequences: false).count }
}
