public import PostgresBehavior
import PostgresSyntax

/// What several rules about constraints put in the place of a statement.
extension RuleContext {
  /// The name that a constraint of the statement in hand will have. Those that stand before it in the same statement take theirs first,
  /// and so do those that say theirs.
  public func resolvedName(of added: AddConstraint) -> String {
    var taken: Set<String> = []
    // PostgreSQL drops first, wherever in the statement that stands.
    let dropped = Set((step?.operations ?? []).compactMap { $0.as(DropConstraint.self) }.filter { $0.target.relation == added.target.relation }.map(\.name))
    for operation in step?.operations ?? [] {
      guard let other = operation.as(AddConstraint.self), other.constraint.location != added.constraint.location else { continue }
      if let name = other.constraint.name ?? other.constraint.usingIndex { taken.insert(name) }
    }
    for operation in step?.operations ?? [] {
      guard let other = operation.as(AddConstraint.self), other.target.relation == added.target.relation else { continue }
      let name = other.constraint.name ?? other.constraint.usingIndex
        ?? ObjectName.constraint(other.constraint, on: other.target.relation, in: schema, besides: taken, without: dropped)
      if other.constraint.location == added.constraint.location { return name }
      taken.insert(name)
    }
    return added.resolvedName(in: schema)
  }

  /// Adds a constraint `NOT VALID`, and validates it when the lock of that is gone. It gets the name that PostgreSQL would choose.
  public func validatingLater(_ added: AddConstraint) -> Fix? {
    let name = resolvedName(of: added), end = layout.subcommand(added.target).end
    var edits = [Edit.insert(sql(" NOT VALID"), at: end)]
    if added.constraint.name == nil {
      edits.append(.insert(sql("CONSTRAINT ") + Identifier.sql(name) + " ", at: added.constraint.location))
    }
    return rewrite(
      "check the rows beside reads and writes", [.original(edits), .sql(validation(of: name, added.target), .ownTransaction)], names: [name])
  }

  /// `ALTER TABLE t VALIDATE CONSTRAINT n`
  public func validation(of name: String, _ target: AlterTarget) -> String {
    alterTable(target) + sql(" VALIDATE CONSTRAINT ") + Identifier.sql(name)
  }
}
