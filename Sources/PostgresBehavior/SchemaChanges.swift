import PostgresSyntax

/// Changes that several operations share.
extension Schema {
  /// Notes a constraint, the index behind it, and what it proves.
  func add(_ definition: ConstraintDefinition, to table: RelationName, in moment: Moment, isNewTable: Bool = false) {
    let name = definition.name ?? definition.usingIndex ?? ObjectName.constraint(definition, on: table, in: self)
    var constraint = Constraint(definition, name: name, origin: moment.origin())
    // A new table has no row that could break it: NOT VALID is dropped there (`transformTableConstraint`).
    if isNewTable, definition.kind == .foreignKey || definition.kind == .check, definition.isEnforced { constraint.isValid = true }
    if let used = definition.usingIndex, let index = index(RelationName(schema: table.schema, used)) {
      constraint.columns = index.columns
    }
    switch definition.kind {
    case .unique, .primaryKey, .exclusion:
      let indexName = RelationName(schema: table.schema, name)
      if let used = definition.usingIndex {
        renameIndex(RelationName(schema: table.schema, used), to: indexName)
        updateIndex(indexName) { $0.constraint = name }
      } else {
        set(Index(
          name: indexName, table: table, elements: definition.columns.map(IndexElement.init(column:)), including: definition.including,
          method: definition.kind == .exclusion ? "gist" : "btree", isUnique: definition.kind != .exclusion, isPartial: false, isValid: true,
          nullsNotDistinct: definition.nullsNotDistinct, constraint: name, isPartitioned: self.table(table)?.kind == .partitioned,
          origin: moment.origin()))
      }
      constraint.index = indexName
    case .check, .notNull, .foreignKey: break
    }
    update(table) { table in
      table.constraints.removeAll { $0.name == name }
      table.constraints.append(constraint)
      guard definition.kind == .primaryKey || definition.kind == .notNull else { return }
      for column in constraint.columns {
        if let at = table.columns.firstIndex(where: { $0.name == column }) { table.columns[at].isNotNull = true }
      }
    }
    if let other = definition.referencedTable { update(other) { $0.referencedBy.insert(table) } }
  }

  func dropConstraint(_ name: String, of table: RelationName) {
    guard let constraint = self.table(table)?.constraint(name) else { return }
    if let index = constraint.index { removeIndex(index) }
    update(table) { $0.constraints.removeAll { $0.name == name } }
    guard let other = constraint.referencedTable, !(self.table(table)?.constraints.contains { $0.referencedTable == other } ?? false) else { return }
    updateIfKnown(other) { $0.referencedBy.remove(table) }
  }

  /// DROP COLUMN takes the indexes and constraints that use the column with it.
  func dropColumn(_ column: String, of table: RelationName) {
    guard let known = self.table(table) else { return }
    for constraint in known.constraints where constraint.usedColumns.contains(column) { dropConstraint(constraint.name, of: table) }
    for index in indexes(on: table) where index.elements.contains(where: { $0.column == column }) { removeIndex(index.name) }
    update(table) { $0.columns.removeAll { $0.name == column } }
  }

  func renameColumn(_ column: String, to new: String, of table: RelationName) {
    func renamed(_ name: String) -> String { name == column ? new : name }
    updateIfKnown(table) { table in
      for at in table.columns.indices where table.columns[at].name == column { table.columns[at].name = new }
      for at in table.constraints.indices {
        table.constraints[at].columns = table.constraints[at].columns.map(renamed)
        table.constraints[at].usedColumns = table.constraints[at].usedColumns.map(renamed)
        table.constraints[at].provesNotNull = table.constraints[at].provesNotNull.map(renamed)
      }
      table.partitionKey = table.partitionKey.map { $0.map(renamed) }
    }
    for index in indexes(on: table) {
      updateIndex(index.name) { index in
        for at in index.elements.indices where index.elements[at].column == column { index.elements[at].column = new }
      }
    }
  }

  func updateColumn(_ column: String, of table: RelationName, _ change: (inout Column) -> Void) {
    updateIfKnown(table) { table in
      if let at = table.columns.firstIndex(where: { $0.name == column }) { change(&table.columns[at]) }
    }
  }
}
