public import PostgresBehavior

extension Schema {
  /// Whether an exclusion constraint stands on one of the indexes that a REINDEX names: PostgreSQL cannot rebuild that concurrently.
  public func hasExclusionConstraint(in reindex: Reindex) -> Bool {
    guard let relation = reindex.relation else { return false }
    let constraints = table(reindex.kind == .table ? relation : index(relation)?.table ?? relation)?.constraints ?? []
    return constraints.contains { $0.kind == .exclusion && (reindex.kind == .table || $0.index == relation) }
  }

  /// Whether everything about a relation is known, because a migration made it.
  public func isFullyKnown(_ relation: RelationName) -> Bool {
    table(relation).map { $0.origin != nil && !$0.mayHaveExisted } ?? false
  }
}
