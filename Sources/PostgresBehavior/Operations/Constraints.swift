import PostgresSyntax

/// ALTER TABLE … ADD [CONSTRAINT], and a constraint written behind a column of ADD COLUMN.
public struct AddConstraint: Operation {
  public var target: AlterTarget
  public var constraint: ConstraintDefinition
  /// For one behind a column: whether the column brings a value to the rows that are there. Without one a foreign key has nothing to check.
  public var newColumnHasDefault: Bool
  /// Behind ADD COLUMN IF NOT EXISTS: no constraint where the column is there.
  public var skipsKnownColumn = false

  /// The name it will have.
  public func resolvedName(in schema: Schema) -> String {
    constraint.name ?? constraint.usingIndex ?? ObjectName.constraint(constraint, on: target.relation, in: schema)
  }

  /// The index of USING INDEX is named after its constraint.
  public func renamings(in schema: Schema) -> [(old: RelationName, new: RelationName)] {
    guard let used = constraint.usingIndex, let name = constraint.name, name != used else { return [] }
    return [(RelationName(schema: target.relation.schema, used), RelationName(schema: target.relation.schema, name))]
  }

  private func isSkipped(in schema: Schema) -> Bool {
    skipsKnownColumn && constraint.columns.contains { schema.table(target.relation)?.column($0) != nil }
  }

  /// Whether rows of an existing table are read for it.
  public func readsRows(in schema: Schema) -> Bool {
    let table = schema.table(target.relation)
    // Nobody checks the rows of a foreign table, and ONLY leaves a partitioned one without any.
    if target.kind == .foreignTable || table?.kind == .foreign || isSkipped(in: schema) { return false }
    if table?.kind == .partitioned, target.isOnly || isOnEveryPartition(in: schema) { return false }
    guard constraint.validatesRows else {
      // A primary key over a nullable column reads it, whatever index is there.
      return constraint.kind == .primaryKey && !keyIsNotNull(in: schema)
    }
    switch constraint.kind {
    case .foreignKey: return !constraint.isInline || newColumnHasDefault
    case .notNull: return !(table?.provesNotNull(constraint.columns.first ?? "") ?? false)
    case .check, .unique, .primaryKey, .exclusion: return true
    }
  }

  /// Whether every column of a primary key is known to hold no NULL.
  public func keyIsNotNull(in schema: Schema) -> Bool {
    guard let table = schema.table(target.relation) else { return false }
    let columns = keyColumns(in: schema)
    return !columns.isEmpty && columns.allSatisfy { table.provesNotNull($0) }
  }

  /// The columns of a key, those of the index that it uses if need be; empty when that is not known.
  public func keyColumns(in schema: Schema) -> [String] {
    guard let used = constraint.usingIndex else { return constraint.columns }
    return schema.index(RelationName(schema: target.relation.schema, used))?.columns ?? []
  }

  /// Whether every partition has the like of it, so that PostgreSQL makes those part of it and reads nothing
  /// (`tryAttachPartitionForeignKey`, `DefineIndex`).
  public func isOnEveryPartition(in schema: Schema) -> Bool {
    guard let table = schema.table(target.relation), table.kind == .partitioned, table.origin != nil, !table.partitions.isEmpty
    else { return false }
    // Each that the table has already has one of every partition's for itself.
    let taken = table.constraints.count { isAlike($0, in: schema) }
    return table.partitions.allSatisfy { partition in
      (schema.table(partition)?.constraints.count { isAlike($0, in: schema) } ?? 0) > taken
    }
  }

  /// Whether a partition's constraint can become part of this one.
  public func isAlike(_ other: Constraint, in schema: Schema) -> Bool {
    guard other.kind == constraint.kind, other.columns == constraint.columns, other.isValid, other.isEnforced else { return false }
    switch constraint.kind {
    case .check, .notNull, .exclusion: return false
    case .unique, .primaryKey:
      guard let index = other.index.flatMap(schema.index) else { return false }
      return index.isValid && index.including == constraint.including && index.nullsNotDistinct == constraint.nullsNotDistinct
    case .foreignKey:
      guard let referenced = constraint.referencedTable, other.referencedTable == referenced else { return false }
      let key = schema.table(referenced)?.constraints.first { $0.kind == .primaryKey }?.columns ?? []
      func columns(_ names: [String]) -> [String] { names.isEmpty ? key : names }
      return columns(other.referencedColumns) == columns(constraint.referencedColumns)
        && other.foreignKeyActions == constraint.foreignKeyActions && other.isDeferrable == constraint.isDeferrable
        && other.isInitiallyDeferred == constraint.isInitiallyDeferred
    }
  }

