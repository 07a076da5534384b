import PostgresSyntax

/// ALTER TABLE … ADD COLUMN. The constraints written behind the column are `AddConstraint` operations of their own,
/// as PostgreSQL itself takes them apart (`transformAlterTableStmt`).
public struct AddColumn: Operation {
  /// Why every row has to be written anew (`ATExecAddColumn`).
  public enum RewriteReason: Hashable, Sendable {
    case volatileDefault(function: String?)
    case serial, identity, stored
    case constrainedDomain
    /// Before 11 every default did; none of the supported versions is that old.
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
    if case .domain(_, isConstrained: true)? = schema.type(of: column.type), !column.type.isArray { return .constrainedDomain }
    guard let value = column.defaultExpression, value.volatility == .volatile else { return nil }
    return .volatileDefault(function: value.volatileFunction)
  }

  public func effects(in moment: Moment) -> [Effect] {
    if target.kind == .type { return [] }
    // A column that is there already makes IF NOT EXISTS a no-op that still waits for its lock.
    let exists = ifNotExists && moment.schema.table(target.relation)?.column(column.name) != nil
    return target.effects(.accessExclusive, !exists && rewriteReason(in: moment.schema) != nil ? .rewrite : .catalog, in: moment)
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard target.kind == .table || target.kind == .foreignTable else { return }
    for name in [target.relation] + (target.isOnly ? [] : schema.partitions(of: target.relation)) {
      schema.update(name) { if $0.column(column.name) == nil { $0.columns.append(Column(column)) } }
    }
    if column.type.isSerial || column.generated == .identity {
      schema.setSequence(RelationName(schema: target.relation.schema, ObjectName.choose(target.relation.name, column.name, "seq")), moment.origin())
    }
  }
}

/// ALTER TABLE … DROP COLUMN.
public struct DropColumn: Operation {
  public var target: AlterTarget
  public var column: String
  public var ifExists: Bool
  public var cascades: Bool

  public func effects(in moment: Moment) -> [Effect] {
    guard target.kind != .type else { return [] }
    let known = moment.schema.table(target.relation)
    var effects = target.effects(.accessExclusive, in: moment)
    for index in moment.schema.indexes(on: target.relation) where index.elements.contains(where: { $0.column == column }) {
      effects.append(moment.effect(index.name, .accessExclusive, kind: .index))
    }
    // Dropping a foreign key with its column takes the triggers off the table it points at.
    for constraint in known?.constraints ?? [] where constraint.kind == .foreignKey && constraint.columns.contains(column) {
      if let other = constraint.referencedTable { effects.append(moment.effect(other, .accessExclusive)) }
    }
    return effects
  }

  public func apply(to schema: Schema, in moment: Moment) {
    for name in [target.relation] + schema.partitions(of: target.relation) { schema.dropColumn(column, of: name) }
  }
}
