import Linting
import PostgresBehavior
import PostgresSyntax

/// `DROP INDEX` without `CONCURRENTLY`.
struct DropIndexBlocksTable: Rule {
  static let metadata = RuleMetadata(
    id: "drop-index-blocks-table", summary: "DROP INDEX without CONCURRENTLY blocks reads and writes of the table", severity: .error,
    fix: .safe, isBlocking: true)

  func check(_ drop: DropIndex, in context: RuleContext) -> [Finding] {
    guard !drop.isConcurrent else { return [] }
    let known = drop.indexes.compactMap(context.schema.index)
    let tables = known.map(\.table).filter { table in context.felt.contains { $0.relation == table } }
    let homeless = drop.indexes.filter { context.schema.index($0) == nil && !$0.isTemporary }
    guard let first = tables.first.map(Finding.Message.table) ?? homeless.first.map(Finding.Message.tableOf) else { return [] }
    let others = Set(tables).count + homeless.count - 1
    let owned = known.first { $0.constraint != nil }
    return [
      Finding(
        .blocks(first, others, owned), at: context.layout.keywords(through: "index"), note: .queue, help: help(drop, known),
        relations: context.felt, fix: fix(drop, known, in: context))
    ]
  }

  private func help(_ drop: DropIndex, _ known: [Index]) -> Finding.Message {
    for index in known {
      if let constraint = index.constraint { return .dropConstraint(constraint, index.table) }
      if index.isPartitioned { return .partitioned }
    }
    return drop.cascades ? .withoutCascade : drop.indexes.count > 1 ? .oneByOne : .concurrently
  }

  private func fix(_ drop: DropIndex, _ known: [Index], in context: RuleContext) -> Fix? {
    if let index = known.first(where: { $0.constraint != nil }), let constraint = index.constraint {
      return .plan(.dropWithConstraint, context.carefully("ALTER TABLE \(index.table.sql) DROP CONSTRAINT \(Identifier.sql(constraint));"))
    }
    if known.contains(where: \.isPartitioned) {
      return .plan(.dropAlone, context.carefully(context.source[context.statement.span] + ";", "in a transaction of its own, and again when it gives up"))
    }
    if drop.cascades {
      let drops = drop.indexes.map { "DROP INDEX CONCURRENTLY \($0.sql);" }.joined(separator: "\n")
      return .plan(.dropAlone, [Fix.Step("the foreign keys that need it"), Fix.Step("outside a transaction", sql: drops)])
    }
    let layout = context.layout
    return context.concurrently(
      .insertConcurrently, names: drop.indexes.map(\.name),
      [.insert(context.sql(" CONCURRENTLY"), at: layout.keywords(through: "index").end)] + layout.oneStatementForEach(of: drop))
  }
}

extension Finding.Message {
  fileprivate static func table(_ table: RelationName) -> Self { "`\(table)`" }
  fileprivate static func tableOf(_ index: RelationName) -> Self { "the table of `\(index)`" }
  fileprivate static func blocks(_ table: Self, _ others: Int, _ owned: Index?) -> Self {
    let more = others > 1 ? " and of \(others) more" : others == 1 ? " and of one more" : ""
    let end = owned.map { ", then fails, for `\($0.name)` belongs to a constraint" } ?? " until the index is gone"
    return "blocks every read and write of \(table)\(more)\(end)"
  }
  fileprivate static let queue: Self =
    "takes an `ACCESS EXCLUSIVE` lock on the table: it waits for every query that is running, and every later one waits behind it"
  fileprivate static let concurrently: Self = "drop it with `DROP INDEX CONCURRENTLY`, outside a transaction"
  fileprivate static let oneByOne: Self = "drop each with a `DROP INDEX CONCURRENTLY` of its own, outside a transaction"
  fileprivate static let withoutCascade: Self =
    "drop the foreign key that depends on it first, then the index with `DROP INDEX CONCURRENTLY`, which takes no `CASCADE`"
  fileprivate static let partitioned: Self =
    "an index on a partitioned table cannot be dropped concurrently: drop it alone under a short `lock_timeout`, and try again if need be"
  fileprivate static func dropConstraint(_ name: String, _ table: RelationName) -> Self {
    "`ALTER TABLE \(table.sql) DROP CONSTRAINT \(Identifier.sql(name))` drops both"
  }
  fileprivate static let dropWithConstraint: Self = "drop the constraint that it belongs to"
  fileprivate static let dropAlone: Self = "drop it on its own"
  fileprivate static let insertConcurrently: Self = "drop the index beside reads and writes"
}
