public import PostgresSyntax

/// A column as CREATE TABLE and ADD COLUMN write it.
public struct ColumnDefinition: Hashable, Sendable {
  public enum Generated: Hashable, Sendable { case identity, stored, virtual }

  public var name: String
  public var type: TypeName
  public var isNotNull: Bool
  @Seldom public var defaultExpression: Expression?
  public var generated: Generated?
  @Seldom public var collation: String?
  /// UNIQUE, PRIMARY KEY, CHECK and REFERENCES behind the column, each with the column as its own.
  public var constraints: [ConstraintDefinition]
  /// Byte offset in the file.
  public var location: Int

  init?(_ node: Node, in statement: Statement) {
    guard let name = node.text("colname"), let type = TypeName(node["typeName"]) else { return nil }
    self.name = name
    self.type = type
    isNotNull = node.flag("is_not_null")
    location = statement.span.start + node.number("location")
    collation = node["collClause"]?.names("collname").last
    constraints = []
    for item in node.list("constraints") {
      guard let constraint = item.fields(of: "Constraint") else { continue }
      switch constraint.text("contype") {
      case "CONSTR_NOTNULL": isNotNull = true
      case "CONSTR_DEFAULT": defaultExpression = constraint["raw_expr"].map(Expression.init)
      case "CONSTR_IDENTITY": generated = .identity
      case "CONSTR_GENERATED": generated = constraint.text("generated_kind") == "v" ? .virtual : .stored
      case "CONSTR_ATTR_DEFERRABLE", "CONSTR_ATTR_DEFERRED":
        guard !constraints.isEmpty else { continue }
        constraints[constraints.count - 1].isDeferrable = true
        if constraint.text("contype") == "CONSTR_ATTR_DEFERRED" { constraints[constraints.count - 1].isInitiallyDeferred = true }
      case "CONSTR_ATTR_NOT_ENFORCED":
        guard !constraints.isEmpty else { continue }
        constraints[constraints.count - 1].isEnforced = false
        constraints[constraints.count - 1].isNotValid = true
      default:
        if var made = ConstraintDefinition(constraint, in: statement) {
          made.isInline = true
          if made.columns.isEmpty { made.columns = [name] }
          constraints.append(made)
        }
      }
    }
    if constraints.contains(where: { $0.kind == .primaryKey }) || generated == .identity || type.isSerial { isNotNull = true }
  }

  /// Whether PostgreSQL checks a foreign key behind the new column (`transformAlterTableStmt`): not when every row is NULL there;
  /// `DEFAULT NULL` it does not look into, and identity it overlooks.
  var givesValues: Bool { type.isSerial || generated == .stored || generated == .virtual || defaultExpression != nil }

  /// Whether rows that are there get a value from the definition alone.
  public var hasDefault: Bool { type.isSerial || generated != nil || (defaultExpression.map { !$0.isNull } ?? false) }
}
