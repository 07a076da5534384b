import Linting
import PostgresBehavior
import PostgresSyntax

/// A foreign key whose columns lead no index.
struct ForeignKeyWithoutIndex: Rule {
  static let metadata = RuleMetadata(
    id: "foreign-key-without-index", summary: "no index finds the rows that a foreign key points from", severity: .note, fix: .safe)

  func check(_ run: HistoryRun, in context: RuleContext) -> [Finding] {
    // Of a table that was there before, nobody told which indexes it has.
    context.schema.allTables.filter { $0.origin != nil && !$0.mayHaveExisted && !$0.isTemporary }.flatMap { table in
      table.constraints.filter { $0.kind == .foreignKey && !isIndexed($0, context.schema.indexes(on: table.name)) }.map { (table, $0) }
    }
    .sorted { ($0.1.origin.migration, $0.1.location) < ($1.1.origin.migration, $1.1.location) }
    .compactMap { table, key in finding(key, table, run, context) }
  }

  private func isIndexed(_ key: Constraint, _ indexes: [Index]) -> Bool {
    let columns = Set(key.columns)
    return indexes.contains { index in
      guard index.isValid || index.isPartitioned, index.method == "btree" || index.method == "hash" else { return false }
      // `WHERE c IS NOT NULL` leaves out rows that point nowhere.
      if index.isPartial, !(index.predicate?.saysOnlyNotNull(columns) ?? false) { return false }
      return index.columns.count >= columns.count && Set(index.columns.prefix(columns.count)) == columns
    }
  }

  private func finding(_ key: Constraint, _ table: Table, _ run: HistoryRun, _ context: RuleContext) -> Finding? {
    guard run.sources.indices.contains(key.origin.migration), let other = key.referencedTable else { return nil }
    let statement = Statement(span: key.origin.span, region: key.origin.span, isTerminated: true)
    let isNew = table.origin?.migration == key.origin.migration, isPartitioned = table.kind == .partitioned && !isNew
    let name = ObjectName.choose(table.name.name, key.columns.joined(separator: "_"), "idx") {
      context.schema.index(RelationName(schema: table.name.schema, $0)) != nil
    }
    let create = "CREATE INDEX \(isNew ? "" : "CONCURRENTLY ")\(Identifier.sql(name)) ON \(table.name.sql) (\(Identifier.sql(key.columns)))"
    var finding = Finding(
      .notIndexed(key.columns, table.name, other),
      at: StatementLayout(statement, in: run.sources[key.origin.migration]).keyword(ofConstraintAt: key.location), note: .whoLooks(other),
      help: isPartitioned ? .perPartition : .create(create),
      fix: isPartitioned
        ? perPartition(name, key, table, context)
        : context.appending(create, on: table.name, behind: key.origin, run, inBlock: isNew, title: .index))
    finding.migration = key.origin.migration
    return finding
  }
}

extension ForeignKeyWithoutIndex {
  /// One index on each partition, and one that holds them together.
  private func perPartition(_ name: String, _ key: Constraint, _ table: Table, _ context: RuleContext) -> Fix {
    let columns = Identifier.sql(key.columns), index = RelationName(schema: table.name.schema, name)
    let leaves = context.schema.partitions(of: table.name).filter { context.schema.table($0)?.kind == .ordinary }
    let steps = leaves.flatMap { leaf -> [Fix.Step] in
      let own = RelationName(schema: leaf.schema, ObjectName.choose(leaf.name, key.columns.joined(separator: "_"), "idx") {
        context.schema.index(RelationName(schema: leaf.schema, $0)) != nil
      })
      return [
        Fix.Step("outside a transaction", sql: "CREATE INDEX CONCURRENTLY \(Identifier.sql(own.name)) ON \(leaf.sql) (\(columns));"),
        .sql("ALTER INDEX \(index.sql) ATTACH PARTITION \(own.sql);"),
      ]
    }
    let isNested = leaves.count < context.schema.partitions(of: table.name).count
    let build = "CREATE INDEX \(Identifier.sql(name)) ON ONLY \(table.name.sql) (\(columns));"
    return .plan(.index, [Fix.Step("on the parent alone: it builds nothing", sql: build)] + (isNested || leaves.isEmpty ? [Fix.Step(.perPartition)] : steps))
  }
}

extension Expression {
  /// Whether it is nothing but IS NOT NULL of some of these columns.
  fileprivate func saysOnlyNotNull(_ allowed: Set<String>) -> Bool {
    !columns.isEmpty && columns.count == provesNotNull.count && allowed.isSuperset(of: columns)
  }
}

extension Finding.Message {
  fileprivate static func notIndexed(_ columns: [String], _ table: RelationName, _ other: RelationName) -> Self {
    "no index of `\(table)` leads with \(list(columns)): each `DELETE` on `\(other)` reads all of `\(table)`"
  }
  fileprivate static func whoLooks(_ other: RelationName) -> Self {
    "PostgreSQL makes no index for the columns of a foreign key; a row of `\(other)` that goes, or changes its key, is looked up by them"
  }
  fileprivate static func create(_ statement: String) -> Self { "`\(statement)`" }
  fileprivate static let perPartition: Self = "make one on each partition, in the way of `partitioned-index-blocks-writes`"
  fileprivate static let index: Self = "make an index for it"
}
