import PostgresSyntax

/// diesel. Source: `diesel_migrations/src/file_based_migrations.rs`, `migration_harness.rs`.
public struct Diesel: Runner {
  public init() {}
  public var name: String { "diesel" }
  public var landmarks: [Landmark] {
    [Landmark("metadata.toml", .beside), Landmark("diesel.toml", .above), Landmark("Cargo.toml", .above, naming: "diesel")]
  }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard takes(file), file.folderName.prefix(while: { $0 != "_" }).utf8.count != 13 else { return nil }
    return Evidence(.name, "it is `\(file.name)` in a folder of its own")
  }

  public func takes(_ file: MigrationFile) -> Bool { file.isUpOrDown }

  public func reading(of file: MigrationFile) -> Reading {
    Reading(file.kind, of: file, isWrapped(file.beside("metadata.toml")) ? .file : .none, .whole)
  }

  /// A file that is there without the key says false: the field has serde's default.
  private func isWrapped(_ metadata: [UInt8]?) -> Bool {
    guard let metadata else { return true }
    for line in metadata.split(separator: 0x0a) {
      let words = String(decoding: line, as: UTF8.self).split { " \t\r=".contains($0) }
      if words.first == "run_in_transaction" { return words.count < 2 || !words[1].hasPrefix("false") }
    }
    return false
  }

  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("write `run_in_transaction = false` into `metadata.toml` beside it", needsOnlyStatement: true)
  }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    let folder = manuscript.path.dropLast(cut(manuscript.path).name.utf8.count)
    return manuscript.beside(WrittenFile(folder + "metadata.toml", "run_in_transaction = false\n"))
  }
}

extension MigrationFile {
  /// `20240102_orders/up.sql`
  var isUpOrDown: Bool { (name == "up.sql" || name == "down.sql") && isInOwnFolder }
}
