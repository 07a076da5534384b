import Linting
import PostgresBehavior
import PostgresSyntax

/// `TRUNCATE` of a table in use.
struct TruncateBlocksTable: Rule {
  static let metadata = RuleMetadata(
    id: "truncate-blocks-table", summary: "TRUNCATE blocks reads and writes of the table", severity: .error, fix: .plan, isBlocking: true)

  func check(_ truncate: Truncate, in context: RuleContext) -> [Finding] {
    let tables = context.felt.filter { $0.kind == .table }
    guard let first = tables.first else { return [] }
    let named = tables.filter { truncate.tables.contains($0.relation) }
    let also = tables.map(\.relation).filter { table in !truncate.isOf(table, in: context.schema) }
    let refusing = truncate.refusing(in: context.schema)
    let message: Finding.Message =
      if let refusing {
        .fails(tables.on(truncate.tables), refusing)
      } else if truncate.cascades, !named.isEmpty {
        .cascades(named, also)
      } else {
        .empties(tables.on(truncate.tables))
      }
    return [
      Finding(
        message, at: context.layout.keywords(2), note: context.lock(first, while: "to the end of its transaction"),
        help: refusing.map { .together($0) } ?? (truncate.cascades ? .nameThem : .delete), relations: tables,
        fix: plan(truncate, also, refusing, context))
    ]
  }
}

extension TruncateBlocksTable {
  private func plan(_ truncate: Truncate, _ also: [RelationName], _ refusing: RelationName?, _ context: RuleContext) -> Fix {
    let named = truncate.tables + (truncate.cascades ? also : refusing.map { [$0] } ?? [])
    let batches = named.reversed().map { BackfillPlan($0, in: context).delete(where: nil) }
    let together = "TRUNCATE \(named.map(\.sql).joined(separator: ", "));"
    return .plan(.batches, batches + [Fix.Step("or, where nobody needs \(named.count > 1 ? "the tables" : "the table"), at once, and again when it gives up", sql: "SET lock_timeout = '5s';\n" + together)])
  }
}

extension Truncate {
  /// Whether a table is named, or is a partition of one that is.
  fileprivate func isOf(_ table: RelationName, in schema: Schema) -> Bool {
    tables.contains { $0 == table || schema.partitions(of: $0).contains(table) }
  }

  /// A table whose foreign key makes PostgreSQL refuse it.
  fileprivate func refusing(in schema: Schema) -> RelationName? {
    guard !cascades else { return nil }
    return tables.lazy.flatMap { schema.table($0)?.referencedBy.sorted() ?? [] }.first { !isOf($0, in: schema) }
  }
}

extension Finding.Message {
  fileprivate static func empties(_ effects: [Effect]) -> Self {
    .blocks(effects, while: effects.count > 1 ? "they are emptied" : "it is emptied")
  }
  fileprivate static func fails(_ effects: [Effect], _ other: RelationName) -> Self {
    "\(blocks(effects)), then fails, for `\(other)` has a foreign key to it"
  }
  fileprivate static func cascades(_ effects: [Effect], _ also: [RelationName]) -> Self {
    let others = also.isEmpty ? "every table with a foreign key to \(effects.count > 1 ? "them" : "it")" : list(also)
    return "\(empties(effects)), and `CASCADE` empties \(others) as well"
  }
  fileprivate static let batches: Self = "delete the rows in batches"
  fileprivate static let delete: Self =
    "`DELETE` in batches, or drop a partition at a time; where nobody needs the table, set a `lock_timeout` and try again when it fails"
  fileprivate static func together(_ other: RelationName) -> Self {
    "name `\(other)` in the same `TRUNCATE` if it is to be emptied too, or `DELETE` in batches"
  }
  fileprivate static let nameThem: Self = "name every table that is to be emptied instead of `CASCADE`, or `DELETE` in batches"
}
