/// Why PostgreSQL refuses to add a constraint, as far as the known schema tells.
public enum ConstraintRefusal: Hashable, Sendable {
  /// `transformIndexConstraint`
  public enum IndexFlaw: Hashable, Sendable {
    case notUnique, partial, expression, invalid
    /// DESC, NULLS FIRST, another collation or operator class.
    case order
    case otherTable(RelationName)
    case ownedBy(constraint: String)
    /// NULLS NOT DISTINCT, of a primary key (16 and later).
    case nullsNotDistinct
  }

  /// A foreign key that is NOT VALID on a partitioned table, before 18.
  case notValidOnPartitioned
  /// A constraint that partitions have to have as well, on the parent alone.
  case onlyOnPartitioned
  case usingIndexOnPartitioned
  case usingIndex(RelationName, IndexFlaw)
}

extension AddConstraint {
  public func refusal(in schema: Schema, _ version: ServerVersion) -> ConstraintRefusal? {
    let table = schema.table(target.relation)
    if table?.kind == .partitioned {
      switch constraint.kind {
      case .foreignKey where target.isOnly: return .onlyOnPartitioned
      case .foreignKey where constraint.isNotValid && constraint.isEnforced && version < 18: return .notValidOnPartitioned
      case .check where target.isOnly && !(table?.partitions ?? []).isEmpty: return .onlyOnPartitioned
      case .unique, .primaryKey: if constraint.usingIndex != nil { return .usingIndexOnPartitioned }
      default: break
      }
    }
    guard let used = constraint.usingIndex, let index = schema.index(RelationName(schema: target.relation.schema, used)) else { return nil }
    return flaw(of: index, table, version).map { .usingIndex(index.name, $0) }
  }

  private func flaw(of index: Index, _ table: Table?, _ version: ServerVersion) -> ConstraintRefusal.IndexFlaw? {
    if let owner = index.constraint { return .ownedBy(constraint: owner) }
    if index.table != target.relation { return .otherTable(index.table) }
    if !index.isValid { return .invalid }
    if !index.isUnique { return .notUnique }
    if index.elements.contains(where: { $0.column == nil }) { return .expression }
    if index.isPartial { return .partial }
    if index.elements.contains(where: { hasOtherOrder($0, table) }) { return .order }
    return constraint.kind == .primaryKey && index.nullsNotDistinct && version >= 16 ? .nullsNotDistinct : nil
  }

  private func hasOtherOrder(_ element: IndexElement, _ table: Table?) -> Bool {
    if element.isDescending || element.hasOtherNullsOrder || element.operatorClass?.hasSuffix("_pattern_ops") ?? false { return true }
    guard let collation = element.collation, collation != "default", let column = element.column.flatMap({ table?.column($0) })
    else { return false }
    return column.collation != collation
  }
}
