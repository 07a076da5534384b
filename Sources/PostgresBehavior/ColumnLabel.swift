import PostgresSyntax

/// What PostgreSQL calls an expression that nobody named: a column of an index, `lower` for `lower(email)` (`FigureIndexColname`).
enum ColumnLabel {
  static func of(_ expression: Node) -> String? { figure(expression).name }

  /// A name, and how good it is: of two casts and a column the column counts.
  private static func figure(_ node: Node) -> (name: String?, strength: Int) {
    guard let (tag, fields) = node.tagged else { return (nil, 0) }
    switch tag {
    case "ColumnRef": return fields.names("fields").last.map { ($0, 2) } ?? (nil, 0)
    case "A_Indirection":
      if let field = fields.names("indirection").last { return (field, 2) }
      return fields["arg"].map(figure) ?? (nil, 0)
    case "FuncCall": return (fields.names("funcname").last, 2)
    case "A_Expr": return fields.text("kind") == "AEXPR_NULLIF" ? ("nullif", 2) : (nil, 0)
    case "TypeCast":
      let inner = fields["arg"].map(figure) ?? (nil, 0)
      if inner.1 <= 1, let type = fields["typeName"]?.names("names").last { return (type, 1) }
      return inner
    case "CollateClause": return fields["arg"].map(figure) ?? (nil, 0)
    case "CaseExpr":
      let inner = fields["defresult"].map(figure) ?? (nil, 0)
      return inner.1 <= 1 ? ("case", 1) : inner
    case "A_ArrayExpr": return ("array", 2)
    case "RowExpr": return ("row", 2)
    case "CoalesceExpr": return ("coalesce", 2)
    case "MinMaxExpr": return (fields.text("op") == "IS_LEAST" ? "least" : "greatest", 2)
    default: return (nil, 0)
    }
  }
}
