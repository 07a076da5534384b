import LintelTestSupport
import Testing

/// One line of the ledger: SQL whose locks and work are foretold, and then looked at on real servers.
struct Row: Sendable {
  var sql: String
  var setup: String
  /// The servers it runs on.
  var versions: ClosedRange<Int>
  var timeZone: String
  /// What the replay of a schema cannot know here.
  var knownGap: String?
  /// ROLLBACK TO takes the work back, not the time it took: only locks are compared.
  var locksOnly: Bool
  var place: SourceLocation

  init(
    _ sql: String, setup: String = "", versions: ClosedRange<Int> = 15...99, timeZone: String = "UTC", knownGap: String? = nil,
    locksOnly: Bool = false, place: SourceLocation = #_sourceLocation
  ) {
    self.sql = sql
    self.setup = setup
    self.versions = versions
    self.timeZone = timeZone
    self.knownGap = knownGap
    self.locksOnly = locksOnly
    self.place = place
  }

  /// Rows behind a common set-up; what a row adds to it comes after it.
  static func behind(_ setup: String, _ rows: [Row]) -> [Row] {
    rows.map { row in
      var row = row
      row.setup = setup + row.setup
      return row
    }
  }
}

extension Row: ExpressibleByStringLiteral {
  init(stringLiteral sql: String) { self.init(sql) }
}

/// A row on one server.
struct Case: Sendable, CustomTestStringConvertible {
  var row: Row
  var server: PostgresServer

  var testDescription: String { "\(server): \(row.sql)" }

  static func all(_ rows: [Row]) -> [Case] {
    rows.flatMap { row in PostgresServer.all.filter { row.versions.contains($0.version) }.map { Case(row: row, server: $0) } }
  }
}
