import PostgresSyntax

/// ALTER TABLE … ADD COLUMN. The constraints written behind the column are `AddConstraint` operations of their own,
/// as PostgreSQL itself takes them apart (`transformAlterTableStmt`).
public struct AddColumn: Operation {
  /// Why every row has to be written anew (`ATExecAddColumn`).
  public enum RewriteReason: Hashable, Sendable {
    case volatileDefault(function: String?)
    case serial, identity, stored
    case constrainedDomain
  }

  public var target: AlterTarget
  public var column: ColumnDefinition
  public var ifNotExists: Bool

  public func rewriteReason(in schema: Schema) -> RewriteReason? {
    if column.type.isSerial { return .serial }
    switch column.generated {
    case .identity: return .identity
    case .stored: return .stored
    case .virtual: return nil
    case nil: break
    }
    if case .domain(_, let isConstrained, let isVolatile)? = schema.type(of: column.type), !column.type.isArray {
      if isConstrained || (isVolatile && column.defaultExpression == nil) { return .constrainedDomain }
    }
    guard let value = column.defaultExpression, value.volatility(in: schema) == .volatile else { return nil }
    return .volatileDefault(function: value.volatileFunction)
  }

  public func effects(in moment: Moment) -> [Effect] {
    if target.kind == .type { return [] }
    // A column that is there already makes IF NOT EXISTS a no-op that still waits for its lock.
    let exists = ifNotExists && moment.schema.table(target.relation)?.column(column.name) != nil
    if exists { return target.effects(.accessExclusive, in: moment, recursing: false) }
    let sequences = (column.defaultExpression?.sequences ?? []).map { moment.effect($0, .rowExclusive, kind: .sequence) }
    return target.effects(.accessExclusive, rewriteReason(in: moment.schema) != nil ? .rewrite : .catalog, in: moment) + sequences
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard target.kind == .table || target.kind == .foreignTable else { return }
    for name in [target.relation] + (target.isOnly ? [] : schema.partitions(of: target.relation)) {
      schema.update(name) { table in
        let mayHaveExisted = ifNotExists && !table.hasAllColumns
        if table.column(column.name) == nil { table.columns.append(Column(column, origin: mayHaveExisted ? nil : moment.origin())) }
      }
    }
    if column.type.isSerial || column.generated == .identity {
      schema.makeSequence(for: column.name, of: target.relation, in: moment)
    }
  }

  public var givesName: Bool { true }

  public var traits: StepTraits { .addsColumns }
}

/// ALTER TABLE … DROP COLUMN.
public struct DropColumn: DropsForeignKeys {
  public var target: AlterTarget
  public var column: String
  public var ifExists: Bool
  public var cascades: Bool

  public func effects(in moment: Moment) -> [Effect] {
    guard target.kind != .type else { return [] }
    var effects = target.effects(.accessExclusive, in: moment)
    for index in moment.schema.indexes(on: target.relation, needing: column) {
      effects.append(moment.effect(index, .accessExclusive, kind: .index))
    }
    effects += [moment.schema.table(target.relation)?.column(column)?.sequence].compactMap { $0 }.map { moment.effect($0, .accessExclusive, kind: .sequence) }
    if cascades { effects += moment.views(over: [target.relation], naming: column) }
    // Dropping a foreign key with its column takes the triggers off the table it points at.
    effects += foreignKeyPartners(in: moment.schema).flatMap { moment.effectsOnPartner($0, .accessExclusive) }
    return effects
  }

  public func foreignKeyPartners(in schema: Schema) -> [RelationName] {
    guard let table = schema.table(target.relation) else { return [] }
    // Column by column: most constraints are about others, and to copy them costs more than to look.
    let constraints = table.constraints, gone = constraints.indices.filter { constraints[$0].usedColumns.contains(column) }.map { constraints[$0] }
    if gone.isEmpty { return [] }
    var partners = gone.compactMap(\.referencedTable)
    if cascades { partners += gone.flatMap { schema.foreignKeys(relyingOn: $0, of: target.relation).map(\.table) } }
    return partners.others(than: [target.relation])
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if cascades {
      for key in (schema.table(target.relation)?.constraints ?? []).filter({ $0.usedColumns.contains(column) })
        .flatMap({ schema.foreignKeys(relyingOn: $0, of: target.relation) }) {
        schema.dropConstraint(key.name, of: key.table)
      }
    }
    if let sequence = schema.table(target.relation)?.column(column)?.sequence { schema.setSequence(sequence, nil) }
    for name in [target.relation] + schema.partitions(of: target.relation) { schema.dropColumn(column, of: name) }
  }

  public var traits: StepTraits { .drops }
}
