import PostgresSyntax

/// maragudk/migrate: always in a transaction, and no way out of it. Source: `migrate.go`.
public struct MaragudkMigrate: Runner {
  public init() {}
  public var name: String { "maragudk-migrate" }
  public var title: String { "maragudk/migrate" }
  public var landmarks: [Landmark] { [Landmark("go.mod", .above, naming: "maragu.dev/migrate", "maragudk/migrate")] }

  public func evidence(in file: MigrationFile) -> Evidence? { file.upAndDown }
  public func takes(_ file: MigrationFile) -> Bool { file.shape.direction == .up || file.shape.direction == .down }
  public func reading(of file: MigrationFile) -> Reading { Reading(file.kind, of: file, .file, .whole) }

  public var succession: Succession { .numbers }
}
