import PostgresSyntax

/// graphile-migrate. Source: `src/{migration,header}.ts`, FORMATS.md, README "Disable Transaction".
public struct GraphileMigrate: Runner {
  public init() {}
  public var name: String { "graphile-migrate" }
  public var landmarks: [Landmark] { [Landmark(".gmrc", .above), Landmark(".gmrc.js", .above), Landmark("package.json", .above, naming: "\"graphile-migrate\"")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.graphile).map { Evidence(.annotation, file.says($0)) }
  }

  public func takes(_ file: MigrationFile) -> Bool {
    file.name == "current.sql" || file.folderName == "current" || file.folderName == "committed"
  }

  public func masking(of file: MigrationFile) -> Masking { .variables }

  public func reading(of file: MigrationFile) -> Reading {
    let marks = file.marks.all(.graphile), body = body(of: file)
    let optOuts = marks.filter { file.text(of: $0, behind: "--!").lowercased().hasPrefix("no-transaction") }
    let isOff = optOuts.contains { $0.span.start == body }
    let annotations = optOuts.map { mark in
      Annotation(
        mark.span,
        fault: mark.span.start == body ? nil : .init("graphile-migrate looks for `--! no-transaction` only in the first line of the migration's body", "make it the first line, behind the headers and the empty line below them"))
    }
    let span = Span(body, file.source.count)
    return Reading(parts: [Part(.up, span)], sections: [Section(span, isOff ? .none : .file, .whole)], annotations: annotations)
  }

  /// Behind the headers `--! Previous: …`, and the empty line below them.
  private func body(of file: MigrationFile) -> Int {
    var at = file.start
    while let header = file.marks.all(.graphile).first(where: { $0.line.start == at }), isHeader(header, file) { at = header.line.end }
    while at < file.source.count, file.source[at].isBlank { at += 1 }
    return at
  }

  /// `^--! ([A-Z]\w*)(?::(.*))?$`
  private func isHeader(_ mark: Mark, _ file: MigrationFile) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(file.source[mark.span.start + 4]) && file.source[mark.span.start + 3] == 0x20
  }

  private func isHeader(_ line: String) -> Bool {
    line.hasPrefix("--! ") && line.dropFirst(4).first.map { ("A"..."Z").contains($0) } == true
  }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("make `--! no-transaction` its first line", needsOnlyStatement: true) }

  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    // What is committed is linked to what came before by its hash.
    guard manuscript.path == "current.sql" else { return nil }
    let text = SourceText(manuscript.text), newline = text.lineEnd
    var at = 0, line = 1
    // Behind the headers and the empty line below them.
    while case let span = text.span(ofLine: line), isHeader(text[span]) {
      line += 1
      at = min(span.end + newline.utf8.count, text.count)
    }
    if at == 0 { return manuscript.beginning(with: "--! no-transaction") }
    while at < text.count, text[at].isBlank { at += 1 }
    var copy = manuscript
    copy.text = text[Span(0, at)] + "--! no-transaction" + newline + text[Span(at, text.count)]
    return copy
  }

  public var whenChanged: String? { "graphile-migrate refuses to run when the hash of a committed file has changed" }
}
