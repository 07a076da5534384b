public import PostgresSyntax

/// The type of a column: `numeric(10,2)[]`.
public struct TypeName: Hashable, Sendable, CustomStringConvertible {
  /// Nil for a built-in type and for one that search_path finds.
  @Seldom public var schema: String?
  /// PostgreSQL's internal name: `int4`, `varchar`, `timestamptz`, `bpchar`.
  public var name: String
  /// Such as [10, 2]. Empty when none is written.
  public var modifiers: [Int]
  /// The fields of `interval day to second`, as `INTERVAL_MASK` gives them; nil for all.
  @Seldom var intervalFields: Int?
  public var isArray: Bool
  /// A pseudo-type that makes a sequence and a default: serial, bigserial, smallserial.
  public var isSerial: Bool

  init?(_ node: Node?) {
    guard let node else { return nil }
    var names = node.names("names")
    guard let last = names.popLast() else { return nil }
    let schema = names.last == "pg_catalog" || names.last == "public" ? nil : names.last
    self.schema = schema
    name = TypeName.internalNames[last] ?? last
    modifiers = node.list("typmods").compactMap { $0.fields(of: "A_Const")?["ival"]?.number("ival") }
    isArray = !node.list("arrayBounds").isEmpty
    isSerial = switch name {
    case "serial", "serial4", "bigserial", "serial8", "smallserial", "serial2": schema == nil
    default: false
    }
    // interval's first modifier is a mask of fields, `INTERVAL_FULL_RANGE` when none are named.
    if name == "interval", !modifiers.isEmpty {
      let mask = modifiers.removeFirst()
      if mask != 0x7fff { intervalFields = mask }
    }
  }

  public init(_ name: String, _ modifiers: [Int] = []) {
    self.name = name
    self.modifiers = modifiers
    isArray = false
    isSerial = false
  }

  /// Spelled-out names that the grammar leaves alone, by `pg_type.typname`.
  private static let internalNames = [
    "decimal": "numeric", "character varying": "varchar", "integer": "int4", "bigint": "int8", "smallint": "int2", "boolean": "bool",
  ]

  /// As people write it.
  public var description: String {
    let shown = TypeName.shownNames[name] ?? name
    let arguments = modifiers.isEmpty ? "" : "(\(modifiers.map(String.init).joined(separator: ",")))"
    let fields = intervalFields.map { mask in
      let named = TypeName.fieldNames.filter { mask & (1 << $0.bit) != 0 }.map(\.name)
      return " " + (named.count > 1 ? [named[0], named[named.count - 1]] : named).joined(separator: " to ")
    }
    return (schema.map { $0 + "." } ?? "") + shown + (fields ?? "") + arguments + (isArray ? "[]" : "")
  }

  /// `datetime.h`, the largest first.
  private static let fieldNames = [
    (bit: 2, name: "year"), (bit: 1, name: "month"), (bit: 3, name: "day"), (bit: 10, name: "hour"), (bit: 11, name: "minute"),
    (bit: 12, name: "second"),
  ]

  /// How large the smallest field of an interval is: 0 for seconds (`intervaltypmodleastfield`).
  var leastIntervalField: Int {
    guard let mask = intervalFields else { return 0 }
    return TypeName.fieldNames.lastIndex { mask & (1 << $0.bit) != 0 }.map { TypeName.fieldNames.count - 1 - $0 } ?? 0
  }

  private static let shownNames = ["int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean", "bpchar": "char", "float8": "double precision", "float4": "real"]

  /// The type of the column that a serial makes.
  var stored: TypeName {
    guard isSerial else { return self }
    var copy = self
    copy.isSerial = false
    copy.name = switch name {
    case "bigserial", "serial8": "int8"
    case "smallserial", "serial2": "int2"
    default: "int4"
    }
    return copy
  }

  public static func == (a: Self, b: Self) -> Bool {
    (a.schema, a.name, a.modifiers, a.isArray, a.intervalFields) == (b.schema, b.name, b.modifiers, b.isArray, b.intervalFields)
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(modifiers)
    hasher.combine(isArray)
  }
}
