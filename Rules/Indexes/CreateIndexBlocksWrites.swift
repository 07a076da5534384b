import Linting
import PostgresBehavior

/// `CREATE INDEX` without `CONCURRENTLY`.
struct CreateIndexBlocksWrites: Rule {
  static let metadata = RuleMetadata(
    id: "create-index-blocks-writes", summary: "CREATE INDEX without CONCURRENTLY blocks writes to the table", severity: .error, fix: .safe,
    isBlocking: true)

  func check(_ index: CreateIndex, in context: RuleContext) -> [Finding] {
    // What writes to a materialized view is REFRESH, and that waits for a concurrent build as well.
    guard !index.isConcurrent, let effect = context.felt.first, effect.kind != .materializedView else { return [] }
    let span = context.layout.keywords(through: "index")
    if index.isThere(in: context.schema) {
      return [
        Finding(
          .blocksForNothing(effect.relation), at: span, note: context.lock(effect, while: "before it looks for the index"), help: .leaveOut,
          relations: context.felt)
      ]
    }
    // An index on a partitioned table has a way of its own: partitioned-index-blocks-writes.
    if context.schema.table(index.table)?.kind == .partitioned { return [] }
    return [
      Finding(
        .blocksWrites(to: effect.relation), at: span, note: context.lock(effect, while: "while it reads every row"), help: .buildConcurrently,
        relations: [effect], fix: fix(index, in: context))
    ]
  }

  private func fix(_ index: CreateIndex, in context: RuleContext) -> Fix? {
    let insertion = Edit.insert(context.sql(" CONCURRENTLY"), at: context.layout.keywords(through: "index").end)
    // Beside CONCURRENTLY an IF NOT EXISTS would keep what a failed build left.
    let names = [index.resolvedName(in: context.schema).name]
    guard index.ifNotExists else { return context.concurrently(.insertConcurrently, names: names, [insertion]) }
    guard let rest = context.layout.withoutIfNotExists(index) else { return nil }
    return context.concurrently(.insertConcurrently, before: [rest.drop], names: names, safety: index.safetyOfDrop(in: context.schema), [insertion, rest.edit])
  }
}

extension Finding.Message {
  fileprivate static func blocksWrites(to table: RelationName) -> Self { "blocks every write to `\(table)` while the index builds" }
  fileprivate static func blocksForNothing(_ table: RelationName) -> Self {
    "blocks every write to `\(table)`, though the index is there already"
  }
  fileprivate static let leaveOut: Self = "leave it out, or put it into a transaction of its own with a short `lock_timeout`"
  fileprivate static let buildConcurrently: Self = "build it with `CREATE INDEX CONCURRENTLY`, outside a transaction"
  fileprivate static let insertConcurrently: Self = "build the index beside reads and writes"
}
