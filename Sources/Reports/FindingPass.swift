import Linting
import Migrations
import PostgresSyntax

/// Goes through the findings of a report with the file of each.
struct FindingPass {
  private let migrations: [Migration]
  private let findings: [Finding]
  private var at = 0
  /// The migration in hand.
  private(set) var migration = FindingPass.unknown
  /// Lines and columns in it.
  var places = Places(FindingPass.unknown.source)
  private var ordinal = -1

  private static let unknown = Migration(path: "?", source: SourceText(""))

  init(_ report: Report) { self.init(report, report.findings) }

  /// Through some of its findings, or through all in another order.
  init(_ report: Report, _ findings: [Finding]) {
    migrations = report.migrations
    self.findings = findings
  }

  /// The next finding and where it starts.
  mutating func next() -> (finding: Finding, start: Position)? {
    guard at < findings.count else { return nil }
    let finding = findings[at]
    at += 1
    let wanted = finding.migration ?? -1
    if wanted != ordinal {
      ordinal = wanted
      migration = migrations.indices.contains(wanted) ? migrations[wanted] : Self.unknown
      places = Places(migration.source)
    }
    return (finding, places.start(of: finding.span))
  }
}
