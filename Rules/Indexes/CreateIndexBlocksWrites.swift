import Linting
import PostgresBehavior

/// `CREATE INDEX` without `CONCURRENTLY`.
struct CreateIndexBlocksWrites: Rule {
  static let metadata = RuleMetadata(
    id: "create-index-blocks-writes", summary: "CREATE INDEX without CONCURRENTLY blocks writes to the table", severity: .error, fix: .safe,
    isBlocking: true)

  func check(_ index: CreateIndex, in context: RuleContext) -> [Finding] {
    // An index on a partitioned table has a way of its own: partitioned-index-blocks-writes.
    guard !index.isConcurrent, context.schema.table(index.table)?.kind != .partitioned,
      let effect = context.effects.first(where: { $0.exempt == nil && $0.lock == .share })
    else { return [] }
    let keywords = context.layout.keywords()
    return [
      Finding(
        .blocksWrites(to: index.table), at: keywords, note: .lock(effect, while: "while it reads every row"), help: .buildConcurrently,
        relations: [effect], fix: context.inTransactionBlock ? nil : .safe(.insertConcurrently, .insert(" CONCURRENTLY", at: keywords.end)))
    ]
  }
}

extension Finding.Message {
  fileprivate static func blocksWrites(to table: RelationName) -> Self { "blocks every write to `\(table)` while the index builds" }
  fileprivate static let buildConcurrently: Self = "build it with `CREATE INDEX CONCURRENTLY`, outside a transaction"
  fileprivate static let insertConcurrently: Self = "build the index beside reads and writes"
}
