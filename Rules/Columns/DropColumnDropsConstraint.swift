import Linting
import PostgresBehavior
import PostgresSyntax

/// `DROP COLUMN` that takes a key with it which is about other columns, too, or other tables.
struct DropColumnDropsConstraint: Rule {
  static let metadata = RuleMetadata(
    id: "drop-column-drops-constraint", summary: "DROP COLUMN drops the keys that the column is a part of, without a word",
    severity: .warning, fix: .plan)

  func check(_ drop: DropColumn, in context: RuleContext) -> [Finding] {
    let table = drop.target.relation, operations = context.step?.operations ?? []
    guard !context.isNewName(.column(table, drop.column)), let known = context.schema.table(table) else { return [] }
    let dropped = operations.compactMap { $0.as(DropColumn.self)?.column }
    let named = operations.compactMap { $0.as(DropConstraint.self)?.name }
    let lost = lostKeys(drop.column, known, context.schema).filter { key in
      // A key goes once, with the first of its columns.
      if key.columns.contains(where: { dropped.contains($0) && $0 != drop.column && comesBefore($0, drop, operations) }) { return false }
      // Of a key over columns that all go nothing is missed, but rows need a primary key.
      if key.kind != .primaryKey, Set(key.columns).isSubset(of: dropped) { return false }
      return !named.contains(key.name) && !context.restOfTransaction { $0.adds(key.kind, to: table) }
    }
    let others = drop.cascades ? foreignKeys(on: drop.column, of: known, context) : []
    guard !lost.isEmpty || !others.isEmpty else { return [] }
    return [
      Finding(
        .drops(drop.column, lost.map(described) + others.map { .foreignKey($0.name, $0.table) }),
        at: context.layout.subcommand(drop.target), note: .silently, help: lost.isEmpty ? .sayIt : .replace,
        fix: fix(drop, lost, others, context))
    ]
  }

  /// Each constraint by name before the column, so that whoever reads the migration sees it go.
  private func fix(_ drop: DropColumn, _ lost: [Key], _ others: [(name: String, table: RelationName)], _ context: RuleContext) -> Fix {
    let table = drop.target.relation
    let mine = lost.map { key -> Finding.Message in
      let isIndex = context.schema.table(table)?.constraint(key.name) == nil
      return isIndex ? "DROP INDEX CONCURRENTLY \(RelationName(schema: table.schema, key.name).sql);"
        : context.patiently("ALTER TABLE \(table.sql) DROP CONSTRAINT \(Identifier.sql(key.name))")
    }
    let theirs = others.map { context.patiently("ALTER TABLE \($0.table.sql) DROP CONSTRAINT \(Identifier.sql($0.name))") }
    let keep = lost.isEmpty ? [] : [Fix.Step("put a key on the columns that stay, if they need one")]
    return .plan("drop what stands on the column by its name first", keep + (theirs + mine).map { Fix.Step("in a transaction of its own", sql: $0) } + [
      Fix.Step("then the column", sql: context.patiently(context.source[context.statement.span]))
    ])
  }

  private struct Key {
    var name: String
    var kind: ConstraintDefinition.Kind
    var columns: [String]
    var referencedTable: RelationName?
  }

  /// The constraints and unique indexes of earlier migrations that go with a column.
  private func lostKeys(_ column: String, _ table: Table, _ schema: Schema) -> [Key] {
    let all = table.constraints
    let constraints = all.indices.filter { at in
      all[at].kind != .check && all[at].kind != .notNull && all[at].origin.migration != schema.migration
        && (all[at].usedColumns.contains(column) || all[at].index.flatMap(schema.index)?.needs(column) ?? false)
    }.map { Key(name: all[$0].name, kind: all[$0].kind, columns: all[$0].columns, referencedTable: all[$0].referencedTable) }
    let indexes = schema.indexes(on: table.name).filter {
      $0.isUnique && $0.constraint == nil && $0.origin.migration != schema.migration && $0.needs(column)
    }.map { index in
      let columns = index.elements.flatMap { element in element.column.map { [$0] } ?? element.expression?.columns ?? [] }
      return Key(name: index.name.name, kind: .unique, columns: columns)
    }
    return constraints + indexes
  }

  private func described(_ key: Key) -> Finding.Message {
    switch key.kind {
    case .primaryKey: .primaryKey(key.name)
    case .foreignKey: .ownForeignKey(key.name, key.columns)
    case .exclusion: .exclusion(key.name, key.columns)
    case .unique, .check, .notNull: .unique(key.name, key.columns)
    }
  }

  private func comesBefore(_ column: String, _ drop: DropColumn, _ operations: [any Operation]) -> Bool {
    operations.contains { $0.as(DropColumn.self).map { $0.column == column && $0.target.subcommand < drop.target.subcommand } ?? false }
  }

  /// The foreign keys of other tables that point at a column: CASCADE takes them.
  private func foreignKeys(on column: String, of table: Table, _ context: RuleContext) -> [(name: String, table: RelationName)] {
    let key = table.constraints.first { $0.kind == .primaryKey }?.columns ?? []
    return table.referencedBy.sorted().filter { $0 != table.name }.flatMap { other in
      (context.schema.table(other)?.constraints ?? []).filter { constraint in
        let columns = constraint.referencedColumns.isEmpty ? key : constraint.referencedColumns
        return constraint.referencedTable == table.name && columns.contains(column)
      }.map { ($0.name, other) }
    }
  }
}

extension Operation {
  /// Whether it gives a table a key of the same kind: then somebody thought of it.
  fileprivate func adds(_ kind: ConstraintDefinition.Kind, to table: RelationName) -> Bool {
    if let index = self.as(CreateIndex.self) { return kind == .unique && index.isUnique && index.table == table }
    guard let added = self.as(AddConstraint.self) else { return false }
    return added.constraint.kind == kind && added.target.relation == table
  }
}

extension Finding.Message {
  fileprivate static func drops(_ column: String, _ keys: [Self]) -> Self {
    "dropping `\(column)` also drops \(keys.map(\.description).joined(separator: ", and "))"
  }
  fileprivate static func primaryKey(_ name: String) -> Self { "the primary key `\(name)`" }
  fileprivate static func unique(_ name: String, _ columns: [String]) -> Self { "`\(name)`, which keeps \(list(columns)) unique" }
  fileprivate static func exclusion(_ name: String, _ columns: [String]) -> Self {
    "`\(name)`, which excludes rows that clash in \(list(columns))"
  }
  fileprivate static func ownForeignKey(_ name: String, _ columns: [String]) -> Self { "the foreign key `\(name)` over \(list(columns))" }
  fileprivate static func foreignKey(_ name: String, _ table: RelationName) -> Self { "the foreign key `\(name)` of `\(table)`" }
  fileprivate static let silently: Self =
    "PostgreSQL drops every index and constraint that a dropped column is a part of, whole, and says nothing"
  fileprivate static let replace: Self =
    "put a key on the columns that stay, if they need one, and say `DROP CONSTRAINT` or `DROP INDEX` before the column goes"
  fileprivate static let sayIt: Self = "say `DROP CONSTRAINT` before the column goes"
}
