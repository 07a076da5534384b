import PostgresSyntax

/// ALTER TABLE … ADD [CONSTRAINT], and a constraint written behind a column of ADD COLUMN.
public struct AddConstraint: Operation {
  public var target: AlterTarget
  public var constraint: ConstraintDefinition
  /// For one behind a column: whether the column brings a value to the rows that are there. Without one a foreign key has nothing to check.
  public var newColumnHasDefault: Bool

  /// Whether rows of an existing table are read for it.
  public func readsRows(in schema: Schema) -> Bool {
    guard constraint.validatesRows else {
      // A primary key over a nullable column reads it, whatever index is there.
      return constraint.kind == .primaryKey && !keyIsNotNull(in: schema)
    }
    switch constraint.kind {
    case .foreignKey: return !constraint.isInline || newColumnHasDefault
    case .notNull: return !(schema.table(target.relation)?.provesNotNull(constraint.columns.first ?? "") ?? false)
    case .check, .unique, .primaryKey, .exclusion: return true
    }
  }

  /// Whether every column of a primary key is known to hold no NULL.
  public func keyIsNotNull(in schema: Schema) -> Bool {
    guard let table = schema.table(target.relation) else { return false }
    var columns = constraint.columns
    if let used = constraint.usingIndex { columns = schema.index(RelationName(schema: target.relation.schema, used))?.columns ?? [] }
    return !columns.isEmpty && columns.allSatisfy(table.provesNotNull)
  }

  public func effects(in moment: Moment) -> [Effect] {
    let reads = readsRows(in: moment.schema)
    switch constraint.kind {
    case .foreignKey:
      // Behind ADD COLUMN the column's own ACCESS EXCLUSIVE lock is the stronger one.
      var effects = target.effects(.shareRowExclusive, reads ? .scan : .catalog, in: moment)
      if let other = constraint.referencedTable, other != target.relation { effects += moment.effects(other, .shareRowExclusive) }
      return effects
    case .check, .notNull:
      return target.effects(.accessExclusive, reads ? .scan : .catalog, in: moment)
    case .unique, .primaryKey, .exclusion:
      if let used = constraint.usingIndex {
        let index = RelationName(schema: target.relation.schema, used)
        return target.effects(.accessExclusive, reads ? .scan : .catalog, in: moment)
          + [moment.effect(index, .shareUpdateExclusive, kind: .index)]
      }
      return target.effects(.accessExclusive, .indexBuild, in: moment)
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    schema.add(constraint, to: target.relation, in: moment)
    guard !target.isOnly, constraint.kind == .check || constraint.kind == .notNull else { return }
    for partition in schema.partitions(of: target.relation) { schema.add(constraint, to: partition, in: moment) }
  }
}

/// ALTER TABLE … VALIDATE CONSTRAINT.
public struct ValidateConstraint: Operation {
  public var target: AlterTarget
  public var name: String

  public func effects(in moment: Moment) -> [Effect] {
    var effects = target.effects(.shareUpdateExclusive, .scan, in: moment)
    if let constraint = moment.schema.table(target.relation)?.constraint(name) {
      if constraint.isValid { return target.effects(.shareUpdateExclusive, in: moment) }
      if let other = constraint.referencedTable, other != target.relation { effects.append(moment.effect(other, .rowShare)) }
    }
    return effects
  }

  public func apply(to schema: Schema, in moment: Moment) {
    for name in [target.relation] + schema.partitions(of: target.relation) {
      schema.updateIfKnown(name) { table in
        guard let at = table.constraints.firstIndex(where: { $0.name == self.name }) else { return }
        table.constraints[at].isValid = true
        guard table.constraints[at].kind == .notNull, let column = table.constraints[at].columns.first else { return }
        if let at = table.columns.firstIndex(where: { $0.name == column }) { table.columns[at].isNotNull = true }
      }
    }
  }
}

/// ALTER TABLE … DROP CONSTRAINT.
public struct DropConstraint: Operation {
  public var target: AlterTarget
  public var name: String
  public var ifExists: Bool
  public var cascades: Bool

  public func effects(in moment: Moment) -> [Effect] {
    var effects = target.effects(.accessExclusive, in: moment)
    guard let constraint = moment.schema.table(target.relation)?.constraint(name) else { return effects }
    if let other = constraint.referencedTable, other != target.relation { effects.append(moment.effect(other, .accessExclusive)) }
    if let index = constraint.index { effects.append(moment.effect(index, .accessExclusive, kind: .index)) }
    return effects
  }

  public func apply(to schema: Schema, in moment: Moment) {
    for table in [target.relation] + schema.partitions(of: target.relation) { schema.dropConstraint(name, of: table) }
  }
}

/// ALTER TABLE … ALTER CONSTRAINT.
public struct AlterConstraint: Operation {
  public var target: AlterTarget
  public var name: String
  /// `ENFORCED` (18): the rows are checked now.
  public var enforces: Bool

  public func effects(in moment: Moment) -> [Effect] {
    var effects = target.effects(.accessExclusive, enforces ? .scan : .catalog, in: moment)
    if let other = moment.schema.table(target.relation)?.constraint(name)?.referencedTable, other != target.relation {
      effects.append(moment.effect(other, enforces ? .shareRowExclusive : .accessExclusive))
    }
    return effects
  }
}
