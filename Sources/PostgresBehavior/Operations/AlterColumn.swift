import PostgresSyntax

/// ALTER COLUMN … [SET DATA] TYPE.
public struct AlterColumnType: Operation {
  public var target: AlterTarget
  public var column: String
  public var type: TypeName
  public var collation: String?
  public var using: Expression?

  /// The type the column has before, when it is known.
  public func oldType(in schema: Schema) -> TypeName? { schema.table(target.relation)?.column(column)?.type }

  /// What the change asks of the stored values, under the session's TimeZone.
  public func change(in schema: Schema, _ settings: Settings) -> TypeChange {
    TypeChange(from: oldType(in: schema), to: type, using: using, column: column, schema: schema, timeZone: settings.timeZone)
  }

  public func effects(in moment: Moment) -> [Effect] {
    guard target.kind != .type else { return [] }
    let schema = moment.schema, table = schema.table(target.relation)
    var work = change(in: schema, moment.session.settings).work
    if work == .catalog {
      let indexes = schema.indexes(on: target.relation)
      let uses = indexes.contains { index in
        index.elements.contains { $0.expression?.columns.contains(column) ?? false } || index.isPartial
      }
      let collated = collation != nil && collation != table?.column(column)?.collation && indexes.contains { $0.columns.contains(column) }
      if table?.constraints.contains(where: { $0.kind == .check && $0.usedColumns.contains(column) }) ?? false { work = .scan }
      if uses || collated { work = .indexBuild }
    }
    var effects = target.effects(.accessExclusive, work, in: moment)
    for constraint in table?.constraints ?? [] where constraint.kind == .foreignKey && constraint.columns.contains(column) {
      if let other = constraint.referencedTable { effects.append(moment.effect(other, .accessExclusive)) }
    }
    for other in (table?.referencedBy ?? []).sorted() where schema.table(other)?.constraints.contains(where: {
      $0.referencedTable == target.relation && ($0.referencedColumns.isEmpty || $0.referencedColumns.contains(column))
        && (!$0.referencedColumns.isEmpty || table?.constraints.contains { $0.kind == .primaryKey && $0.columns.contains(column) } ?? true)
    }) ?? false {
      effects.append(moment.effect(other, .accessExclusive, .scan))
    }
    return effects
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard target.kind == .table || target.kind == .foreignTable else { return }
    for name in [target.relation] + schema.partitions(of: target.relation) {
      schema.updateColumn(column, of: name) { $0.type = type; $0.collation = collation ?? $0.collation }
    }
  }
}

/// ALTER COLUMN … SET NOT NULL.
public struct SetNotNull: Operation {
  public var target: AlterTarget
  public var column: String
  /// Constraints that the same ALTER TABLE drops: they prove nothing any more.
  public var droppedConstraints: [String]

  /// Whether PostgreSQL can skip reading the rows: the column is NOT NULL already, or a valid CHECK says so (12 and later).
  public func isProven(in schema: Schema) -> Bool {
    guard var table = schema.table(target.relation) else { return false }
    table.constraints.removeAll { droppedConstraints.contains($0.name) }
    return table.provesNotNull(column)
  }

  public func effects(in moment: Moment) -> [Effect] {
    target.effects(.accessExclusive, isProven(in: moment.schema) ? .catalog : .scan, in: moment)
  }

  public func apply(to schema: Schema, in moment: Moment) {
    for name in [target.relation] + schema.partitions(of: target.relation) { schema.updateColumn(column, of: name) { $0.isNotNull = true } }
  }
}

/// ALTER COLUMN … DROP NOT NULL.
public struct DropNotNull: Operation {
  public var target: AlterTarget
  public var column: String

  public func effects(in moment: Moment) -> [Effect] { target.effects(.accessExclusive, in: moment) }

  public func apply(to schema: Schema, in moment: Moment) {
    for name in [target.relation] + schema.partitions(of: target.relation) { schema.updateColumn(column, of: name) { $0.isNotNull = false } }
  }
}

/// ALTER COLUMN … SET DEFAULT and DROP DEFAULT.
public struct SetColumnDefault: Operation {
  public var target: AlterTarget
  public var column: String
  /// Nil for DROP DEFAULT.
  public var value: Expression?

  public func effects(in moment: Moment) -> [Effect] { target.effects(.accessExclusive, in: moment) }

  public func apply(to schema: Schema, in moment: Moment) {
    schema.updateColumn(column, of: target.relation) { $0.hasDefault = value != nil }
  }
}
