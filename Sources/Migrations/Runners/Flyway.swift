import PostgresSyntax

/// Flyway: statement by statement in one transaction, unless a statement is one that it knows cannot run in one.
/// Source: `PostgreSQLParser.java`, `ParserSqlScript.java`, `SqlScriptMetadata.java`, `DbMigrate.java`.
public struct Flyway: Runner {
  public init() {}
  public var name: String { "flyway" }
  public var title: String { "Flyway" }
  public var settings: [RunnerSetting] {
    [RunnerSetting("mixed", .flag), RunnerSetting("group", .flag), RunnerSetting("execute-in-transaction", .flag)]
  }
  public var landmarks: [Landmark] { [Landmark("flyway.toml", .above), Landmark("flyway.conf", .above), Landmark("conf/flyway.conf", .above)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard file.shape.letter != 0 else { return nil }
    if file.isBeside(file.name + ".conf") { return Evidence(.beside, "`\(file.name).conf` lies beside it") }
    // No other tool knows these.
    if file.shape.letter == UInt8(ascii: "B") { return Evidence(.above, "its name begins with `B`, a baseline of Flyway's") }
    return file.versioned
  }

  public func takes(_ file: MigrationFile) -> Bool { file.shape.letter != 0 }
  public func masking(of file: MigrationFile) -> Masking { [.placeholders, .copyData] }

  public func reading(of file: MigrationFile) -> Reading {
    let kind: Part.Kind = switch file.shape.letter {
    case UInt8(ascii: "R"): .repeatable
    case UInt8(ascii: "U"): .undo
    default: .up
    }
    let isWrapped = configured(file) ?? detected(file)
    let group = file.settings.flag(name, "group") == true
    var reading = Reading(kind, of: file, isWrapped ? group ? .allPending : .file : .none, .statements)
    reading.takesNoOthers = !isWrapped && configured(file) == nil && file.settings.flag(name, "mixed") != true
    return reading
  }

  /// What the script's own `.conf` or the configuration says.
  private func configured(_ file: MigrationFile) -> Bool? {
    for line in (file.beside(file.name + ".conf") ?? []).split(separator: 0x0a) {
      let words = String(decoding: line, as: UTF8.self).split { " \t\r=".contains($0) }
      if words.count > 1, words[0] == "executeInTransaction" { return words[1].lowercased() == "true" }
    }
    return file.settings.flag(name, "execute-in-transaction")
  }

  /// With statements of both kinds Flyway refuses the file, unless `mixed` is set: then all of it runs without a transaction.
  private func detected(_ file: MigrationFile) -> Bool {
    let words: [StaticString] = ["concurrently", "database", "tablespace", "subscription", "system", "schema", "vacuum", "discard"]
    guard words.contains(where: { file.source.place(of: $0, in: file.whole) != nil }) else { return true }
    let statements = file.source.statements()
    let refusing = statements.count { isNonTransactional($0, file.source) }
    if refusing == 0 { return true }
    return refusing < statements.count && file.settings.flag(name, "mixed") != true
  }

  private func isNonTransactional(_ statement: Statement, _ source: SourceText) -> Bool {
    let words = source.tokens(in: Span(statement.span.start, min(statement.span.end, statement.span.start + 200)))
      .filter { $0.kind != .comment }.prefix(4).map { source[$0.span].uppercased() }
    func starts(_ expected: String...) -> Bool { words.starts(with: expected) }
    guard let first = words.first else { return false }
    let second = words.count > 1 ? words[1] : ""
    switch first {
    case "CREATE", "DROP":
      return ["DATABASE", "TABLESPACE", "SUBSCRIPTION"].contains(second) || starts(first, "INDEX", "CONCURRENTLY")
        || starts(first, "UNIQUE", "INDEX", "CONCURRENTLY")
    case "ALTER": return second == "SYSTEM"
    case "REINDEX": return ["SCHEMA", "DATABASE", "SYSTEM"].contains(second == "VERBOSE" ? words.dropFirst(2).first ?? "" : second)
    case "VACUUM": return true
    case "DISCARD": return second == "ALL"
    default: return false
    }
  }

  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("write `executeInTransaction=false` into `\(cut(migration.path).name).conf` beside it", needsOnlyStatement: false)
  }

  /// Those that are repeated come when all versions are in.
  public func place(of file: MigrationFile) -> HistoryPlace? {
    file.shape.letter == UInt8(ascii: "R") ? HistoryPlace(rank: 1) : HistoryPlace(version: NameVersion(file.name, .components)?.values ?? [])
  }

  public var succession: Succession { .components }
  public func wayBack(of name: String) -> String? { name.first == "V" ? "U" + name.dropFirst() : nil }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    // What it knows to run outside a transaction needs no word, as long as nothing else is there.
    let source = SourceText(manuscript.text)
    if source.statements().allSatisfy({ isNonTransactional($0, source) }) { return manuscript }
    return manuscript.beside(WrittenFile(manuscript.path + ".conf", "executeInTransaction=false\n"))
  }

  public var whenChanged: String? { "Flyway refuses to run until `flyway repair` when the checksum of a file has changed" }
}
