import Linting
import PostgresSyntax

/// A comment on a pull request: what waits, as `lintel locks` knows it, then the findings, the gravest first, each with its fix folded away.
struct MarkdownReport: ReportWriter {
  /// GitHub takes 65,536 characters; counted in bytes, which are never fewer.
  static let mostBytes = 65_000
  /// Left for the sentences that say what is missing.
  private static let reserve = 600

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    var text = BoundedText(limit: Self.mostBytes - Self.reserve)
    // By this whoever posts it finds the comment again.
    let title = report.findings.isEmpty ? "no findings" : FindingCounts(report).listed
    text.add("<!-- lintel -->\n## Lintel: \(title)\n\n\(report.summary.markdown())\n")
    var tail = ""
    if let locks = report.locks {
      var table = MarkdownLocks(limit: report.findings.isEmpty ? text.room : text.room / 2)
      table.add(locks)
      text.add(table.text)
      text.add(table.tail)
    }
    let findings = report.bySeverity
    if !findings.isEmpty { text.add("\n### Findings\n") }
    var pass = FindingPass(report, findings), shown = 0
    while let (finding, start) = pass.next() {
      let block = MarkdownFinding(finding: finding, start: start, migration: pass.migration)
      guard text.add(block.whole) || text.add(block.short) else { break }
      shown += 1
    }
    if shown < findings.count {
      let rest = Array(findings[shown...])
      tail += "\n**Not shown for lack of room:** \(FindingCounts(rest).listed). `lintel check` shows them all.\n"
    }
    if !report.suppressed.isEmpty { tail += "\n\(report.suppressed.count.counted("more finding")) silenced by comments with a reason.\n" }
    for part in text.parts + [tail] where !output.isClosed { output.put(part) }
  }
}
