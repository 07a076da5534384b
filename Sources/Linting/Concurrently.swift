public import PostgresBehavior
public import PostgresSyntax

/// What turns a statement into its CONCURRENTLY form.
extension RuleContext {
  /// A fix, safe if nothing else is said, out of edits that give the statement in hand its `CONCURRENTLY`, outside of any transaction block.
  /// - Parameters:
  ///   - before: statements to put in front, without their `;`.
  ///   - after: statements to put behind it, when the timeouts are in force again.
  public func concurrently(
    _ title: Finding.Message, before: [String] = [], after: [String] = [], names: [String] = [], safety: Fix.Safety = .safe, _ edits: [Edit]
  ) -> Fix? {
    rewrite(
      title, safety: safety, before.map { .sql($0, .outsideBlock) } + [.original(edits, .outsideBlock)] + after.map { .sql($0, .ownTransaction) }, names: names)
  }

  /// Edits that switch those timeouts off before one step, and on again behind another.
  public func withoutShortTimeouts(from first: Step, to last: Step) -> [Edit] {
    let timeouts = shortTimeouts(in: first.settings)
    let off = timeouts.map { "SET \($0.setting) = 0;\n" }.joined(), on = timeouts.map(restoring).joined(separator: "\n")
    return timeouts.isEmpty ? [] : [.insert(off, at: first.statement.span.start), source.appending(on, behind: last.statement)]
  }
}

extension SourceText {
  /// The comments of a part that is taken out, to stand in its place before what follows.
  func comments(in span: Span) -> String {
    tokens(in: span, withKeywords: false).filter { $0.kind == .comment }.map { self[$0.span] + (self[$0.span.start] == UInt8(ascii: "-") ? "\n" : " ") }.joined()
  }
}

extension StatementLayout {
  /// From the first word of the statement to a word: `CREATE UNIQUE INDEX`.
  public func keywords(through word: StaticString) -> Span {
    Span(statement.span.start, (head.first { source.token($0, is: word) }?.span ?? self.word(word))?.end ?? keywords().end)
  }

  /// The words that name a step's command, or what it does to its table.
  public func command(of step: Step) -> Span {
    if let detach = step.operations.first?.as(DetachPartition.self) { return subcommand(detach.target) }
    return keywords(step.command.utf8.reduce(1) { $1 == UInt8(ascii: " ") ? $0 + 1 : $0 })
  }

  /// Edits that turn `DROP INDEX a, b` into one statement for each, as CONCURRENTLY asks for.
  public func oneStatementForEach(of drop: DropIndex) -> [Edit] {
    let upper = ";\nDROP INDEX CONCURRENTLY" + (drop.ifExists ? " IF EXISTS" : ""), words = source.sql(upper, like: statement.span.start)
    return tokens.filter { source[$0.span] == "," }.map { comma in
      let touches = tokens.contains { $0.span.start == comma.span.end }
      return .replace(comma.span, with: words + (touches ? " " : ""))
    }
  }

  /// Where an index's IF NOT EXISTS stands, a DROP of what a failed build may have left in its place, and the edit that takes it away.
  public func withoutIfNotExists(_ index: CreateIndex) -> (span: Span, drop: String, edit: Edit)? {
    guard index.ifNotExists, let exists = tokens.firstIndex(where: { source.token($0, is: "exists") }),
      tokens.indices.contains(exists - 2), tokens.indices.contains(exists + 1),
      let table = qualifiedName(at: index.tableLocation), let last = tokens.last(where: { $0.span.end == table.end })
    else { return nil }
    let words = Span(tokens[exists - 2].span.start, tokens[exists].span.end), name = tokens[exists + 1].span
    let schema = source[Span(table.start, last.span.start)]
    return (words, "DROP INDEX CONCURRENTLY IF EXISTS \(schema)\(source[name])",
      .replace(Span(words.start, name.start), with: source.comments(in: Span(words.start, name.start))))
  }
}

extension CreateIndex {
  /// Of a DROP in front of it: on a table that no migration tells of, the name may be that of another index.
  public func safetyOfDrop(in schema: Schema) -> Fix.Safety { schema.isFullyKnown(table) ? .safe : .unsafe }
}
