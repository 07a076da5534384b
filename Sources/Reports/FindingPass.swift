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
  private var ordinal: Int?

  private static let unknown = Migration(path: "?", source: SourceText(""))

  init(_ report: Report) { self.report = report }

  /// The next finding and where it starts.
  mutating func next() -> (finding: Finding, start: Position)? {
    guard at < report.findings.count else { return nil }
    let finding = report.findings[at]
    at += 1
    if finding.migration != ordinal {
      ordinal = finding.migration
      migration = report.migrations.indices.contains(finding.migration) ? report.migrations[finding.migration] : Self.unknown
      places = Places(migration.source)
    }
    return (finding, places.start(of: finding.span))
  }
}
