import PostgresSyntax

/// The Hasura CLI: each `up.sql` is one `run_sql`, which the server runs in a transaction. Source: `cli/migrate/database/hasuradb/hasuradb.go`.
public struct Hasura: Runner {
  public init() {}
  public var name: String { "hasura" }
  public var title: String { "Hasura" }
  public var landmarks: [Landmark] { [Landmark("config.yaml", .above, naming: "metadata_directory", "migrations_directory")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard file.isUpOrDown, !file.folderName.prefix(while: { $0 != "_" }).contains("-") else { return nil }
    return Evidence(.name, "it is `\(file.name)` in a folder of its own")
  }

  public func takes(_ file: MigrationFile) -> Bool { file.isUpOrDown || file.upAndDown != nil }
  public func reading(of file: MigrationFile) -> Reading { Reading(file.kind, of: file, .file, .whole) }

  public var succession: Succession { .numbers }
}
