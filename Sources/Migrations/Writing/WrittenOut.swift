public import PostgresSyntax

/// A section of a migration the way psql would be given it: between BEGIN and COMMIT, statement by statement.
public struct WrittenOut: Sendable {
  /// The index of the section.
  public var section: Int
  /// What it is written out from, without the blanks at either end.
  public var span: Span
  /// For one whose statements run alone already: it is there for what comes behind it.
  public var isAsItIs: Bool
  public var migration: Migration
}

extension Migration {
  /// Its sections, where the tool wraps each into a transaction or sends it as one string; nil where it cannot be taken apart that way.
  public var writtenOut: [WrittenOut]? {
    guard let tool, let reread, candidates.isEmpty, !isTransactionUncertain, let sections, sections.contains(where: { $0.isTogether(under: tool) }) else { return nil }
    let file = reread.file(source)
    guard sections.count == 1 || tool.keepsOneFile, tool.delimiters(of: file).isEmpty else { return nil }
    var found: [WrittenOut] = []
    for (number, section) in sections.enumerated() where !source.statements(in: section.span).isEmpty {
      guard let span = core(of: section, in: file) else { return nil }
      guard section.isTogether(under: tool) else {
        if section.sending != .statements { return nil }
        found.append(WrittenOut(section: number, span: span, isAsItIs: true, migration: reread.writtenOut(SourceText(source[span]), by: tool)))
        continue
      }
      let end = source.statements(in: span).last.map { $0.isTerminated ? span.end : $0.span.end } ?? span.end
      // What the last statement lacks stands right behind it.
      let newline = source.lineEnd, semicolon = end < span.end || isOpen(span) ? ";" : ""
      let text = "BEGIN;\(newline)" + source[Span(span.start, end)] + semicolon + source[Span(end, span.end)] + "\(newline)COMMIT;\(newline)"
      found.append(WrittenOut(section: number, span: span, isAsItIs: false, migration: reread.writtenOut(SourceText(text), by: tool)))
    }
    return found.contains { !$0.isAsItIs } ? found : nil
  }

  private func isOpen(_ span: Span) -> Bool { source.statements(in: span).last.map { !$0.isTerminated } ?? false }

  /// From its first sign to its last one, up to what undoes it; nil where something in it is for the tool, or nothing is in it.
  private func core(of section: Section, in file: MigrationFile) -> Span? {
    var (start, end) = (section.span.start, section.span.end)
    for part in parts where part.kind == .rollback && section.span.contains(part.span.start) { end = min(end, part.span.start) }
    guard !file.marks.all.contains(where: { $0.isStructure && $0.span.start >= start && $0.span.start < end }) else { return nil }
    while start < end, source[start].isBlank || start < file.start { start += 1 }
    // Orders to the tool above all statements stay there.
    while let mark = file.marks.all.first(where: { $0.span.start == start }) {
      start = min(mark.line.end, end)
      while start < end, source[start].isBlank { start += 1 }
    }
    while end > start, source[end - 1].isBlank { end -= 1 }
    let isWhole = source.statements(in: Span(start, end)).count == source.statements(in: section.span).count
    return isWhole && start < end ? Span(start, end) : nil
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
