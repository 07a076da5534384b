/// `psql -f`: statement by statement; with `-1` in one transaction. What stands before a `\;` is sent together with what comes behind it.
public struct Psql: Runner {
  public init() {}
  public var name: String { "psql" }
  public var settings: [RunnerSetting] { [RunnerSetting("single-transaction", .flag)] }

  public func masking(of file: MigrationFile) -> Masking { [.psql, .placeholders, .templates] }

  public func reading(of file: MigrationFile) -> Reading {
    let isWrapped = file.settings.flag(name, "single-transaction") ?? false
    return Reading(of: file, isWrapped ? .file : .none, file.sending)
  }

  public var splitting: String? { "write `;` in place of `\\;`" }
  public func optOut(for migration: Migration) -> OptOut? { OptOut("run that without `--single-transaction`", needsOnlyStatement: false) }
}

extension MigrationFile {
  /// Statement by statement, but for those that `\;` joins.
  var sending: Section.Sending {
    if source.joins.isEmpty { return .statements }
    let joins = Set(source.joins)
    var pieces: [Int] = [], isJoined = false
    for statement in source.statements() {
      if !isJoined { pieces.append(statement.region.start) }
      isJoined = joins.contains(statement.region.end)
    }
    return .pieces(pieces)
  }
}
