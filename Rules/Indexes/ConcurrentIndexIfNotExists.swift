import Linting
import PostgresBehavior

/// `CREATE INDEX CONCURRENTLY IF NOT EXISTS`.
struct ConcurrentIndexIfNotExists: Rule {
  static let metadata = RuleMetadata(
    id: "concurrent-index-if-not-exists", summary: "IF NOT EXISTS keeps the invalid index that a failed concurrent build left",
    severity: .warning, fix: .safe)

  func check(_ index: CreateIndex, in context: RuleContext) -> [Finding] {
    // On a partitioned table and in a transaction block it fails anyway.
    guard index.isConcurrent, index.ifNotExists, !context.inTransactionBlock, !context.felt.isEmpty,
      context.schema.table(index.table)?.kind != .partitioned
    else { return [] }
    let name = index.resolvedName(in: context.schema)
    let isDropped = context.recent.contains { $0.operations.contains { $0.as(DropIndex.self)?.indexes.contains(name) ?? false } }
    guard !isDropped, let rest = context.layout.withoutIfNotExists(index) else { return [] }
    // Where the history has the index, dropping it would leave its queries without one.
    let safety = index.safetyOfDrop(in: context.schema)
    let fix = context.schema.index(name) == nil ? context.concurrently(.dropFirst, before: [rest.drop], safety: safety, [rest.edit]) : nil
    return [
      Finding(
        .keeps(name), at: rest.span, note: .leftover, help: .drop(name.sql),
        relations: context.felt, fix: fix)
    ]
  }
}

extension Finding.Message {
  fileprivate static func keeps(_ index: RelationName) -> Self { "passes over an invalid `\(index)` that a failed try left, and succeeds" }
  fileprivate static let leftover: Self =
    "a concurrent build that fails leaves its index behind as `INVALID`: no query uses it, and `IF NOT EXISTS` asks for the name only"
  fileprivate static func drop(_ index: String) -> Self { "`DROP INDEX CONCURRENTLY IF EXISTS \(index)` before it, and no `IF NOT EXISTS`" }
  fileprivate static let dropFirst: Self = "drop what a failed try left, then build"
}
