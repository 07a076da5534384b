import Migrations
import PostgresBehavior
import PostgresSyntax

/// What a migration that is cut apart takes along of its way back: an index that is built in a migration of its own is dropped there too.
/// Everything else stays where it is, since the migrations are undone in the opposite order.
struct WayBack {
  /// The statements for each sheet.
  private(set) var statements: [[String]]
  /// In the text of the way back.
  private(set) var edits: [(span: Span, text: String)] = []

  init(_ sheets: [SectionCut.Sheet], of migration: Migration, section: Int) {
    statements = sheets.map { _ in [] }
    let lines = migration.rollbacks(in: section)
    if !lines.isEmpty {
      takeLines(lines, sheets)
      return
    }
    guard let back = migration.wayBack else { return }
    let found = back.source.statements(in: back.span), reader = TreeReader()
    var dropped = 0
    for statement in found {
      guard let (at, text) = WayBack.move(of: statement, in: back.source, to: sheets, with: reader), at > 0 || found.count == 1 else { continue }
      statements[at].append(text + ";")
      dropped += 1
      if at == 0 { edits.append((statement.whole, text + ";")) } else { edits.append((back.source.removal(of: statement).span, "")) }
    }
    // An empty file is none to some tools.
    if !edits.isEmpty, dropped == found.count, statements[0].isEmpty, let last = edits.indices.last {
      edits[last].text = "-- undone by the migrations behind it" + back.source.lineEnd
    }
  }

  /// Where each line is a comment with one statement in it.
  private mutating func takeLines(_ lines: [(span: Span, sql: SourceText)], _ sheets: [SectionCut.Sheet]) {
    let reader = TreeReader()
    let found = lines.map { line in (line: line, statements: line.sql.statements()) }
    guard found.allSatisfy({ $0.statements.count == 1 && $0.line.sql.tokens(in: $0.line.sql.span).last?.kind != .comment }) else { return }
    for (line, own) in found {
      guard let (at, text) = WayBack.move(of: own[0], in: line.sql, to: sheets, with: reader), at > 0 || found.count == 1 else { continue }
      statements[at].append(text + ";")
      edits.append((line.span, at == 0 ? "--rollback \(text);" : ""))
    }
    if edits.count == found.count, statements[0].isEmpty, let last = edits.indices.last { edits[last].text = "--rollback not required" }
  }

  /// The sheet that a statement goes to, which drops an index that is built there, and its text then.
  private static func move(of statement: Statement, in source: SourceText, to sheets: [SectionCut.Sheet], with reader: TreeReader) -> (Int, String)? {
    let lowered = LoweredStatement(statement, in: source, with: reader)
    guard lowered.operations.count == 1, let drop = lowered.operations.first?.as(DropIndex.self), drop.indexes.count == 1,
      let at = sheets.firstIndex(where: { $0.builds(drop.indexes[0]) }), let text = concurrently(statement, in: source)
    else { return nil }
    return (at, text)
  }

  /// `DROP INDEX CONCURRENTLY …`; nil where it cannot be.
  private static func concurrently(_ statement: Statement, in source: SourceText) -> String? {
    if source.mentions("cascade", in: statement.span) { return nil }
    let tokens = StatementLayout(statement, in: source).tokens
    guard let index = tokens.first(where: { source.token($0, is: "index") }) else { return nil }
    if tokens.contains(where: { source.token($0, is: "concurrently") }) { return source[statement.span] }
    return source[Span(statement.span.start, index.span.end)] + source.sql(" CONCURRENTLY", like: index.span.start) + source[Span(index.span.end, statement.span.end)]
  }
}

extension SectionCut.Sheet {
  /// Whether it builds an index outside a transaction.
  fileprivate func builds(_ index: RelationName) -> Bool {
    !isTransactional && steps.contains { step in
      step.operations.contains { operation in
        operation.as(CreateIndex.self).map { $0.name == index.name && $0.table.schema == index.schema } ?? false
      }
    }
  }
}

extension Statement {
  /// With its semicolon.
  fileprivate var whole: Span { Span(span.start, isTerminated ? region.end + 1 : span.end) }
}
