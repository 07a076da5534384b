import Linting
import PostgresBehavior

/// `CREATE INDEX` on a partitioned table.
struct PartitionedIndexBlocksWrites: Rule {
  static let metadata = RuleMetadata(
    id: "partitioned-index-blocks-writes",
    summary: "an index on a partitioned table blocks writes to all partitions, or fails with CONCURRENTLY", severity: .error, fix: .safe,
    isBlocking: true)

  func check(_ index: CreateIndex, in context: RuleContext) -> [Finding] {
    guard let table = context.schema.table(index.table), table.kind == .partitioned else { return [] }
    let help = Finding.Message.onePartitionAtATime(index, index.resolvedName(in: context.schema))
    if index.isConcurrent {
      return [Finding(.fails(index.table), at: context.layout.word("concurrently") ?? context.statement.span, note: .refused, help: help, fix: context.perPartition(index))]
    }
    guard !index.isOnly, !index.isThere(in: context.schema), let effect = context.felt.first else { return [] }
    return [
      Finding(
        .blocksWrites(to: effect.relation, andPartitions: effect.relation == index.table), at: context.layout.keywords(through: "index"),
        note: .builds(effect), help: help, relations: context.felt, fix: context.perPartition(index))
    ]
  }
}

extension Finding.Message {
  fileprivate static func blocksWrites(to table: RelationName, andPartitions: Bool) -> Self {
    "blocks every write to `\(table)`\(andPartitions ? " and all its partitions" : "") while the index builds"
  }
  fileprivate static func builds(_ effect: Effect) -> Self {
    "takes \(effect.lock.withArticle) lock on the table and every partition, builds one index after the other, and holds all to the end"
  }
  fileprivate static func fails(_ table: RelationName) -> Self {
    "fails: `\(table)` is partitioned, and no index on it can be built concurrently"
  }
  fileprivate static let refused: Self = "PostgreSQL answers `cannot create index on partitioned table … concurrently`, with `ON ONLY` too"
  fileprivate static func onePartitionAtATime(_ index: CreateIndex, _ name: RelationName) -> Self {
    """
    create it `ON ONLY \(index.table.sql)`, build one on each partition \
    with `CREATE \(index.isUnique ? "UNIQUE " : "")INDEX CONCURRENTLY`, then `ALTER INDEX \(name.sql) ATTACH PARTITION` for each of them
    """
  }
}
