import PostgresSyntax

/// rubenv/sql-migrate. Source: `sqlparse/sqlparse.go`, `migrate.go`.
public struct SQLMigrate: Runner {
  public init() {}
  public var name: String { "sql-migrate" }
  public var landmarks: [Landmark] { [Landmark("dbconfig.yml", .above)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.sqlMigrate).map { Evidence(.annotation, file.says($0)) }
  }

  public func reading(of file: MigrationFile) -> Reading {
    let marks = file.marks.all(.sqlMigrate)
    // Only `-- +migrate ` at the start of a line counts.
    let seen = marks.filter { !$0.isIndented && file.source.has("-- +migrate ", at: $0.span.start) }
    let directions = seen.filter { ["up", "down"].contains(file.words($0).first) }
    var parts: [Part] = [], sections: [Section] = [], annotations: [Annotation] = []
    for (number, mark) in directions.enumerated() {
      let end = number + 1 < directions.count ? directions[number + 1].line.start : file.source.count
      let span = Span(mark.line.end, end), words = file.words(mark), isUp = words.first == "up", isOff = words.contains("notransaction")
      parts.append(Part(isUp ? .up : .down, span))
      if isOff, isUp { annotations.append(Annotation(mark.span)) }
      guard isUp else { continue }
      let pieces = file.pieces(
        in: span, marks: seen, begins: { file.words($0).first == "statementbegin" }, ends: { file.words($0).first == "statementend" })
      sections.append(Section(span, isOff ? .none : .section, .pieces(pieces)))
    }
    for mark in marks where file.words(mark).contains("notransaction") && !directions.contains(mark) {
      annotations.append(
        Annotation(mark.span, fault: .init("sql-migrate reads `notransaction` only behind `-- +migrate Up` at the start of a line", "write `-- +migrate Up notransaction`")))
    }
    if parts.isEmpty {
      parts = [Part(.up, file.whole)]
      sections = [Section(file.whole, .file, .whole)]
    }
    return Reading(parts: parts, sections: sections, annotations: annotations)
  }

  public var splitting: String? { "put every statement on lines of its own, the last of which ends in `;`, outside `StatementBegin`" }
  public var cutting: Cutting? { .atLineEnds(begin: "-- +migrate StatementBegin", end: "-- +migrate StatementEnd") }
  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("write `-- +migrate Up notransaction`", needsOnlyStatement: false)
  }

  public var succession: Succession { .numbers }
  public func text(up: String, down: String?) -> String { "-- +migrate Up\n\(up)\n" + (down.map { "\n-- +migrate Down\n\($0)\n" } ?? "") }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    let up = manuscript.replacing("-- +migrate Up", with: "-- +migrate Up notransaction")
    return manuscript.hasDown ? up?.replacing("-- +migrate Down", with: "-- +migrate Down notransaction") : up
  }
}

extension MigrationFile {
  fileprivate func words(_ mark: Mark) -> [String] {
    text(of: mark, behind: "+migrate").lowercased().split { $0 == " " || $0 == "\t" }.map(String.init)
  }
}
