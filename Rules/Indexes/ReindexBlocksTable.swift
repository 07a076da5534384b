import Linting
import PostgresBehavior

/// `REINDEX` without `CONCURRENTLY`.
struct ReindexBlocksTable: Rule {
  static let metadata = RuleMetadata(
    id: "reindex-blocks-table", summary: "REINDEX without CONCURRENTLY blocks reads and writes of the table", severity: .error, fix: .safe,
    isBlocking: true)

  func check(_ reindex: Reindex, in context: RuleContext) -> [Finding] {
    // Where it fails in its transaction, cannot-run-in-transaction speaks; system catalogs have no other way.
    guard !reindex.isConcurrent, reindex.kind != .system, reindex.relation?.isSystem != true,
      !(context.inTransactionBlock && context.step?.refusesTransactionBlock != nil)
    else { return [] }
    guard let relation = reindex.relation else { return [finding(.blocksEach, reindex, in: context)] }
    guard !context.felt.isEmpty else { return [] }
    if reindex.kind == .table { return [finding(.blocks(relation), reindex, in: context)] }
    let table = context.schema.index(relation)?.table
    return [finding(.blocks(table, while: relation), reindex, in: context)]
  }

  private func finding(_ message: Finding.Message, _ reindex: Reindex, in context: RuleContext) -> Finding {
    let layout = context.layout
    let span =
      switch reindex.kind {
      case .index: layout.keywords(through: "index")
      case .table: layout.keywords(through: "table")
      case .schema: layout.keywords(through: "schema")
      case .system, .database: layout.keywords(through: "database")
      }
    let hasExclusion = context.schema.hasExclusionConstraint(in: reindex)
    return Finding(
      message, at: span, note: .locks, help: !hasExclusion ? .concurrently(reindex.kind.rawValue) : reindex.kind == .table ? .allButExclusion : .exclusion, relations: context.felt,
      fix: hasExclusion ? .plan(.quietHour, context.carefully(context.source[context.statement.span] + ";", "when nobody needs the table, and again when it gives up")) : context.concurrently(.insertConcurrently, [.insert(context.sql(" CONCURRENTLY"), at: span.end)]))
  }
}

extension Finding.Message {
  fileprivate static func blocks(_ table: RelationName) -> Self { "blocks reads and writes of `\(table)` while its indexes are rebuilt" }
  fileprivate static func blocks(_ table: RelationName?, while index: RelationName) -> Self {
    table.map { "blocks reads and writes of `\($0)` while `\(index)` is rebuilt" }
      ?? "blocks reads and writes of the table of `\(index)` while it is rebuilt"
  }
  fileprivate static let blocksEach: Self = "blocks reads and writes of one table after the other while its indexes are rebuilt"
  fileprivate static let locks: Self =
    "takes a `SHARE` lock on the table, so writes wait, and an `ACCESS EXCLUSIVE` lock on the index, so every query to be planned waits too"
  fileprivate static func concurrently(_ kind: String) -> Self { "rebuild with `REINDEX \(kind) CONCURRENTLY`, outside a transaction" }
  fileprivate static let allButExclusion: Self =
    "`REINDEX TABLE CONCURRENTLY` rebuilds all but the index of the exclusion constraint, which it passes over with a warning"
  fileprivate static let exclusion: Self =
    "the index of an exclusion constraint cannot be rebuilt concurrently: do it when nobody uses the table"
  fileprivate static let quietHour: Self = "wait for a quiet hour"
  fileprivate static let insertConcurrently: Self = "rebuild beside reads and writes"
}
