import Linting
import PostgresBehavior
import PostgresSyntax

/// `DETACH PARTITION` without `CONCURRENTLY`.
struct DetachBlocksTable: Rule {
  static let metadata = RuleMetadata(
    id: "detach-blocks-table",
    summary: "DETACH PARTITION without CONCURRENTLY blocks reads and writes of the whole table",
    severity: .error, fix: .safe, isBlocking: true)

  func check(_ detach: DetachPartition, in context: RuleContext) -> [Finding] {
    let parent = detach.target.relation, blocked = context.effects.blocking
    guard !detach.isConcurrent, !detach.finalizes, let effect = blocked.first(where: { $0.relation == parent }) else { return [] }
    let other = context.schema.table(parent)?.partitions.sorted().first { context.schema.table($0)?.isDefaultPartition ?? false }
    let canBeConcurrent = context.version >= 14 && other == nil
    return [
      Finding(
        .blocks([effect], while: "`\(detach.partition)` is detached"), at: context.layout.subcommand(detach.target),
        note: .queue, help: other.map { .hasDefault($0, parent) } ?? (canBeConcurrent ? .concurrently : .tryAgain),
        relations: blocked, fix: canBeConcurrent ? fix(detach, context) : alone(context))
    ]
  }

  private func alone(_ context: RuleContext) -> Fix {
    .plan(.aloneAndShort, context.carefully(context.source[context.statement.span] + ";", "in a transaction of its own, and again when it gives up"))
  }

  /// CONCURRENTLY leaves a CHECK with the old bound on the table, unless one that is there implies it.
  private func fix(_ detach: DetachPartition, _ context: RuleContext) -> Fix? {
    let schema = context.schema, partition = detach.partition
    guard schema.isFullyKnown(partition), let parent = schema.table(detach.target.relation), parent.parent == nil, let key = parent.onlyKey
    else {
      return .plan(.insertConcurrently, [
        Fix.Step("outside a transaction", sql: context.source[context.statement.span] + context.sql(" CONCURRENTLY;")),
        Fix.Step("it leaves a `CHECK` with the old bound on `\(partition)`, which may be dropped"),
      ])
    }
    let name = ObjectName.choose(partition.name, key, "check") { schema.table(partition)?.constraint($0) != nil }
    return context.concurrently(
      .insertConcurrently, after: [context.sql("ALTER TABLE \(partition.sql) DROP CONSTRAINT IF EXISTS \(Identifier.sql(name))")],
      [.insert(context.sql(" CONCURRENTLY"), at: context.layout.subcommand(detach.target).end)])
  }
}

extension Finding.Message {
  fileprivate static let aloneAndShort: Self = "detach it alone, and do not wait long for it"
  fileprivate static let queue: Self =
    "takes an `ACCESS EXCLUSIVE` lock on both: it waits for every query that is running, and every later one waits behind it"
  fileprivate static let concurrently: Self =
    "`DETACH PARTITION … CONCURRENTLY`, outside a transaction; it leaves a `CHECK` with the old bound behind, which can be dropped"
  fileprivate static func hasDefault(_ partition: RelationName, _ parent: RelationName) -> Self {
    """
    `\(parent)` has a default partition, `\(partition)`, so `CONCURRENTLY` is refused: \
    set a short `lock_timeout`, and try again when it fails
    """
  }
  fileprivate static let tryAgain: Self =
    "set a short `lock_timeout`, and try again when it fails; PostgreSQL 14 and later know `CONCURRENTLY` here"
  fileprivate static let insertConcurrently: Self = "detach beside reads and writes"
}
