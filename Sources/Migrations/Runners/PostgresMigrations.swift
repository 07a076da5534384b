import PostgresSyntax

/// ThomWright/postgres-migrations. Source: `src/run-migration.ts`, `migration-file.ts`.
public struct PostgresMigrations: Runner {
  public init() {}
  public var name: String { "postgres-migrations" }
  public var landmarks: [Landmark] { [Landmark("package.json", .above, naming: "\"postgres-migrations\"")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.postgresMigrations).map { Evidence(.annotation, file.says($0)) }
  }

  public func takes(_ file: MigrationFile) -> Bool { file.shape.version > 0 && (file.upAndDown != nil || file.isInMigrations) }

  public func reading(of file: MigrationFile) -> Reading {
    let text: StaticString = "-- postgres-migrations disable-transaction"
    let marks = file.marks.all(.postgresMigrations)
    let annotations = marks.filter { file.source.place(of: "disable-transaction", in: $0.span) != nil }.map { mark in
      let isSeen = file.source.place(of: text, in: mark.span) != nil
      return Annotation(mark.span, fault: isSeen ? nil : .init("postgres-migrations looks for `-- postgres-migrations disable-transaction`", "write it that way"))
    }
    return Reading(of: file, annotations.contains { $0.fault == nil } ? .none : .file, .whole, annotations)
  }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("add `-- postgres-migrations disable-transaction`", needsOnlyStatement: true) }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? { manuscript.beginning(with: "-- postgres-migrations disable-transaction") }

  public var whenChanged: String? { "postgres-migrations refuses to run when the hash of a file has changed" }
}
