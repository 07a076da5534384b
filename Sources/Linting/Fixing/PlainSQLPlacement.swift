import PostgresBehavior
import PostgresSyntax

/// A file that goes to the server as it is, the way `psql -f` sends it: everything stays in it, and COMMIT and BEGIN are its own.
public struct PlainSQLPlacement: FixPlacement {
  public init() {}

  public func edits(for rewrite: Rewrite, in context: RuleContext) -> [Edit]? {
    guard let step = context.step, step.body == nil else { return nil }
    // Where nobody knows in which transaction the file runs, only what is right in any of them.
    if context.options.wrapping == nil, context.migration.isTransactionUncertain, rewrite.leavesTransaction { return nil }
    let writer = RewriteWriter(rewrite: rewrite, step: step, context: context)
    switch step.transaction.kind {
    case .none:
      // A second statement in the same string would make a transaction block of both.
      if context.session.wrapping == .simpleQuery || !context.takesSettings(beside: step), rewrite.hasSeveralStatements || !writer.timeouts(step.settings).isEmpty { return nil }
      return writer.inPlace(rewrite.parts[...], step.settings)
    case .explicit:
      guard rewrite.leavesTransaction else { return writer.inPlace(rewrite.parts[...], step.settings) }
      guard context.session.wrapping == .none, let block = TransactionBlock(around: step, in: context) else { return nil }
      return writer.edits(in: block)
    case .runner, .simpleQuery: return rewrite.leavesTransaction ? nil : writer.inPlace(rewrite.parts[...], step.settings)
    case .body: return nil
    }
  }
}

extension RewriteWriter {
  /// Whether a unique index comes of it.
  private var makesKey: Bool {
    rewrite.parts.contains { rewrite.sql(of: $0, step, context).lowercased().split { !$0.isLetter }.contains { $0 == "unique" || $0 == "primary" } }
  }

  /// Out of a block of the file's own: behind it where nothing in it waits for the new statements, before it where nothing stands
  /// before them, else in the middle, between a COMMIT and a BEGIN.
  fileprivate func edits(in block: TransactionBlock) -> [Edit]? {
    let outside = context.session.settingsOutsideTransaction
    if block.isOnly(step), rewrite.head.isEmpty, block.canLoseLocalSettings {
      let ends = [block.opening.statement] + block.localSettings.map(\.statement) + [block.commit]
      return ends.map { context.source.removal(of: $0) } + inPlace(rewrite.tail, outside)
    }
    let relations = step.effects.map(\.relation.name), isKey = makesKey, source = context.source
    if !block.rest.contains(where: { $0.mayNeed(rewrite.names, relations, isKey: isKey, in: source) }), block.canLoseLocalSettings {
      let moved = texts(rewrite.tail, outside, comments: rewrite.head.isEmpty).joined(separator: "\n")
      let here = rewrite.head.isEmpty ? [source.removal(of: step.statement, withComments: true)] : inPlace(rewrite.head, step.settings)
      return here + [source.appending(moved, behind: block.commit, mayFollowOthers: true)]
    }
    guard block.canBeSplit else { return nil }
    let opening = block.opening.statement.span, isLower = source[opening.start] > UInt8(ascii: "Z"), commit = isLower ? "commit" : "COMMIT"
    if rewrite.head.isEmpty, block.isFirst(step), block.canLoseLocalSettings {
      let moved = texts(rewrite.tail, outside, comments: true).joined(separator: "\n")
      return [
        Edit(Span(opening.start, opening.start), moved + "\n", mayFollowOthers: true),
        source.removal(of: step.statement, withComments: true),
      ]
    }
    return inPlace(
      rewrite.head + [.sql(commit)] + rewrite.tail + [.sql(source[opening])]
        + block.localSettings.map { .sql(source[$0.statement.span]) }, outside)
  }
}
