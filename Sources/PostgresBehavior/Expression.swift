public import PostgresSyntax

/// What a column default, a USING clause or a CHECK says, as far as locks depend on it.
public struct Expression: Hashable, Sendable {
  /// The most volatile thing in it, by pg_proc.provolatile; an unknown function is volatile.
  public var volatility: Volatility
  /// The function that makes it volatile, for messages.
  @Seldom public var volatileFunction: String?
  /// The functions that no server brings; how volatile the rest is.
  public var userFunctions: [RelationName]
  public var builtInVolatility: Volatility
  /// The constant NULL, with or without a cast.
  public var isNull: Bool
  /// The columns of which it proves, when true, that they are not null: `a IS NOT NULL AND b IS NOT NULL` proves a and b.
  public var provesNotNull: [String]
  /// Set when it is nothing but one column's name.
  @Seldom public var bareColumn: String?
  /// Every column it names.
  public var columns: [String]
  /// Set when it is nothing but one column, cast or not; then the types it is cast to, in their order.
  @Seldom public var castColumn: String?
  public var casts: [TypeName]
  /// The sequences that `nextval('…')` and its kin name.
  public var sequences: [RelationName]

  init(_ node: Node) {
    var walker = Walker()
    walker.visit(node)
    volatility = walker.volatility
    volatileFunction = walker.volatileFunction
    columns = walker.columns
    sequences = walker.sequences
    userFunctions = walker.userFunctions
    builtInVolatility = walker.builtInVolatility
    isNull = Expression.isNull(node)
    provesNotNull = Expression.notNullColumns(node)
    bareColumn = node.fields(of: "ColumnRef")?.names("fields").last
    var inner = node, casts: [TypeName] = []
    while let cast = inner.fields(of: "TypeCast"), let argument = cast["arg"], let type = TypeName(cast["typeName"]) {
      casts.insert(type, at: 0)
      inner = argument
    }
    let castColumn = inner.fields(of: "ColumnRef")?.names("fields").last
    self.castColumn = castColumn
    self.casts = castColumn == nil ? [] : casts
  }

  /// The most volatile thing in it, as far as migrations made the functions that it calls.
  public func volatility(in schema: Schema) -> Volatility {
    userFunctions.reduce(builtInVolatility) { max($0, schema.functionVolatility($1) ?? .volatile) }
  }

  func renaming(_ renamed: (String) -> String) -> Expression {
    var copy = self
    copy.columns = columns.map(renamed)
    copy.provesNotNull = provesNotNull.map(renamed)
    return copy
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
    if let bool = node.fields(of: "BoolExpr") {
      switch bool.text("boolop") {
      case "AND_EXPR": return bool.list("args").flatMap(notNullColumns)
      case "NOT_EXPR":
        guard let test = bool.list("args").first?.fields(of: "NullTest"), test.text("nulltesttype") == "IS_NULL" else { return [] }
        return [test["arg"]?.fields(of: "ColumnRef")?.names("fields").last].compactMap { $0 }
      default: return []
      }
    }
    // `a IS DISTINCT FROM NULL` is read as `a IS NOT NULL`.
    if let distinct = node.fields(of: "A_Expr"), distinct.text("kind") == "AEXPR_DISTINCT", distinct["rexpr"].map(isNull) ?? false {
      return [distinct["lexpr"]?.fields(of: "ColumnRef")?.names("fields").last].compactMap { $0 }
    }
    return []
  }

  /// Collects what an expression is made of.
  private struct Walker {
    var volatility = Volatility.immutable
    var volatileFunction: String?
    var columns: [String] = []
    var sequences: [RelationName] = []
    var userFunctions: [RelationName] = []
    var builtInVolatility = Volatility.immutable

    mutating func visit(_ node: Node) {
      for (name, field) in node.find("FuncCall", "SQLValueFunction", "SubLink", "A_Expr", "ColumnRef") {
        switch name {
        case 0: call(field)
        case 1: raise(.stable)
        case 2: raise(.volatile, "a subquery")
        case 3:
          if let symbol = field.names("name").last, !FunctionVolatility.isBuiltInOperator(symbol) { raise(.volatile, "operator \(symbol)") }
        default:
          if let column = field.names("fields").last { columns.append(column) }
        }
      }
    }

    private mutating func call(_ function: Node) {
      let names = function.names("funcname")
      guard let name = names.last else { return raise(.volatile) }
      if let sequence = Query.sequence(ofCall: function) { sequences.append(sequence) }
      let isKnownSchema = names.count == 1 || names[0] == "pg_catalog" || names[0] == "public" || names[0] == "extensions"
      let known = isKnownSchema ? FunctionVolatility.of(name, argumentCount: function.list("args").count) : nil
      if known == nil, let user = RelationName(parts: names) {
        userFunctions.append(user)
        if volatility < .volatile { volatileFunction = name + "()" }
        volatility = .volatile
      } else {
        raise(known ?? .volatile, name + "()")
      }
    }

    private mutating func raise(_ level: Volatility, _ function: String? = nil) {
      if level == .volatile, volatility < .volatile { volatileFunction = function }
      volatility = max(volatility, level)
      builtInVolatility = max(builtInVolatility, level)
    }
  }
}
