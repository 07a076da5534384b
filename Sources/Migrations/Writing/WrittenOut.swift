public import PostgresSyntax

/// A section of a migration the way psql would be given it: between BEGIN and COMMIT, statement by statement.
public struct WrittenOut: Sendable {
  /// The index of the section.
  public var section: Int
  /// What it is written out from, without the blanks at either end.
  public var span: Span
  public var migration: Migration
}

extension Migration {
  /// Its sections, where the tool wraps each into a transaction or sends it as one string; nil where it cannot be taken apart that way.
  public var writtenOut: [WrittenOut]? {
    guard let tool, let reread, candidates.isEmpty, !isTransactionUncertain, let sections, sections.contains(where: { $0.isTogether(under: tool) }) else { return nil }
    let file = reread.file(source)
    guard sections.count == 1 || tool.keepsOneFile, tool.delimiters(of: file).isEmpty else { return nil }
    let found = sections.indices.compactMap { number -> WrittenOut? in
      guard sections[number].isTogether(under: tool), let span = core(of: sections[number], in: file) else { return nil }
      let end = source.statements(in: span).last.map { $0.isTerminated ? span.end : $0.span.end } ?? span.end
      // What the last statement lacks stands right behind it.
      let newline = source.lineEnd, semicolon = end < span.end || isOpen(span) ? ";" : ""
      let text = "BEGIN;\(newline)" + source[Span(span.start, end)] + semicolon + source[Span(end, span.end)] + "\(newline)COMMIT;\(newline)"
      return WrittenOut(section: number, span: span, migration: reread.writtenOut(SourceText(text), by: tool))
    }
    return found.isEmpty ? nil : found
  }

  private func isOpen(_ span: Span) -> Bool { source.statements(in: span).last.map { !$0.isTerminated } ?? false }

  /// From its first sign to its last one, up to what undoes it; nil where something in it is for the tool, or nothing is in it.
  private func core(of section: Section, in file: MigrationFile) -> Span? {
    var (start, end) = (section.span.start, section.span.end)
    for part in parts where part.kind == .rollback && section.span.contains(part.span.start) { end = min(end, part.span.start) }
    guard !file.marks.all.contains(where: { $0.isStructure && $0.span.start >= start && $0.span.start < end }) else { return nil }
    while start < end, source[start].isBlank || start < file.start { start += 1 }
    while end > start, source[end - 1].isBlank { end -= 1 }
    return source.statements(in: Span(start, end)).isEmpty ? nil : Span(start, end)
  }
}

extension Section {
  /// Whether its statements are run together, in a transaction that ends with the migration.
  fileprivate func isTogether(under tool: any Runner) -> Bool {
    switch transaction {
    case .file, .section, .changeset: return true
    case .none:
      // One that cuts a file at lines of its own sends as one what has none.
      if case .pieces(let pieces) = sending { return tool.keepsOneFile && pieces.count == 1 }
      return sending == .whole || sending == .pipeline
    case .allPending: return false
    }
  }
}

extension Mark {
  /// Whether it says where something begins or ends, and not what becomes of the whole.
  fileprivate var isStructure: Bool {
    switch kind {
    case .goose, .sqlMigrate, .breakpoint, .bunSplit, .changeset, .rollback, .ternSeparator, .upMigration, .downMigration: true
    default: false
    }
  }
}
