import Linting
import PostgresBehavior
import PostgresSyntax

/// `CONCURRENTLY` where PostgreSQL refuses it.
struct InvalidConcurrently: Rule {
  static let metadata = RuleMetadata(
    id: "invalid-concurrently", summary: "CONCURRENTLY where PostgreSQL refuses it, so the statement fails", severity: .error, fix: .safe)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    step.operations.compactMap { operation in
      if let drop = operation.as(DropIndex.self), drop.isConcurrent { return refusal(of: drop, in: context) }
      if let reindex = operation.as(Reindex.self), reindex.isConcurrent { return refusal(of: reindex, in: context) }
      if let detach = operation.as(DetachPartition.self), detach.isConcurrent { return refusal(of: detach, in: context) }
      if let refresh = operation.as(RefreshMaterializedView.self), refresh.isConcurrent { return refusal(of: refresh, in: context) }
      return nil
    }
  }

  private func finding(_ message: Finding.Message, _ help: Finding.Message, in context: RuleContext, fix: Fix? = nil) -> Finding {
    Finding(message, at: context.layout.word("concurrently") ?? context.statement.span, help: help, fix: fix)
  }

  /// The statement as it is, without the word.
  private func withoutIt(_ context: RuleContext) -> Fix? {
    let layout = context.layout, tokens = layout.tokens, span = context.statement.span
    guard let at = tokens.firstIndex(where: { context.source.token($0, is: "concurrently") }), at > 0, context.step?.body == nil,
      context.source[tokens[at - 1].span] != "("
    else { return nil }
    let text = context.source[Span(span.start, tokens[at - 1].span.end)] + context.source[Span(tokens[at].span.end, span.end)]
    return .plan(.byHand, context.carefully(text + ";"))
  }

  private func refusal(of drop: DropIndex, in context: RuleContext) -> Finding? {
    let known = drop.indexes.compactMap(context.schema.index)
    if drop.cascades {
      let drops = drop.indexes.map { "DROP INDEX CONCURRENTLY \($0.sql);" }.joined(separator: "\n")
      return finding(.noCascade, .dropDependents, in: context, fix: .plan(.byHand, [Fix.Step(.dropDependents), Fix.Step("outside a transaction", sql: drops)]))
    }
    let owned = known.first { $0.constraint != nil }
    if drop.indexes.count > 1 {
      let areDroppable = owned == nil && !known.contains(where: \.isPartitioned)
      let fix = areDroppable ? context.concurrently(.split, context.layout.oneStatementForEach(of: drop)) : nil
      return finding(.oneIndex, .oneByOne, in: context, fix: fix)
    }
    if let owned, let constraint = owned.constraint {
      return finding(.belongs(owned.name, constraint, owned.table), .dropConstraint(constraint, owned.table), in: context,
        fix: .plan(.byHand, context.carefully("ALTER TABLE \(owned.table.sql) DROP CONSTRAINT \(Identifier.sql(constraint));")))
    }
    return known.first { $0.isPartitioned }.map { finding(.partitioned($0.table), .withoutIt, in: context, fix: withoutIt(context)) }
  }

  private func refusal(of reindex: Reindex, in context: RuleContext) -> Finding? {
    if reindex.kind == .system || reindex.relation?.isSystem == true { return finding(.catalogs, .quietHour, in: context, fix: withoutIt(context)) }
    guard reindex.kind == .index, let index = reindex.relation, context.schema.hasExclusionConstraint(in: reindex) else { return nil }
    return finding(.exclusion(index), .quietHour, in: context, fix: withoutIt(context))
  }

  private func refusal(of detach: DetachPartition, in context: RuleContext) -> Finding? {
    if context.version < 14 { return finding(.tooOld(context.version), .withoutIt, in: context, fix: withoutIt(context)) }
    let siblings = context.schema.table(detach.target.relation)?.partitions ?? []
    let other = siblings.first { context.schema.table($0)?.isDefaultPartition ?? false }
    return other.map { finding(.defaultPartition($0, of: detach.target.relation), .withoutIt, in: context, fix: withoutIt(context)) }
  }

  private func refusal(of refresh: RefreshMaterializedView, in context: RuleContext) -> Finding? {
    if refresh.skipsData { return finding(.withNoData, .chooseOne, in: context, fix: .plan(.byHand, [
        Fix.Step("to keep it readable", sql: "REFRESH MATERIALIZED VIEW CONCURRENTLY \(refresh.view.sql);"),
        Fix.Step("or to empty it: nobody can read it until the next refresh", sql: "REFRESH MATERIALIZED VIEW \(refresh.view.sql) WITH NO DATA;"),
      ])) }
    guard let view = context.schema.table(refresh.view) else { return nil }
    if !view.isPopulated { return finding(.empty(view.name), .firstRefresh, in: context, fix: withoutIt(context)) }
    guard context.schema.isFullyKnown(view.name), refresh.fullUniqueIndex(in: context.schema) == nil else { return nil }
    return finding(.noUniqueIndex(view.name), .makeUniqueIndex, in: context, fix: .plan(.byHand, [
      Fix.Step("outside a transaction, over columns that are unique together", sql: "CREATE UNIQUE INDEX CONCURRENTLY ON \(view.name.sql) (…);"), .sql(context.source[context.statement.span] + ";"),
    ]))
  }
}

