public import PostgresBehavior
public import PostgresSyntax

/// What turns a statement into its CONCURRENTLY form.
extension RuleContext {
  /// A fix, safe if nothing else is said, out of edits that give the statement in hand its `CONCURRENTLY`. A timeout that would stop it half-way is
  /// taken off around it. Nil where PostgreSQL would refuse it: in a transaction block, or where a second statement
  /// beside it makes one out of a file that is sent as one string.
  /// - Parameters:
  ///   - before: statements to put in front, each with its line break.
  ///   - after: statements to put behind it, when the timeouts are in force again.
  public func concurrently(
    _ title: Finding.Message, before: String = "", after: [String] = [], addsStatements: Bool = false, safety: Fix.Safety = .safe, _ edits: [Edit]
  ) -> Fix? {
    guard let step, !step.transaction.isBlock else { return nil }
    let around = withoutShortTimeouts(from: step, to: step, before: before, after: after)
    if session.wrapping == .simpleQuery, addsStatements || !around.isEmpty { return nil }
    // What is put behind the statement comes after what is put at its end.
    let all = edits.reduce(into: around) { all, edit in
      if let at = all.firstIndex(where: { $0.span.isEmpty && $0.span == edit.span }) { all[at].text = edit.text + all[at].text } else { all.append(edit) }
    }
    return Fix(safety, title, all)
  }

  /// The timeouts in force that are too short for a concurrent build, by the names of their settings.
  public func shortTimeouts(of step: Step) -> [(setting: String, value: Settings.Timeout)] {
    let timeouts = [("lock_timeout", step.settings.lockTimeout), ("statement_timeout", step.settings.statementTimeout)]
    return timeouts.compactMap { setting, value in
      value.flatMap { $0.milliseconds > 0 && $0.milliseconds < options.shortestBuildTimeout ? (setting, $0) : nil }
    }
  }

  /// Edits that switch those timeouts off before one step, and on again behind another.
  public func withoutShortTimeouts(from first: Step, to last: Step, before: String = "", after: [String] = []) -> [Edit] {
    let timeouts = shortTimeouts(of: first)
    let off = timeouts.map { "SET \($0.setting) = 0;\n" }.joined() + before
    let on = timeouts.map { setting, value in
      let initial = setting == "lock_timeout" ? session.initial.lockTimeout : session.initial.statementTimeout
      return value == initial ? "RESET \(setting);" : "SET \(setting) = '\(value.shown)';"
    } + after
    return (off.isEmpty ? [] : [.insert(off, at: first.statement.span.start)])
      + (on.isEmpty ? [] : [source.appending(on.joined(separator: "\n"), behind: last.statement)])
  }
}

extension SourceText {
  /// The comments of a part that is taken out, to stand in its place before what follows.
  func comments(in span: Span) -> String {
    tokens(in: span).filter { $0.kind == .comment }.map { self[$0.span] + (self[$0.span.start] == UInt8(ascii: "-") ? "\n" : " ") }.joined()
  }

  /// Puts statements on lines of their own behind another, and behind a comment that ends its line.
  func appending(_ text: String, behind statement: Statement) -> Edit {
    guard statement.isTerminated else { return .insert(";\n" + text, at: statement.span.end) }
    let end = statement.region.end + 1
    var at = end
    while self[at] == UInt8(ascii: " ") || self[at] == UInt8(ascii: "\t") { at += 1 }
    if self[at] == UInt8(ascii: "-"), self[at + 1] == UInt8(ascii: "-") {
      while at < count, self[at] != UInt8(ascii: "\n"), self[at] != UInt8(ascii: "\r") { at += 1 }
      return .insert("\n" + text, at: at)
    }
    return .insert("\n" + text, at: end)
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
    return keywords(step.command.split(separator: " ").count)
  }

  /// Edits that turn `DROP INDEX a, b` into one statement for each, as CONCURRENTLY asks for.
  public func oneStatementForEach(of drop: DropIndex) -> [Edit] {
    let words = ";\nDROP INDEX CONCURRENTLY" + (drop.ifExists ? " IF EXISTS" : "")
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
    return (words, "DROP INDEX CONCURRENTLY IF EXISTS \(schema)\(source[name]);\n",
      .replace(Span(words.start, name.start), with: source.comments(in: Span(words.start, name.start))))
  }
}

extension CreateIndex {
  /// Of a DROP in front of it: on a table that no migration tells of, the name may be that of another index.
  public func safetyOfDrop(in schema: Schema) -> Fix.Safety { schema.isFullyKnown(table) ? .safe : .unsafe }
}
