import PostgresSyntax

/// golang-migrate/migrate: no transaction of its own, the whole file as one string; with `x-multi-statement=true` cut at every `;`.
/// Source: `database/postgres/postgres.go`, `database/multistmt/parse.go`, `source/parse.go`.
public struct GolangMigrate: Runner {
  public init() {}
  public var name: String { "golang-migrate" }
  public var settings: [RunnerSetting] { [RunnerSetting("x-multi-statement", .flag)] }
  public var landmarks: [Landmark] { [Landmark("go.mod", .above, naming: "golang-migrate/migrate")] }

  public func evidence(in file: MigrationFile) -> Evidence? { file.upAndDown }
  public func takes(_ file: MigrationFile) -> Bool { file.upAndDown != nil }

  public func reading(of file: MigrationFile) -> Reading {
    Reading(file.kind, of: file, .none, file.settings.flag(name, "x-multi-statement") == true ? .statements : .whole)
  }

  public var cutting: Cutting? { Cutting("at every `;` with `x-multi-statement`", cure: "run it without `x-multi-statement`, which sends the file as one string") }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("", needsOnlyStatement: true) }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? { manuscript }
}

extension MigrationFile {
  /// `7_a.up.sql`, `7_a.down.sql`: many tools name their files so.
  var upAndDown: Evidence? {
    guard shape.version > 0, shape.letter == 0, shape.separator == UInt8(ascii: "_"), shape.direction == .up || shape.direction == .down else { return nil }
    return Evidence(.name, "its name ends in `.\(shape.direction == .up ? "up" : "down").sql`")
  }
}