extension Finding.Message {
  fileprivate static let byHand: Self = "write what PostgreSQL accepts"
  fileprivate static let oneIndex: Self = "fails: `DROP INDEX CONCURRENTLY` takes one index at a time"
  fileprivate static let oneByOne: Self = "write one statement for each index"
  fileprivate static let split: Self = "one statement for each index"
  fileprivate static let noCascade: Self = "fails: `DROP INDEX CONCURRENTLY` takes no `CASCADE`"
  fileprivate static let dropDependents: Self =
    "drop what depends on the index first, such as a foreign key, then the index without `CASCADE`"
  fileprivate static func belongs(_ index: RelationName, _ constraint: String, _ table: RelationName) -> Self {
    "fails: `\(index)` belongs to the constraint `\(constraint)` of `\(table)`"
  }
  fileprivate static func dropConstraint(_ name: String, _ table: RelationName) -> Self {
    "`ALTER TABLE \(table.sql) DROP CONSTRAINT \(Identifier.sql(name))` drops both"
  }
  fileprivate static func partitioned(_ table: RelationName) -> Self {
    "fails: an index on `\(table)`, which is partitioned, cannot be dropped concurrently"
  }
  fileprivate static let withoutIt: Self = "leave `CONCURRENTLY` out, set a short `lock_timeout`, and try again when it fails"
  fileprivate static let catalogs: Self = "fails: system catalogs cannot be reindexed concurrently"
  fileprivate static func exclusion(_ index: RelationName) -> Self {
    "fails: `\(index)` belongs to an exclusion constraint, which cannot be rebuilt concurrently"
  }
  fileprivate static let quietHour: Self = "leave `CONCURRENTLY` out, and run it when nobody needs the tables"
  fileprivate static func tooOld(_ version: ServerVersion) -> Self {
    "fails: `DETACH PARTITION … CONCURRENTLY` is new in PostgreSQL 14, the target is \(version)"
  }
  fileprivate static func defaultPartition(_ partition: RelationName, of table: RelationName) -> Self {
    "fails: `\(table)` has a default partition, `\(partition)`, so nothing can be detached concurrently"
  }
  fileprivate static let withNoData: Self = "fails: `CONCURRENTLY` and `WITH NO DATA` exclude each other"
  fileprivate static let chooseOne: Self = "leave one of them out; with `WITH NO DATA` the view cannot be read until the next refresh"
  fileprivate static func empty(_ view: RelationName) -> Self {
    "fails: `\(view)` was left `WITH NO DATA`, so there is nothing to compare with"
  }
  fileprivate static let firstRefresh: Self = "leave `CONCURRENTLY` out of the first refresh: nobody can read the view before it"
  fileprivate static func noUniqueIndex(_ view: RelationName) -> Self {
    "fails: `\(view)` has no unique index over plain columns without a `WHERE`"
  }
  fileprivate static let makeUniqueIndex: Self = "make one first: `CREATE UNIQUE INDEX CONCURRENTLY`"
}
