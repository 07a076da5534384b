import PostgresSyntax

/// What a WHERE says of the number of rows.
struct WhereClause {
  /// `true`, `1 = 1`: every row.
  let isTrue: Bool
  /// The columns that are to equal a constant, or one of some constants.
  let pinnedColumns: Set<String>

  init(_ node: Node) {
    let sides = WhereClause.comparison(node)
    let numbers = [sides?.left, sides?.right].compactMap { $0?.fields(of: "A_Const")?["ival"]?.number("ival") }
    isTrue = node.fields(of: "A_Const")?["boolval"]?.flag("boolval") ?? (numbers.count == 2 && numbers.first == numbers.last)
    pinnedColumns = WhereClause.pinned(node)
  }

  private static func pinned(_ node: Node) -> Set<String> {
    if let bool = node.fields(of: "BoolExpr"), bool.text("boolop") == "AND_EXPR" {
      return bool.list("args").reduce(into: []) { $0.formUnion(pinned($1)) }
    }
    guard let (left, right) = comparison(node) else { return [] }
    if let column = column(left), isConstant(right) { return [column] }
    if let column = column(right), isConstant(left) { return [column] }
    return []
  }

  /// The sides of `a = b` and `a IN (b, c)`.
  private static func comparison(_ node: Node) -> (left: Node, right: Node)? {
    guard let expression = node.fields(of: "A_Expr"), ["AEXPR_OP", "AEXPR_IN"].contains(expression.text("kind")),
      expression.names("name").last == "=", let left = expression["lexpr"], let right = expression["rexpr"]
    else { return nil }
    return (left, right)
  }

  private static func column(_ node: Node) -> String? { node.fields(of: "ColumnRef")?.names("fields").last }

  private static func isConstant(_ node: Node) -> Bool {
    if let list = node.fields(of: "List") { return list.list("items").allSatisfy(isConstant) }
    if let cast = node.fields(of: "TypeCast") { return cast["arg"].map(isConstant) ?? false }
    return node.fields(of: "A_Const") != nil
  }
}
