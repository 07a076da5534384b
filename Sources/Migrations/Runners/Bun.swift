public import PostgresSyntax

/// uptrace/bun: no transaction unless the name has `.tx.`; each chunk between `--bun:split` as one string.
/// Source: `migrate/migration.go`, `auto.go`.
public struct Bun: Runner {
  public init() {}
  public var name: String { "bun" }
  public var landmarks: [Landmark] { [Landmark("go.mod", .above, naming: "uptrace/bun")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    if let mark = file.marks.first(.bunSplit) { return Evidence(.annotation, file.says(mark)) }
    guard file.upAndDown != nil else { return nil }
    return isTransactional(file) ? Evidence(.annotation, "its name says `.tx.`") : file.upAndDown
  }

  public func takes(_ file: MigrationFile) -> Bool { file.upAndDown != nil }
  public func masking(of file: MigrationFile) -> Masking { .templates }

  public func reading(of file: MigrationFile) -> Reading {
    Reading(file.kind, of: file, isTransactional(file) ? .file : .none, .pieces([0] + file.marks.all(.bunSplit).map(\.line.end)))
  }

  private func isTransactional(_ file: MigrationFile) -> Bool { holds(Array(file.name.utf8), ".tx.") }

  public var splitting: String? { "put a line `--bun:split` above and below it" }
  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("give it a name without `.tx.`", needsOnlyStatement: false)
  }

  public var keepsOneFile: Bool { true }
  public func inOneFile(
    _ drafts: [Draft], inPlaceOf span: Span, section: Section, wayBack edits: [(span: Span, text: String)], of file: MigrationFile
  ) -> [WrittenFile]? {
    let newline = file.source.lineEnd, text = file.source.replacing([(span, drafts.map(\.up).joined(separator: "\(newline)--bun:split\(newline)"))])
    // In a transaction of the tool's it stays whole, or loses that.
    guard section.transaction != .none, drafts.count > 1 || drafts.contains(where: { !$0.isTransactional }) else { return [WrittenFile(file.name, text)] }
    guard let tx = file.name.firstRange(of: ".tx.") else { return nil }
    return [WrittenFile(file.name[..<tx.lowerBound] + "." + file.name[tx.upperBound...], text), WrittenFile(file.name, nil)]
  }
}
