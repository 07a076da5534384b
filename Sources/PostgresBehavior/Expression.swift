import PostgresSyntax

/// What a column default, a USING clause or a CHECK says, as far as locks depend on it.
public struct Expression: Hashable, Sendable {
  /// The most volatile thing in it, by pg_proc.provolatile; an unknown function is volatile.
  public var volatility: Volatility
  /// The function that makes it volatile, for messages.
  public var volatileFunction: String?
  /// The constant NULL, with or without a cast.
  public var isNull: Bool
  /// The columns of which it proves, when true, that they are not null: `a IS NOT NULL AND b IS NOT NULL` proves a and b.
  public var provesNotNull: [String]
  /// Set when it is nothing but one column's name.
  public var bareColumn: String?
  /// Every column it names.
  public var columns: [String]

  init(_ node: Node) {
    var walker = Walker()
    walker.visit(node)
    volatility = walker.volatility
    volatileFunction = walker.volatileFunction
    columns = walker.columns
    isNull = Expression.isNull(node)
    provesNotNull = Expression.notNullColumns(node)
    bareColumn = node.fields(of: "ColumnRef")?.names("fields").last
  }

  private static func isNull(_ node: Node) -> Bool {
    if let constant = node.fields(of: "A_Const") { return constant.flag("isnull") }
    return node.fields(of: "TypeCast")?["arg"].map(isNull) ?? false
  }

  private static func notNullColumns(_ node: Node) -> [String] {
    if let test = node.fields(of: "NullTest"), test.text("nulltesttype") == "IS_NOT_NULL",
      let column = test["arg"]?.fields(of: "ColumnRef")?.names("fields").last {
      return [column]
    }
    if let bool = node.fields(of: "BoolExpr"), bool.text("boolop") == "AND_EXPR" { return bool.list("args").flatMap(notNullColumns) }
    return []
  }

  /// Collects what an expression is made of.
  private struct Walker {
    var volatility = Volatility.immutable
    var volatileFunction: String?
    var columns: [String] = []

    mutating func visit(_ node: Node) {
      for element in node.elements { visit(element) }
      for (name, value) in node.members {
        switch name {
        case "FuncCall": call(value)
        case "SQLValueFunction": raise(.stable)
        case "SubLink": raise(.volatile, "a subquery")
        case "A_Expr":
          if let symbol = value.names("name").last, !FunctionVolatility.isBuiltInOperator(symbol) { raise(.volatile, "operator \(symbol)") }
        case "ColumnRef":
          if let column = value.names("fields").last { columns.append(column) }
        default: break
        }
        visit(value)
      }
    }

    private mutating func call(_ function: Node) {
      let names = function.names("funcname")
      guard let name = names.last else { return raise(.volatile) }
      let isKnownSchema = names.count == 1 || names[0] == "pg_catalog" || names[0] == "public" || names[0] == "extensions"
      let known = isKnownSchema ? FunctionVolatility.of(name, argumentCount: function.list("args").count) : nil
      raise(known ?? .volatile, name + "()")
    }

    private mutating func raise(_ level: Volatility, _ function: String? = nil) {
      if level == .volatile, volatility < .volatile { volatileFunction = function }
      volatility = max(volatility, level)
    }
  }
}
