import Linting
import PostgresBehavior

/// `CREATE TABLE` without a primary key, and none that comes later.
struct TableWithoutPrimaryKey: Rule {
  static let metadata = RuleMetadata(id: "table-without-primary-key", summary: "a table is made without a primary key", severity: .note)

  /// At the end of a migration, for the key may come behind the table.
  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    run.steps.compactMap { step in
      guard let operation = step.operations.first, let name = made(operation), let table = table(name, step, context.schema),
        !hasKey(table, operation.as(CreateTable.self)?.likeWithKeys ?? [], context.schema)
      else { return nil }
      let layout = context.layout(of: step)
      return Finding(.noKey(name), at: layout.tableNames.first ?? layout.keywords(), note: .replication, help: .addKey)
    }
  }

  private func made(_ operation: any Operation) -> RelationName? {
    if let created = operation.as(CreateTable.self) {
      return created.isTemporary || created.isForeign || created.partitionOf != nil ? nil : created.table
    }
    guard let created = operation.as(CreateTableAs.self), !created.isTemporary, !created.isMaterializedView else { return nil }
    return created.table
  }

  /// What has become of it, if it is still there; it may have been renamed.
  private func table(_ name: RelationName, _ step: Step, _ schema: Schema) -> Table? {
    func isIt(_ table: Table) -> Bool { table.origin?.migration == schema.migration && table.origin?.span == step.statement.span }
    return schema.table(name).flatMap { isIt($0) ? $0 : nil } ?? schema.allTables.first(where: isIt)
  }

  private func hasKey(_ table: Table, _ models: [RelationName], _ schema: Schema) -> Bool {
    if table.constraints.contains(where: { $0.kind == .primaryKey }) { return true }
    // A partition gets its parent's key.
    if let parent = table.parent.flatMap(schema.table), parent.kind == .partitioned { return true }
    return models.contains { model in
      guard let known = schema.table(model), schema.isFullyKnown(model) else { return true }
      return known.constraints.contains { $0.kind == .primaryKey }
    }
  }
}

extension Finding.Message {
  fileprivate static func noKey(_ table: RelationName) -> Self { "nothing tells two rows of `\(table)` apart: it has no primary key" }
  fileprivate static let replication: Self = """
    without one, `UPDATE` and `DELETE` fail as soon as the table is published for logical replication, and of two equal rows \
    neither can be changed alone
    """
  fileprivate static let addKey: Self =
    "`id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY`, or `PRIMARY KEY (…)` over the columns that name a row"
}
