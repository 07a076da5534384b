import PostgresSyntax

/// node-pg-migrate's SQL files: one transaction around all pending ones. `noTransaction()` is for JavaScript only.
/// Source: `src/{sqlMigration,migration,runner}.ts`.
public struct NodePgMigrate: Runner {
  public init() {}
  public var name: String { "node-pg-migrate" }
  public var settings: [RunnerSetting] { [RunnerSetting("single-transaction", .flag)] }
  public var landmarks: [Landmark] { [Landmark("package.json", .above, naming: "\"node-pg-migrate\"")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    let marks = file.marks.all(.upMigration) + file.marks.all(.downMigration)
    // A comment that goes on is a sentence.
    if let mark = marks.first(where: { file.text(of: $0, behind: "migration").isEmpty }) { return Evidence(.annotation, file.says(mark)) }
    return file.upAndDown
  }

  public func takes(_ file: MigrationFile) -> Bool { file.shape.version > 0 && (file.upAndDown != nil || file.isInMigrations) }

  public func reading(of file: MigrationFile) -> Reading {
    let marks = file.marks.all.filter { $0.kind == .upMigration || $0.kind == .downMigration }
    let transaction = file.settings.flag(name, "single-transaction") == false ? Section.Transaction.file : .allPending
    guard !marks.isEmpty, file.kind == .up else { return Reading(file.kind, of: file, transaction, .whole) }
    var parts: [Part] = []
    for (number, mark) in marks.enumerated() {
      let end = number + 1 < marks.count ? marks[number + 1].line.start : file.source.count
      parts.append(Part(mark.kind == .upMigration ? .up : .down, Span(mark.line.end, end)))
    }
    return Reading(parts: parts, sections: parts.filter { $0.kind == .up }.map { Section($0.span, transaction, .whole) })
  }

  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("write that in JavaScript, with `pgm.noTransaction()`: a .sql file has no way out of the transaction", needsOnlyStatement: false)
  }
}
