import Linting
import PostgresBehavior

/// `UPDATE` and `DELETE` of every row at once.
struct UnbatchedWrite: Rule {
  static let metadata = RuleMetadata(
    id: "unbatched-write", summary: "UPDATE or DELETE of every row in one statement", severity: .warning, fix: .plan, isBlocking: true)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    let steps = run.steps.filter { $0.wholeTable != nil }
    guard !steps.isEmpty else { return [] }
    // Beside a change of the table it is backfill-in-schema-transaction that speaks.
    let backfills = Set(run.backfills(in: context).map(\.step.statement.span))
    return steps.compactMap { step in
      guard let (change, effect) = step.wholeTable, !backfills.contains(step.statement.span) else { return nil }
      return Finding(
        .locksEveryRow(change), at: context.layout(of: step).keywords(1),
        note: change.kind == .update ? .newVersions(change.table) : .deadRows, help: .batches(change), relations: [effect],
        fix: .plan("change some thousand rows at a time", context.inBatches(change, step)))
    }
  }
}

extension Step {
  /// A change of all rows of a table that others use.
  fileprivate var wholeTable: (DataChange, Effect)? {
    guard let change = operations.first?.as(DataChange.self), change.kind == .update || change.kind == .delete, !change.hasCondition,
      let effect = effects.first(where: { $0.relation == change.table && $0.exempt == nil && $0.kind == .table })
    else { return nil }
    return (change, effect)
  }
}

extension Finding.Message {
  fileprivate static func locksEveryRow(_ change: DataChange) -> Self {
    "locks every row of `\(change.table)` until the last one is \(change.kind == .update ? "written" : "deleted")"
  }
  fileprivate static func newVersions(_ table: RelationName) -> Self {
    """
    whoever changes one of the rows meanwhile waits; every row is written a second time, so `\(table)` can double in size, \
    and no `VACUUM` cleans up before the statement is over
    """
  }
  fileprivate static let deadRows: Self =
    "whoever changes one of the rows meanwhile waits, and no `VACUUM` cleans up before the statement is over"
  fileprivate static func batches(_ change: DataChange) -> Self {
    "some thousand rows at a time, such as `\(change.kind.rawValue) … WHERE id BETWEEN 1 AND 5000`, each batch its own transaction"
  }
}
