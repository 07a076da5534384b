import Linting
import Migrations
import PostgresSyntax

/// Goes through the findings of a report with the file of each.
struct FindingPass {
  private let report: Report
  private var at = 0
  /// The migration in hand.
  private(set) var migration = FindingPass.unknown
  /// Lines and columns in it.
  var places = Places(FindingPass.unknown.source)
  private var ordinal = -1

  private static let unknown = Migration(path: "?", source: SourceText(""))

  init(_ report: Report) { self.report = report }

  /// The next finding and where it starts.
  mutating func next() -> (finding: Finding, start: Position)? {
    guard at < report.findings.count else { return nil }
    let finding = report.findings[at]
    at += 1
    let wanted = finding.migration ?? -1
    if wanted != ordinal {
      ordinal = wanted
      migration = report.migrations.indices.contains(wanted) ? report.migrations[wanted] : Self.unknown
      places = Places(migration.source)
    }
    return (finding, places.start(of: finding.span))
  }
}
