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
      // A NOT NULL that is NOT VALID (18) proves nothing yet.
      guard definition.kind == .primaryKey || definition.kind == .notNull, constraint.isValid else { return }
      for column in constraint.columns { table.setNotNull(column, true) }
    }
    if let other = definition.referencedTable { update(other) { $0.referencedBy.insert(table) } }
  }

  func dropConstraint(_ name: String, of table: RelationName) {
    guard let constraint = self.table(table)?.constraint(name) else { return }
    if let index = constraint.index { removeIndex(index) }
    update(table) { table in
      table.constraints.removeAll { $0.name == name }
      if constraint.kind == .notNull { constraint.columns.forEach { table.setNotNull($0, false) } }
    }
    guard let other = constraint.referencedTable, !(self.table(table)?.constraints.contains { $0.referencedTable == other } ?? false) else { return }
    updateIfKnown(other) { $0.referencedBy.remove(table) }
  }

  /// The foreign keys that rely on a key of a table: CASCADE drops them with it.
  func foreignKeys(relyingOn key: Constraint, of table: RelationName) -> [(table: RelationName, name: String)] {
    guard key.kind == .primaryKey || key.kind == .unique else { return [] }
    return (self.table(table)?.referencedBy ?? []).sorted().flatMap { other in
      (self.table(other)?.constraints ?? []).filter { constraint in
        guard constraint.referencedTable == table else { return false }
        return constraint.referencedColumns.isEmpty ? key.kind == .primaryKey : Set(constraint.referencedColumns) == Set(key.columns)
      }.map { (other, $0.name) }
    }
  }

  /// DROP COLUMN takes the indexes and constraints that use the column with it.
  func dropColumn(_ column: String, of table: RelationName) {
    guard let known = self.table(table) else { return }
    let constraints = known.constraints
    for at in constraints.indices {
      // A key goes with a column that its index only includes, too.
      let isGone = constraints[at].usedColumns.contains(column) || constraints[at].index.flatMap(relation)?.needs(column) ?? false
      if isGone { dropConstraint(constraints[at].name, of: table) }
    }
    for index in indexes(on: table, needing: column) { removeIndex(index) }
    update(table) { table in
      table.columns.removeAll { $0.name == column }
      table.notNullColumns.remove(column)
    }
  }

  func renameColumn(_ column: String, to new: String, of table: RelationName) {
    func renamed(_ name: String) -> String { name == column ? new : name }
    updateIfKnown(table) { table in
      for at in table.columns.indices where table.columns[at].name == column { table.columns[at].name = new }
      table.notNullColumns = Set(table.notNullColumns.map(renamed))
      for at in table.constraints.indices {
        table.constraints[at].columns = table.constraints[at].columns.map(renamed)
        table.constraints[at].usedColumns = table.constraints[at].usedColumns.map(renamed)
        table.constraints[at].provesNotNull = table.constraints[at].provesNotNull.map(renamed)
        table.constraints[at].condition = table.constraints[at].condition?.renaming(renamed)
      }
      table.partitionKey = table.partitionKey.map { $0.map(renamed) }
    }
    for index in indexes(on: table) {
      updateIndex(index.name) { index in
        for at in index.elements.indices {
          if index.elements[at].column == column { index.elements[at].column = new }
          index.elements[at].expression = index.elements[at].expression?.renaming(renamed)
        }
        index.including = index.including.map(renamed)
        index.predicate = index.predicate?.renaming(renamed)
      }
    }
  }

  /// The sequence of a serial or identity column.
  func makeSequence(for column: String, of table: RelationName, in moment: Moment) {
    let name = ObjectName.choose(table.name, column, "seq") { ObjectName.isRelation($0, beside: table, in: self) }
    let sequence = RelationName(schema: table.schema, name)
    setSequence(sequence, moment.origin())
    updateColumn(column, of: table) { $0.sequence = sequence }
  }

  func updateColumn(_ column: String, of table: RelationName, _ change: (inout Column) -> Void) {
    updateIfKnown(table) { table in
      if let at = table.columns.firstIndex(where: { $0.name == column }) { change(&table.columns[at]) }
    }
  }
}

extension Schema {
  /// The valid foreign key of a table that says the same as another table's.
  func foreignKey(like key: Constraint, of table: RelationName) -> Constraint? {
    self.table(table)?.constraints.first {
      $0.kind == .foreignKey && $0.columns == key.columns && $0.referencedTable == key.referencedTable && $0.isValid
    }
  }
}

extension Table {
  /// Notes that a column takes no NULL, or takes it again; also of a column nobody told of.
  func setNotNull(_ column: String, _ isNotNull: Bool) {
    if isNotNull { notNullColumns.insert(column) } else { notNullColumns.remove(column) }
    if let at = columns.firstIndex(where: { $0.name == column }) { columns[at].isNotNull = isNotNull }
  }
}
