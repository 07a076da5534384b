import PostgresSyntax

/// launchbadge/sqlx. Source: `sqlx-core/src/migrate/source.rs`, `migration.rs`, `sqlx-postgres/src/migrate.rs`.
public struct Sqlx: Runner {
  public init() {}
  public var name: String { "sqlx" }
  public var landmarks: [Landmark] { [Landmark("sqlx.toml", .above), Landmark("Cargo.toml", .above, naming: "sqlx")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    if let mark = file.marks.first(.noTransaction), mark.span.start == 0 { return Evidence(.annotation, file.says(mark)) }
    return file.upAndDown
  }

  public func takes(_ file: MigrationFile) -> Bool {
    file.shape.version > 0 && file.shape.letter == 0 && file.shape.separator == UInt8(ascii: "_")
      && (file.upAndDown != nil || file.isInMigrations)
  }

  public func reading(of file: MigrationFile) -> Reading {
    // `sql.starts_with("-- no-transaction")`
    let isOff = file.source.has("-- no-transaction", at: 0) && file.source[3] == UInt8(ascii: "n")
    let annotations = file.marks.all(.noTransaction).filter { !isOff || $0.span.start == 0 }.map { mark in
      Annotation(mark.span, fault: isOff ? nil : .init("sqlx looks for `-- no-transaction` at the very first byte of the file", "make it the first thing in the file"))
    }
    return Reading(file.kind, of: file, isOff ? .none : .file, .whole, annotations)
  }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("make `-- no-transaction` its first line", needsOnlyStatement: true) }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    // Nothing may stand before it, a byte-order mark neither.
    manuscript.text.unicodeScalars.first == "\u{feff}" ? nil : manuscript.beginning(with: "-- no-transaction")
  }

  public var whenChanged: String? { "sqlx refuses to run when the checksum of a file has changed" }
}