  public func effects(in moment: Moment) -> [Effect] {
    if isSkipped(in: moment.schema) { return [] }
    let reads = readsRows(in: moment.schema), isPartitioned = moment.schema.table(target.relation)?.kind == .partitioned
    switch constraint.kind {
    case .foreignKey:
      // Behind ADD COLUMN the column's own ACCESS EXCLUSIVE lock is the stronger one.
      var effects = target.effects(.shareRowExclusive, reads ? .scan : .catalog, in: moment, recursing: isPartitioned)
      if let other = constraint.referencedTable, other != target.relation {
        // Taking over the partitions' keys drops triggers of the referenced table.
        effects += moment.effectsOnPartner(other, isOnEveryPartition(in: moment.schema) ? .accessExclusive : .shareRowExclusive)
      }
      return effects
    case .check, .notNull:
      var effects = target.effects(
        .accessExclusive, reads ? .scan : .catalog, in: moment, recursing: !constraint.isNoInherit || moment.version >= 18)
      // 18 locks what it leaves alone.
      if constraint.isNoInherit { for at in effects.indices.dropFirst() { effects[at].work = .catalog } }
      return effects
    case .unique, .primaryKey, .exclusion:
      if let used = constraint.usingIndex {
        let index = RelationName(schema: target.relation.schema, used)
        return target.effects(.accessExclusive, reads ? .scan : .catalog, in: moment)
          + [moment.effect(index, resolvedName(in: moment.schema) == used ? .accessShare : .shareUpdateExclusive, kind: .index)]
      }
      let makesNotNull = constraint.kind == .primaryKey && !keyIsNotNull(in: moment.schema)
      var effects = target.effects(.accessExclusive, reads ? .indexBuild : .catalog, in: moment, recursing: isPartitioned || makesNotNull || moment.version >= 18)
      for at in effects.indices.dropFirst() {
        if !isPartitioned {
          // Tables that inherit get NOT NULL and no index; 18 locks them for the other keys as well.
          effects[at].work = makesNotNull ? .scan : .catalog
        } else if !makesNotNull, moment.version < 18 {
          effects[at].lock = .share
        }
      }
      return effects
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if isSkipped(in: schema) || refusal(in: schema, moment.version) != nil { return }
    // Inherited, it has the parent's name.
    var inherited = constraint
    inherited.name = resolvedName(in: schema)
    schema.add(constraint, to: target.relation, in: moment)
    guard !target.isOnly else { return }
    for partition in schema.partitions(of: target.relation) {
      switch constraint.kind {
      case .check, .notNull: schema.add(inherited, to: partition, in: moment)
      case .primaryKey: schema.update(partition) { table in constraint.columns.forEach { table.setNotNull($0, true) } }
      // A partition that goes leaves its part of the parent's foreign key behind.
      case .foreignKey, .unique, .exclusion: break
      }
    }
  }

  public var traits: StepTraits { .addsConstraints }
}

/// ALTER TABLE … VALIDATE CONSTRAINT.
public struct ValidateConstraint: Operation {
  public var target: AlterTarget
  public var name: String

  public func effects(in moment: Moment) -> [Effect] {
    var effects = target.effects(.shareUpdateExclusive, .scan, in: moment)
    if let constraint = moment.schema.table(target.relation)?.constraint(name) {
      if constraint.isValid { return target.effects(.shareUpdateExclusive, in: moment, recursing: false) }
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
        table.setNotNull(column, true)
      }
    }
  }

  public var traits: StepTraits { .validates }
}

/// ALTER TABLE … DROP CONSTRAINT.
public struct DropConstraint: DropsForeignKeys {
  public var target: AlterTarget
  public var name: String
  public var ifExists: Bool
  public var cascades: Bool

  public func effects(in moment: Moment) -> [Effect] {
    var effects = target.effects(.accessExclusive, in: moment)
    guard let constraint = moment.schema.table(target.relation)?.constraint(name) else { return effects }
    effects += foreignKeyPartners(in: moment.schema).flatMap { moment.effectsOnPartner($0, .accessExclusive) }
    if let index = constraint.index { effects.append(moment.effect(index, .accessExclusive, kind: .index)) }
    return effects
  }

  public func foreignKeyPartners(in schema: Schema) -> [RelationName] {
    guard let constraint = schema.table(target.relation)?.constraint(name) else { return [] }
    var partners = constraint.referencedTable.map { [$0] } ?? []
    if cascades { partners += schema.foreignKeys(relyingOn: constraint, of: target.relation).map(\.table) }
    return partners.others(than: [target.relation])
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if cascades, let constraint = schema.table(target.relation)?.constraint(name) {
      for key in schema.foreignKeys(relyingOn: constraint, of: target.relation) { schema.dropConstraint(key.name, of: key.table) }
    }
    for table in [target.relation] + schema.partitions(of: target.relation) { schema.dropConstraint(name, of: table) }
  }
}

/// ALTER TABLE … ALTER CONSTRAINT.
public struct AlterConstraint: Operation {
  public var target: AlterTarget
  public var name: String
  /// `ENFORCED` (18): the rows are checked now.
  public var enforces: Bool
  /// `NOT ENFORCED` (18): the triggers at both ends go.
  public var stopsEnforcing: Bool

  public func effects(in moment: Moment) -> [Effect] {
    var effects = target.effects(.accessExclusive, enforces ? .scan : .catalog, in: moment)
    if enforces || stopsEnforcing, let other = moment.schema.table(target.relation)?.constraint(name)?.referencedTable, other != target.relation {
      effects.append(moment.effect(other, enforces ? .shareRowExclusive : .accessExclusive))
    }
    return effects
  }
}
