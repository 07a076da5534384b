public import PostgresBehavior
import PostgresSyntax

/// A change of many rows, as it stands in the file, in batches.
extension RuleContext {
  /// What to run in the place of an UPDATE or DELETE, outside a transaction; for other changes in words.
  public func inBatches(_ change: DataChange, _ step: Step) -> [Fix.Step] {
    guard step.body == nil, batch(change, step, "") != nil else {
      return [Fix.Step("some thousand rows at a time, each batch its own transaction", sql: text(of: step))]
    }
    return [BackfillPlan(change.table, in: self).step { rows in batch(change, step, rows) ?? "" }]
  }

  /// The statement with a condition more. Nil where it is not to be seen where that goes.
  private func batch(_ change: DataChange, _ step: Step, _ rows: Finding.Message) -> Finding.Message? {
    guard change.kind == .update || change.kind == .delete, change.sources.isEmpty else { return nil }
    let tokens = layout(of: step).tokens
    // Another name for the table would have to stand before the key.
    let name = tokens.dropFirst(change.kind == .update ? 1 : 2).prefix { !source.token($0, is: "set") && !source.token($0, is: "where") }
    guard name.count % 2 == 1, name.enumerated().allSatisfy({ at, token in (source[token.span] == ".") == (at % 2 == 1) }) else { return nil }
    var depth = 0, place: Token?
    for token in tokens {
      let sign = token.span.length == 1 ? source[token.span.start] : 0
      if sign == UInt8(ascii: "(") { depth += 1 } else if sign == UInt8(ascii: ")") { depth -= 1 }
      guard depth == 0 else { continue }
      let isOther = source.token(token, is: "returning") || source.token(token, is: "using") || source.token(token, is: "from")
      if isOther, token.span != tokens[1].span { return nil }
      if source.token(token, is: "where") { place = token }
    }
    let span = step.statement.span
    guard let place else { return "\(source[span]) WHERE \(rows)" }
    let condition = source[Span(place.span.end, span.end)]
    return "\(source[Span(span.start, place.span.end)]) \(rows) AND (\(condition.drop { $0.isWhitespace }))"
  }
}
