import PostgresSyntax

/// Prisma Migrate: before 7.4 the whole file as one string, since then statement by statement without a transaction.
/// Source: prisma-engines, `flavour/postgres/connector/native/mod.rs`; pull request 5767.
public struct Prisma: Runner {
  public init() {}
  public var name: String { "prisma" }
  public var title: String { "Prisma" }
  public var settings: [RunnerSetting] { [RunnerSetting("version", .version)] }
  public var landmarks: [Landmark] { [Landmark("../migration_lock.toml", .beside)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    takes(file) ? Evidence(.name, "it is `migration.sql` in a folder of its own") : nil
  }

  public func takes(_ file: MigrationFile) -> Bool { file.name == "migration.sql" && file.isInOwnFolder }

  public func reading(of file: MigrationFile) -> Reading {
    let version = file.settings.text(name, "version").flatMap(Version.init)
      ?? file.packageVersion("\"prisma\"", "\"@prisma/client\"")
    guard let version else {
      var reading = Reading(of: file, .none, .statements)
      reading.isUncertain = true
      return reading
    }
    return Reading(of: file, .none, version < Version(7, 4) ? .whole : .statements)
  }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("", needsOnlyStatement: true) }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? { manuscript }

  public var whenChanged: String? { "`prisma migrate` says that it was modified when its checksum has changed" }
}
