import Linting
import PostgresBehavior
import PostgresSyntax

/// A change of rows in the transaction that changes tables.
struct BackfillInSchemaTransaction: Rule {
  static let metadata = RuleMetadata(
    id: "backfill-in-schema-transaction", summary: "rows are changed in the transaction that changes a table", severity: .error, fix: .plan,
    isBlocking: true)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    let all = run.backfills(in: context.schema)
    guard let first = all.first else { return [] }
    func place(_ step: Step) -> Span { StatementLayout(step.statement, in: context.source).command(of: step) }
    let held = first.held.map(\.effect), changed = first.step.effects.filter { $0.exempt == nil && first.tables.contains($0.relation) }
    var labels = first.held.prefix(3).map { Finding.Label(.locked($0.effect), at: place($0.step)) }
    if let waiting = first.waiting { labels.append(.init(.waits(for: first.change.table), at: place(waiting))) }
    let message: Finding.Message = first.waiting.map { .keepsRowsLocked(first.change, $0) } ?? .blocks(held, while: Finding.Message.work(first))
    return [
      Finding(
        message, at: place(first.step), note: first.waiting == nil ? .toTheEnd : .rowLocks, help: .inBatches(first, run.transaction.kind),
        labels: labels + all.dropFirst().map { .init(.andThis, at: place($0.step)) }, relations: (held + changed).merged)
    ]
  }
}

extension Finding.Message {
  fileprivate static func work(_ backfill: Backfill) -> String {
    let change = backfill.change
    return switch change.kind {
    case .update: "rows of `\(change.table)` are updated"
    case .delete: "rows of `\(change.table)` are deleted"
    case .merge: "rows are merged into `\(change.table)`"
    case .insert, .copy: "rows of \(list(backfill.tables)) are copied"
    }
  }
  fileprivate static func keepsRowsLocked(_ change: DataChange, _ waiting: Step) -> Self {
    "keeps its rows of `\(change.table)` locked while `\(waiting.command)` waits for the whole table"
  }
  fileprivate static let toTheEnd: Self =
    "a lock is held to the end of its transaction, however quick the statement that took it was; a change of rows takes as long as there are rows"
  fileprivate static let rowLocks: Self =
    "a changed row stays locked to the end of its transaction, which now has to wait for all who use the table, and then for the change of the table"
  fileprivate static func inBatches(_ backfill: Backfill, _ kind: Transaction.Kind) -> Self {
    let apart = kind == .explicit ? "outside of this transaction" : "in a migration of its own"
    return "\(backfill.change.kind.rawValue) \(apart), some thousand rows at a time, with a `COMMIT` behind each batch"
  }
  fileprivate static func locked(_ effect: Effect) -> Self { "takes \(effect.lock.withArticle) lock on `\(effect.relation)`" }
  fileprivate static func waits(for table: RelationName) -> Self { "waits for all who use `\(table)`" }
  fileprivate static let andThis: Self = "and this"
}
