public import PostgresSyntax

/// ALTER COLUMN … [SET DATA] TYPE.
public struct AlterColumnType: Operation {
  public var target: AlterTarget
  public var column: String
  public var type: TypeName
  @Seldom public var collation: String? = nil
  @Seldom public var using: Expression? = nil

  /// The type the column has before, when it is known.
  public func oldType(in schema: Schema) -> TypeName? { schema.table(target.relation)?.column(column)?.type }

  /// What the change asks of the stored values, under the session's TimeZone.
  public func change(in schema: Schema, _ settings: Settings) -> TypeChange {
    TypeChange(from: oldType(in: schema), to: type, using: using, column: column, schema: schema, timeZone: settings.timeZone)
  }

  public func effects(in moment: Moment) -> [Effect] {
    guard target.kind != .type else { return [] }
    let schema = moment.schema, table = schema.table(target.relation)
    // Nobody converts the rows of a foreign table.
    if target.kind == .foreignTable || table?.kind == .foreign { return target.effects(.accessExclusive, in: moment) }
    let isRewrite = change(in: schema, moment.session.settings).work == .rewrite
    var effects = target.effects(.accessExclusive, .rewrite, in: moment)
    for at in effects.indices where effects[at].work == .rewrite && !isRewrite {
      effects[at].work = Swift.max(companions(on: target.relation, in: schema), companions(on: effects[at].relation, in: schema))
    }
    if let sequence = table?.column(column)?.sequence, table?.column(column)?.generated == .identity {
      effects.append(moment.effect(sequence, .shareRowExclusive, kind: .sequence))
    }
    for constraint in table?.constraints ?? [] where constraint.kind == .foreignKey && constraint.columns.contains(column) {
      if let other = constraint.referencedTable { effects.append(moment.effect(other, .accessExclusive)) }
    }
    for other in (table?.referencedBy ?? []).sorted() where schema.table(other)?.constraints.contains(where: {
      $0.referencedTable == target.relation && ($0.referencedColumns.isEmpty || $0.referencedColumns.contains(column))
        && (!$0.referencedColumns.isEmpty || table?.constraints.contains { $0.kind == .primaryKey && $0.columns.contains(column) } ?? true)
    }) ?? false {
      // The foreign key is made again, and trusted where the operators stay the same (`TryReuseForeignKey`).
      effects.append(moment.effect(other, .accessExclusive, isRewrite ? .scan : .catalog))
    }
    return effects
  }

  /// What stands on the column and has to look at the rows, though they stay as they are.
  private func companions(on relation: RelationName, in schema: Schema) -> Work {
    guard let table = schema.table(relation) else { return .catalog }
    let old = table.column(column), otherOperators = TypeChange.changesOperators(from: old?.type, to: type, schema)
    let otherCollation = old == nil ? collation != nil : (collation ?? "default") != (old?.collation ?? "default")
    let rebuilds = schema.indexes(on: relation).contains { index in
      guard index.needs(column) else { return false }
      // `CheckIndexCompatible`: whoever has an expression or a WHERE, or partitions, is built again.
      return otherOperators || otherCollation || index.isPartial || index.isPartitioned || index.elements.contains { $0.column == nil }
    }
    if rebuilds { return .indexBuild }
    return table.constraints.contains { $0.kind == .check && $0.isValid && $0.isEnforced && $0.usedColumns.contains(column) } ? .scan : .catalog
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard target.kind == .table || target.kind == .foreignTable else { return }
    for name in [target.relation] + schema.partitions(of: target.relation) {
      schema.updateColumn(column, of: name) { $0.type = type; $0.collation = collation }
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
  public func isProven(in schema: Schema) -> Bool { isProven(in: schema, without: droppedConstraints) }

  /// Whether it could, but for the constraints that the same ALTER TABLE drops.
  public func losesProof(in schema: Schema) -> Bool { !isProven(in: schema) && isProven(in: schema, without: []) }

  private func isProven(in schema: Schema, without dropped: [String]) -> Bool {
    guard let table = schema.table(target.relation) else { return false }
    if table.kind == .foreign || table.provesNotNull(column, without: dropped) { return true }
    // The rows of a partitioned table are its partitions', and each is looked at on its own.
    guard table.kind == .partitioned, table.origin != nil, !table.partitions.isEmpty else { return false }
    return schema.partitions(of: target.relation).allSatisfy {
      schema.table($0).map { $0.kind == .partitioned || $0.provesNotNull(column, without: dropped) } ?? false
    }
  }

  /// The partition that makes PostgreSQL refuse `ALTER TABLE ONLY parent`: one that is not NOT NULL itself, since 18 any.
  public func refusingPartition(in schema: Schema, _ version: ServerVersion) -> RelationName? {
    guard target.isOnly, let table = schema.table(target.relation), table.kind == .partitioned, table.column(column)?.isNotNull != true,
      !table.notNullColumns.contains(column)
    else { return nil }
    return table.partitions.sorted().first { version >= 18 || schema.table($0)?.column(column)?.isNotNull == false }
  }

  public func effects(in moment: Moment) -> [Effect] {
    let schema = moment.schema, isProven = isProven(in: schema), table = schema.table(target.relation)
    var target = target
    // ONLY spares the partitions the change, but before 18 PostgreSQL looks at each whether it is NOT NULL itself.
    if moment.version < 18, table?.kind == .partitioned, table?.column(column)?.isNotNull != true { target.isOnly = false }
    var effects = target.effects(.accessExclusive, isProven ? .catalog : .scan, in: moment)
    // Each partition and each table that inherits is looked at on its own.
    for at in effects.indices where effects[at].work == .scan && effects.count > 1 {
      guard let table = schema.table(effects[at].relation) else { continue }
      if table.provesNotNull(column, without: droppedConstraints) { effects[at].work = .catalog }
    }
    return effects
  }

  public func apply(to schema: Schema, in moment: Moment) {
    for name in [target.relation] + (target.isOnly ? [] : schema.partitions(of: target.relation)) {
      schema.update(name) { $0.setNotNull(column, true) }
    }
  }

  public var traits: StepTraits { .setsNotNull }
}

/// ALTER COLUMN … DROP NOT NULL.
public struct DropNotNull: Operation {
  public var target: AlterTarget
  public var column: String

  public func effects(in moment: Moment) -> [Effect] { target.effects(.accessExclusive, in: moment) }

  public func apply(to schema: Schema, in moment: Moment) {
    for name in [target.relation] + (target.isOnly ? [] : schema.partitions(of: target.relation)) {
      schema.updateIfKnown(name) { $0.setNotNull(column, false) }
    }
  }

  public var traits: StepTraits { .relaxesColumns }
}

/// ALTER COLUMN … SET DEFAULT and DROP DEFAULT.
public struct SetColumnDefault: Operation {
  public var target: AlterTarget
  public var column: String
  /// Nil for DROP DEFAULT.
  @Seldom public var value: Expression? = nil

  public func effects(in moment: Moment) -> [Effect] { target.effects(.accessExclusive, in: moment) }

  public func apply(to schema: Schema, in moment: Moment) {
    schema.updateColumn(column, of: target.relation) { $0.hasDefault = value != nil; $0.defaultSequences = value?.sequences ?? [] }
  }

  public var traits: StepTraits { .relaxesColumns }
}
