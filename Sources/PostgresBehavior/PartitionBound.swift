import PostgresSyntax

/// `FOR VALUES …` or `DEFAULT` of a partition (PartitionBoundSpec).
public enum PartitionBound: Hashable, Sendable {
  /// Of one key. Nil is MINVALUE and MAXVALUE.
  case range(from: ConstantValue?, to: ConstantValue?)
  case list([ConstantValue], takesNull: Bool)
  case hash
  case `default`
  /// Of several keys, or with anything but constants.
  case unclear

  init(_ node: Node) {
    self = .unclear
    if node.flag("is_default") {
      self = .default
      return
    }
    if node.number("modulus") > 0 { self = .hash }
    let lower = Array(node.list("lowerdatums")), upper = Array(node.list("upperdatums")), listed = Array(node.list("listdatums"))
    if lower.count == 1, upper.count == 1 {
      let from = PartitionBound.end(lower[0], unless: "minvalue"), to = PartitionBound.end(upper[0], unless: "maxvalue")
      if let from, let to { self = .range(from: from, to: to) }
    } else if !listed.isEmpty {
      let values = listed.compactMap(ConstantValue.init), nulls = listed.filter { $0.fields(of: "A_Const")?.flag("isnull") ?? false }
      if values.count + nulls.count == listed.count { self = .list(values, takesNull: !nulls.isEmpty) }
    }
  }

  /// Nil when it cannot be read.
  private static func end(_ node: Node, unless unlimited: String) -> ConstantValue?? {
    if let value = ConstantValue(node) { return .some(value) }
    return node.fields(of: "ColumnRef")?.names("fields") == [unlimited] ? .some(nil) : nil
  }

  /// What its rows have to be like; nil where that is not clear, or hangs on other partitions.
  func condition(on key: String) -> Condition? {
    switch self {
    case .range(let from, let to):
      let ends = [from.map { Condition.compare(key, .greaterOrEqual, $0) }, to.map { Condition.compare(key, .less, $0) }]
      return .all([.isNotNull(key)] + ends.compactMap { $0 })
    case .list(let values, let takesNull):
      let equal = values.map { Condition.compare(key, .equal, $0) }
      return takesNull ? .any([.isNull(key)] + equal) : .all([.isNotNull(key), .any(equal)])
    case .hash, .default, .unclear: return nil
    }
  }

  /// The same as an expression for CHECK.
  /// - Parameter type: of the key: beside one that is no number, a number is written between quotes.
  public func sql(on key: String, of type: TypeName? = nil) -> String? {
    let column = Identifier.sql(key), isNumeric = type.map { $0.schema == nil && !$0.isArray && numericTypes.contains($0.name) } ?? true
    func sql(_ value: ConstantValue) -> String { isNumeric ? value.sql : value.literal }
    switch self {
    case .range(let from, let to):
      let ends = [from.map { "\(column) >= \(sql($0))" }, to.map { "\(column) < \(sql($0))" }].compactMap { $0 }
      return (["\(column) IS NOT NULL"] + ends).joined(separator: " AND ")
    case .list(let values, let takesNull):
      let listed = values.isEmpty ? nil : "\(column) IN (\(values.map(sql).joined(separator: ", ")))"
      let null = takesNull ? "\(column) IS NULL" : "\(column) IS NOT NULL"
      return listed.map { takesNull ? "\(null) OR \($0)" : "\(null) AND \($0)" } ?? null
    case .hash, .default, .unclear: return nil
    }
  }
}

private let numericTypes: Set<String> = ["int2", "int4", "int8", "numeric", "float4", "float8"]
