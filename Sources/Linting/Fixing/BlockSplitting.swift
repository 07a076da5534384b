public import PostgresBehavior
import PostgresSyntax

/// Rewrites of the transaction around the statement in hand, where it stays in one.
extension RuleContext {
  /// A COMMIT before the statement, and another transaction for it and what follows; nil where that could change what is left in the end.
  public func splitBefore(_ title: Finding.Message) -> Fix? {
    guard let step, step.transaction.kind == .explicit, step.body == nil, session.wrapping == .none,
      let block = TransactionBlock(around: step, in: self), block.canBeSplit, !block.earlier.isEmpty
    else { return nil }
    return rewrite(title, block.restart(in: source) + [.original()])
  }

  /// Puts some steps of the transaction in front of it, where nothing that stands before them in it has to come first.
  /// - Parameter names: what those before may not speak of.
  public func inFrontOfBlock(_ title: Finding.Message, _ steps: [Step], names: [String]) -> Fix? {
    guard let step, step.transaction.kind == .explicit, step.body == nil, session.wrapping == .none,
      let block = TransactionBlock(around: step, in: self), block.canLoseLocalSettings
    else { return nil }
    let others = block.earlier.filter { earlier in !steps.contains { $0 === earlier } }
    guard !others.contains(where: { $0.lowered.mayNeed(names, [], isKey: false, in: source) }) else { return nil }
    let start = block.opening.statement.span.start, separator = "\n" + source.indentation(at: start)
    let texts = steps.map { step in
      source.comments(above: step.statement) + source[step.statement.span] + ";" + source.comment(behind: step.statement) + separator
    }
    let edits = [Edit.insert(texts.joined(), at: start)] + steps.map { source.removal(of: $0.statement, withComments: true) }
    return Fix(.safe, title, source.withItsLineEnds(edits))
  }

  /// A COMMIT behind the statement, and another transaction for what follows.
  public func splitBehind(_ title: Finding.Message) -> Fix? {
    guard let step, step.transaction.kind == .explicit, step.body == nil, session.wrapping == .none,
      let block = TransactionBlock(around: step, in: self), block.canBeSplit
    else { return nil }
    return rewrite(title, [.original()] + block.restart(in: source))
  }
}
