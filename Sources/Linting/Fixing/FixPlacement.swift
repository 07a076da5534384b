/// How a runner makes room for what a rewrite asks for: in the same file, or beside it.
public protocol FixPlacement: Sendable {
  /// The edits that put a rewrite in the place of the statement in hand; nil where this runner has no way, so that it becomes a plan.
  func edits(for rewrite: Rewrite, in context: RuleContext) -> [Edit]?
}
