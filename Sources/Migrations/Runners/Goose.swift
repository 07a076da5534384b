import PostgresSyntax

/// pressly/goose. Source: `internal/sqlparser/parser.go`, `provider_run.go`, README "SQL Migrations".
public struct Goose: Runner {
  public init() {}
  public var name: String { "goose" }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.goose).map { Evidence(.annotation, file.says($0)) }
  }

  public func masking(of file: MigrationFile) -> Masking {
    file.marks.all(.goose).contains { file.order($0) == "envsub on" } ? [.placeholders] : []
  }

  public func reading(of file: MigrationFile) -> Reading {
    let marks = file.marks.all(.goose), seen = marks.filter { !$0.isIndented }
    let optOuts = marks.filter { file.order($0) == "no transaction" }
    let isWrapped = !optOuts.contains { !$0.isIndented }
    var parts: [Part] = []
    // What stands before the first of them belongs to none.
    let directions = seen.filter { ["up", "down"].contains(file.order($0)) }
    for (number, mark) in directions.enumerated() {
      let end = number + 1 < directions.count ? directions[number + 1].line.start : file.source.count
      parts.append(Part(file.order(mark) == "up" ? .up : .down, Span(mark.line.end, end)))
    }
    if parts.isEmpty { parts = [Part(.up, file.whole)] }
    let sections = parts.filter { $0.kind == .up }.map { part in
      let pieces = file.pieces(
        in: part.span, marks: seen, begins: { file.order($0) == "statementbegin" }, ends: { file.order($0) == "statementend" })
      return Section(part.span, isWrapped ? .file : .none, .pieces(pieces))
    }
    let annotations = optOuts.map { mark in
      Annotation(
        mark.span,
        fault: mark.isIndented ? Annotation.Fault("goose refuses a file with blanks before an annotation", "move it to the start of its line") : nil)
    }
    return Reading(parts: parts, sections: sections, annotations: annotations)
  }

  public var splitting: String? { "put every statement on lines of its own, the last of which ends in `;`, outside `StatementBegin`" }
  public var cutting: Cutting? { .atLineEnds(begin: "-- +goose StatementBegin", end: "-- +goose StatementEnd") }
  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("add `-- +goose NO TRANSACTION`", needsOnlyStatement: false)
  }

  public var succession: Succession { .numbers }
  public func text(up: String, down: String?) -> String { "-- +goose Up\n\(up)\n" + (down.map { "\n-- +goose Down\n\($0)\n" } ?? "") }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? { manuscript.beginning(with: "-- +goose NO TRANSACTION") }
}

extension MigrationFile {
  /// What stands behind `+goose`, in small letters.
  fileprivate func order(_ mark: Mark) -> String { text(of: mark, behind: "+goose").lowercased() }
}
