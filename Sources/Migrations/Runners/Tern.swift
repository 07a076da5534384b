import PostgresSyntax

/// jackc/tern: in a transaction as one string; without one statement by statement. Source: `migrate/migrate.go`.
public struct Tern: Runner {
  public init() {}
  public var name: String { "tern" }
  public var landmarks: [Landmark] { [Landmark("tern.conf", .beside), Landmark("tern.conf", .above)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    (file.marks.first(.ternSeparator) ?? file.marks.first(.ternOptOut)).map { Evidence(.annotation, file.says($0)) }
  }

  public func takes(_ file: MigrationFile) -> Bool { file.shape.version > 0 && file.shape.letter == 0 && file.shape.separator == UInt8(ascii: "_") }
  public func masking(of file: MigrationFile) -> Masking { .templates }

  public func reading(of file: MigrationFile) -> Reading {
    let separator = file.marks.first(.ternSeparator)
    let up = Span(0, separator?.span.start ?? file.source.count)
    var parts = [Part(.up, up)]
    if let separator { parts.append(Part(.down, Span(separator.line.end, file.source.count))) }
    let optOuts = file.marks.all(.ternOptOut) + file.marks.all(.tern).filter { file.source.place(of: "disable-tx", in: $0.span) != nil }
    let isOff = optOuts.contains { up.contains($0.span.start) && fault($0, file) == nil }
    let annotations = optOuts.filter { up.contains($0.span.start) }.map { Annotation($0.span, fault: fault($0, file)) }
    return Reading(parts: parts, sections: [Section(up, isOff ? .none : .file, isOff ? .statements : .whole)], annotations: annotations)
  }

  /// `(?m)^---- tern: disable-tx ----$`: a `$` of Go's does not stand before a carriage return.
  private func fault(_ mark: Mark, _ file: MigrationFile) -> Annotation.Fault? {
    if mark.isIndented || file.source[mark.span] != "---- tern: disable-tx ----" {
      return .init("tern looks for a line that is `---- tern: disable-tx ----` and nothing else", "write it that way")
    }
    if file.source[mark.span.end] == 0x0a || mark.span.end == file.source.count { return nil }
    return file.source[mark.span.end] == 0x0d
      ? .init("tern does not find it in a file whose lines end in CRLF", "end the lines with LF")
      : .init("tern looks for a line that is `---- tern: disable-tx ----` and nothing else", "take the blanks behind it away")
  }

  public var splitting: String? { nil }
  public func optOut(for migration: Migration) -> OptOut? { OptOut("add the line `---- tern: disable-tx ----`", needsOnlyStatement: false) }

  public var succession: Succession { .numbers }
  public func text(up: String, down: String?) -> String { "\(up)\n" + (down.map { "\n---- create above / drop below ----\n\n\($0)\n" } ?? "") }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    // It is not found in lines that end in CRLF.
    guard !manuscript.text.utf8.contains(0x0d) else { return nil }
    let up = manuscript.beginning(with: Tern.optOut), separator = "---- create above / drop below ----\n"
    return manuscript.hasDown ? up.replacing(separator, with: separator + Tern.optOut + "\n") : up
  }
  private static let optOut = "---- tern: disable-tx ----"
}
