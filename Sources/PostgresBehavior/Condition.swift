import PostgresSyntax

/// What a CHECK or a partition's bound says of single columns: as much as it takes to tell that the one implies the other.
/// PostgreSQL reasons in the same way, though with more kinds of expressions (`predicate_implied_by`).
public indirect enum Condition: Hashable, Sendable {
  public enum Comparison: Hashable, Sendable {
    case less, lessOrEqual, equal, notEqual, greaterOrEqual, greater

    init?(_ symbol: String?) {
      switch symbol {
      case "<": self = .less
      case "<=": self = .lessOrEqual
      case "=": self = .equal
      case "<>": self = .notEqual
      case ">=": self = .greaterOrEqual
      case ">": self = .greater
      default: return nil
      }
    }

    var negated: Self {
      switch self {
      case .less: .greaterOrEqual
      case .lessOrEqual: .greater
      case .equal: .notEqual
      case .notEqual: .equal
      case .greaterOrEqual: .less
      case .greater: .lessOrEqual
      }
    }

    /// With its sides changed.
    var flipped: Self {
      switch self {
      case .less: .greater
      case .lessOrEqual: .greaterOrEqual
      case .equal, .notEqual: self
      case .greaterOrEqual: .lessOrEqual
      case .greater: .less
      }
    }
  }

  case compare(String, Comparison, ConstantValue)
  case isNull(String)
  case isNotNull(String)
  case all([Condition])
  case any([Condition])
  /// Anything else: it implies nothing, and nothing implies it.
  case unclear

  var negated: Condition {
    switch self {
    case .compare(let column, let comparison, let value): .compare(column, comparison.negated, value)
    case .isNull(let column): .isNotNull(column)
    case .isNotNull(let column): .isNull(column)
    case .all(let parts): .any(parts.map(\.negated))
    case .any(let parts): .all(parts.map(\.negated))
    case .unclear: .unclear
    }
  }

  func renaming(_ renamed: (String) -> String) -> Condition {
    switch self {
    case .compare(let column, let comparison, let value): .compare(renamed(column), comparison, value)
    case .isNull(let column): .isNull(renamed(column))
    case .isNotNull(let column): .isNotNull(renamed(column))
    case .all(let parts): .all(parts.map { $0.renaming(renamed) })
    case .any(let parts): .any(parts.map { $0.renaming(renamed) })
    case .unclear: .unclear
    }
  }

  // MARK: Implication

  /// Whether rows for which this is not false are rows for which the other is not false.
  /// - Parameter column: what is known of a column, for the order of its values.
  func implies(_ other: Condition, _ column: (String) -> Column?) -> Bool {
    switch (self, other) {
    case (_, .all(let parts)): return parts.allSatisfy { implies($0, column) }
    case (.any(let parts), _): return parts.allSatisfy { $0.implies(other, column) }
    case (_, .any(let parts)) where parts.contains { implies($0, column) }: return true
    case (.all(let parts), _): return parts.contains { $0.implies(other, column) }
    case (.isNull(let a), .isNull(let b)), (.isNotNull(let a), .isNotNull(let b)): return a == b
    case (.compare(let name, let first, let a), .compare(let other, let second, let b)):
      guard name == other else { return false }
      let known = column(name)
      return a.order(to: b, known).map { Condition.implies(first, $0, second) } ?? false
    default: return false
    }
  }

  /// Whether `x first a` implies `x second b` (`BT_implies_table`).
  private static func implies(_ first: Comparison, _ order: ConstantValue.Order, _ second: Comparison) -> Bool {
    switch order {
    case .same:
      switch first {
      case .equal: [.equal, .lessOrEqual, .greaterOrEqual].contains(second)
      case .less: [.less, .lessOrEqual, .notEqual].contains(second)
      case .greater: [.greater, .greaterOrEqual, .notEqual].contains(second)
      case .lessOrEqual, .greaterOrEqual, .notEqual: first == second
      }
    case .less: [.equal, .less, .lessOrEqual].contains(first) && [.less, .lessOrEqual, .notEqual].contains(second)
    case .greater: [.equal, .greater, .greaterOrEqual].contains(first) && [.greater, .greaterOrEqual, .notEqual].contains(second)
    case .different: first == .equal && second == .notEqual
    }
  }
}

// MARK: From the parse tree

extension Condition {
  init(_ node: Node) {
    if let bool = node.fields(of: "BoolExpr") {
      let parts = bool.list("args").map(Condition.init)
      switch bool.text("boolop") {
      case "AND_EXPR": self = .all(parts)
      case "OR_EXPR": self = .any(parts)
      default: self = parts.first?.negated ?? .unclear
      }
    } else if let test = node.fields(of: "NullTest"), let column = test["arg"].flatMap(Condition.column) {
      self = test.text("nulltesttype") == "IS_NULL" ? .isNull(column) : .isNotNull(column)
    } else if let column = Condition.column(node) {
      self = .compare(column, .equal, .true)
    } else {
      self = node.fields(of: "A_Expr").flatMap(Condition.init(operator:)) ?? .unclear
    }
  }

  private init?(operator node: Node) {
    guard let left = node["lexpr"], let right = node["rexpr"] else { return nil }
    let symbol = node.names("name").last
    switch node.text("kind") {
    case "AEXPR_OP":
      guard let comparison = Comparison(symbol) else { return nil }
      if let column = Condition.column(left), let value = ConstantValue(right) {
        self = .compare(column, comparison, value)
      } else if let column = Condition.column(right), let value = ConstantValue(left) {
        self = .compare(column, comparison.flipped, value)
      } else {
        return nil
      }
    case "AEXPR_IN", "AEXPR_OP_ANY", "AEXPR_OP_ALL":
      let isAny = node.text("kind") == "AEXPR_OP_ANY" || node.text("kind") == "AEXPR_IN" && symbol == "="
      let list = right.fields(of: "List")?.list("items") ?? right.fields(of: "A_ArrayExpr")?.list("elements")
      guard let column = Condition.column(left), let list, symbol == (isAny ? "=" : "<>") else { return nil }
      let parts = list.map { item in ConstantValue(item).map { Condition.compare(column, isAny ? .equal : .notEqual, $0) } ?? .unclear }
      self = isAny ? .any(parts) : .all(parts)
    case "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN":
      let ends = right.fields(of: "List")?.list("items").compactMap(ConstantValue.init) ?? []
      guard let column = Condition.column(left), ends.count == 2 else { return nil }
      let between = Condition.all([.compare(column, .greaterOrEqual, ends[0]), .compare(column, .lessOrEqual, ends[1])])
      self = node.text("kind") == "AEXPR_BETWEEN" ? between : between.negated
    default: return nil
    }
  }

  private static func column(_ node: Node) -> String? { node.fields(of: "ColumnRef")?.names("fields").last }
}
