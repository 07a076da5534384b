public import Migrations
public import PostgresBehavior

/// What linting a run of migrations gave: everything that the formats of `check` and `locks` show.
public struct Report: Sendable {
  /// The migrations, in the order they were linted. A finding's `migration` is an index here. A file that could not be
  /// read is an empty one with a finding of `unreadable-file` at its start.
  public var migrations: [Migration]
  /// Sorted by path, then place.
  public var findings: [Finding]
  public var fileCount: Int
  public var statementCount: Int
  /// The migrations something may be said about, by their indices: the others were replayed for the schema alone.
  public var reviewed: [Int]
  /// What comments silence, sorted like the findings.
  public var suppressed: [SuppressedFinding] = []
  /// How many more there were that the project has accepted.
  public var acceptedCount = 0
  /// What PostgreSQL will do in the reviewed migrations, in their order; nil unless the linter was asked for it.
  public var locks: LockReport?
  /// What the findings came from. Whoever ends with the report need not take it apart, which costs as much as to write the report.
  var histories: [HistoryLint] = []
  /// How many statements of a migration the parser refuses, by its index.
  var syntaxErrors: [Int: Int] { histories.reduce(into: [:]) { $0.merge($1.syntaxErrors) { $1 } } }

  public init(migrations: [Migration], findings: [Finding], fileCount: Int, statementCount: Int) {
    self.migrations = migrations
    self.findings = findings
    self.fileCount = fileCount
    self.statementCount = statementCount
    reviewed = Array(migrations.indices)
  }

  /// Takes away the fixes of files that the parser does not understand: they are left as they are.
  public mutating func leaveOutFixesOfBrokenFiles() {
    let broken = syntaxErrors
    if broken.isEmpty { return }
    for at in findings.indices where findings[at].migration.map({ broken[$0] != nil }) ?? false && findings[at].fix?.safety != .plan { findings[at].fix = nil }
  }
}

/// What PostgreSQL will do, statement by statement: the material of `lintel locks`.
public struct LockReport: Sendable {
  public struct File: Sendable {
    public var migration: Migration
    public var steps: [Step]
    public init(migration: Migration, steps: [Step]) {
      self.migration = migration
      self.steps = steps
    }
  }
  public var files: [File]
  public init(files: [File]) { self.files = files }
}
