import Linting
import PostgresBehavior

/// `REFRESH MATERIALIZED VIEW` without `CONCURRENTLY`.
struct RefreshBlocksReads: Rule {
  static let metadata = RuleMetadata(
    id: "refresh-blocks-reads", summary: "REFRESH MATERIALIZED VIEW without CONCURRENTLY blocks reads of the view", severity: .error,
    fix: .unsafe, isBlocking: true)

  func check(_ refresh: RefreshMaterializedView, in context: RuleContext) -> [Finding] {
    // A view that holds no data yet cannot be read, nor refreshed in another way.
    guard !refresh.isConcurrent, !refresh.skipsData, context.schema.table(refresh.view)?.isPopulated != false,
      let effect = context.felt.first(where: { $0.relation == refresh.view })
    else { return [] }
    let span = context.layout.keywords(through: "view")
    let isUnique = refresh.fullUniqueIndex(in: context.schema) != nil
    // Whether a view that no migration made holds data, nobody knows.
    let isSafe = isUnique && context.schema.table(refresh.view)?.origin != nil
    let canFail = !isUnique && context.schema.isFullyKnown(refresh.view)
    return [
      Finding(
        .blocksReads(of: refresh.view), at: span, note: .locks(effect), help: isUnique ? .concurrently : .unique,
        relations: [effect],
        fix: canFail ? nil : Fix(isSafe ? .safe : .unsafe, .insertConcurrently, [.insert(context.sql(" CONCURRENTLY"), at: span.end)]))
    ]
  }
}

extension Finding.Message {
  fileprivate static func blocksReads(of view: RelationName) -> Self { "blocks every read of `\(view)` while it is refreshed" }
  fileprivate static func locks(_ effect: Effect) -> Self {
    "takes \(effect.lock.withArticle) lock on `\(effect.relation)` while its query runs: every `SELECT` on it waits"
  }
  fileprivate static let concurrently: Self = "refresh it with `REFRESH MATERIALIZED VIEW CONCURRENTLY`"
  fileprivate static let unique: Self =
    "refresh it with `REFRESH MATERIALIZED VIEW CONCURRENTLY`, which needs a unique index over plain columns without a `WHERE`"
  fileprivate static let insertConcurrently: Self = "refresh the view beside reads"
}
