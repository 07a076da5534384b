import PostgresSyntax

/// amacneil/dbmate. Source: `pkg/dbmate/migration.go`, `pkg/dbmate/db.go`; a block goes to lib/pq as one string.
public struct Dbmate: Runner {
  public init() {}
  public var name: String { "dbmate" }

  public func evidence(in file: MigrationFile) -> Evidence? {
    (file.marks.first(.dbmateUp) ?? file.marks.first(.dbmateDown)).map { Evidence(.annotation, file.says($0)) }
  }

  public func reading(of file: MigrationFile) -> Reading {
    let marks = file.marks.all.filter { !$0.isIndented && ($0.kind == .dbmateUp || $0.kind == .dbmateDown) }
    var parts: [Part] = [], sections: [Section] = [], annotations: [Annotation] = []
    for (number, mark) in marks.enumerated() {
      let span = Span(mark.line.end, number + 1 < marks.count ? marks[number + 1].line.start : file.source.count)
      parts.append(Part(mark.kind == .dbmateUp ? .up : .down, span))
      guard mark.kind == .dbmateUp else { continue }
      let isOff = file.text(of: mark, behind: "migrate:up").split { $0 == " " || $0 == "\t" }.contains("transaction:false")
      if isOff { annotations.append(Annotation(mark.span)) }
      sections.append(Section(span, isOff ? .none : .section, .whole))
    }
    for place in file.places(of: "transaction:false") where file.isComment(place) && !marks.contains(where: { $0.line.contains(place) }) {
      annotations.append(
        Annotation(
          file.line(around: place), fault: .init("dbmate reads options only on the line of `-- migrate:up`, at its start", "write `-- migrate:up transaction:false`")))
    }
    if parts.isEmpty { return Reading(of: file, .file, .whole, annotations) }
    return Reading(parts: parts, sections: sections, annotations: annotations)
  }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("write `-- migrate:up transaction:false`", needsOnlyStatement: true) }

  public var succession: Succession { .numbers }
  public func text(up: String, down: String?) -> String { "-- migrate:up\n\(up)\n\n-- migrate:down\n" + (down.map { $0 + "\n" } ?? "") }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    let up = manuscript.replacing("migrate:up", with: "migrate:up transaction:false")
    return manuscript.hasDown ? up?.replacing("migrate:down", with: "migrate:down transaction:false") : up
  }
}
