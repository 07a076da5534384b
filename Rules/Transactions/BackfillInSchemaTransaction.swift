import Linting
import PostgresBehavior
import PostgresSyntax

/// A change of rows in the transaction that changes tables.
struct BackfillInSchemaTransaction: Rule {
  static let metadata = RuleMetadata(
    id: "backfill-in-schema-transaction", summary: "rows are changed in the transaction that changes a table", severity: .error, fix: .plan,
    isBlocking: true)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    let all = run.backfills(in: context)
    guard let first = all.first else { return unwritten(run, context) }
    func place(_ step: Step) -> Span { context.layout(of: step).command(of: step) }
    let held = first.held.map(\.effect)
    let changed = first.step.effects.filter { $0.exempt == nil && first.tables.contains($0.relation) }
    var labels = first.held.prefix(3).map { Finding.Label(.locked($0.effect), at: place($0.step)) }
    if let waiting = first.waiting { labels.append(.init(.waits(for: first.change.table), at: place(waiting))) }
    let message = first.waiting.map { Finding.Message.keepsRowsLocked(first.change, $0) }
      ?? .blocks(held, while: Finding.Message.work(first))
    return [
      Finding(
        message, at: place(first.step), note: first.waiting == nil ? .toTheEnd : .rowLocks, help: .inBatches(first, run.transaction.kind),
        labels: labels + all.dropFirst().map { .init(.andThis, at: place($0.step)) }, relations: (held + changed).merged, fix: plan(all, run, context))
    ]
  }
}

extension BackfillInSchemaTransaction {
  /// Of a data migration that is no SQL, such as Django's `RunPython`: which rows it changes nobody knows.
  private func unwritten(_ run: TransactionRun, _ context: RuleContext) -> [Finding] {
    guard run.transaction.isBlock, let first = run.steps.first, let last = run.steps.last else { return [] }
    func place(_ step: Step) -> Span { context.layout(of: step).command(of: step) }
    func changes(_ step: Step) -> Bool { !step.felt.isEmpty && step.operations.first.map { !$0.is(DataChange.self) } ?? false }
    let ends = first.transaction.kind == .runner ? context.source.count : last.statement.span.end
    for span in context.migration.unwritten where span.start < ends {
      var locks = HeldLocks()
      for step in run.steps where step.statement.span.start < span.start { locks.note(step, in: context.schema) }
      let held = locks.all.filter { $0.effect.exempt == nil }
      if !held.isEmpty {
        return [
          Finding(
            .blocks(held.map(\.effect), while: "Python changes rows"), at: span, note: .toTheEnd, help: .pythonApart,
            labels: held.prefix(3).map { .init(.locked($0.effect), at: place($0.step)) }, relations: held.map(\.effect), fix: .plan(.rowsApart, .pythonSteps))
        ]
      }
      if let waiting = run.steps.first(where: { $0.statement.span.start > span.start && changes($0) }), let effect = waiting.felt.first {
        return [
          Finding(
            .keepsUnknownRowsLocked(waiting, effect.relation), at: span, note: .rowLocks, help: .pythonApart,
            labels: [.init(.waits(for: effect.relation), at: place(waiting))], relations: waiting.felt, fix: .plan(.rowsApart, .pythonSteps))
        ]
      }
    }
    return []
  }

  private func plan(_ all: [Backfill], _ run: TransactionRun, _ context: RuleContext) -> Fix {
    let rest = run.steps.filter { step in
      step.body == nil && step.operations.first?.transactionControl == nil && step.change(of: "lock_timeout") == nil
        && !all.contains { $0.step === step }
    }
    // What stands behind a change of rows may need it: it comes last.
    let first = all.first?.step.statement.span.start ?? 0, before = rest.filter { $0.statement.span.start < first }
    let behind = rest.filter { $0.statement.span.start > first }
    func schemaChange(_ steps: [Step]) -> [Fix.Step] {
      guard !steps.isEmpty else { return [] }
      let texts = steps.map(context.text), apart = context.apart(run.transaction.kind)
      return [run.transaction.kind == .explicit ? .transaction(apart, texts) : Fix.Step(apart, sql: texts.joined(separator: "\n"))]
    }
    return .plan(.rowsApart, schemaChange(before) + all.flatMap { context.inBatches($0.change, $0.step) } + schemaChange(behind))
  }
}

extension [Fix.Step] {
  fileprivate static let pythonSteps: Self = [
    Fix.Step("a migration with the operations that have to come before"),
    Fix.Step("one with `RunPython` alone and `atomic = False`, which changes some thousand rows at a time, each batch in a `transaction.atomic()` of its own"),
    Fix.Step("a migration with the operations that have to come after"),
  ]
}

extension Step {
  /// Its locks that writers of tables wait for, if others use those.
  fileprivate var felt: [Effect] { effects.filter { $0.exempt == nil && $0.blocksWrites && $0.kind == .table } }
}

extension Finding.Message {
  fileprivate static let rowsApart: Self = "change the rows outside of the transaction, in batches"
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
  fileprivate static func keepsUnknownRowsLocked(_ waiting: Step, _ table: RelationName) -> Self {
    "keeps the rows that Python changes locked while `\(waiting.command)` waits for all of `\(table)`"
  }
  fileprivate static let pythonApart: Self = "put it into a migration of its own, without other operations"
  fileprivate static let toTheEnd: Self = """
    a lock is held to the end of its transaction, however quick the statement that took it was; \
    a change of rows takes as long as there are rows
    """
  fileprivate static let rowLocks: Self = """
    a changed row stays locked to the end of its transaction, which now has to wait for all who use the table, \
    and then for the change of the table
    """
  fileprivate static func inBatches(_ backfill: Backfill, _ kind: Transaction.Kind) -> Self {
    let apart = kind == .explicit ? "outside of this transaction" : "in a migration of its own"
    return "`\(backfill.change.kind.rawValue)` \(apart), some thousand rows at a time, with a `COMMIT` behind each batch"
  }
  fileprivate static func locked(_ effect: Effect) -> Self { "takes \(effect.lock.withArticle) lock on `\(effect.relation)`" }
  fileprivate static func waits(for table: RelationName) -> Self { "waits for all who use `\(table)`" }
  fileprivate static let andThis: Self = "and this"
}
