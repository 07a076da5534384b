import PostgresSyntax

/// A constant that a CHECK or a partition's bound compares a column with.
public struct ConstantValue: Hashable, Sendable {
  /// How one stands to another. `different`: not the same, though nobody tells which is less.
  enum Order: Hashable, Sendable { case less, same, greater, different }

  private var text: String
  private var isNumber: Bool
  /// What it is cast to.
  private var type: TypeName?

  static let `true` = ConstantValue(text: "true", isNumber: false, type: nil)

  private init(text: String, isNumber: Bool, type: TypeName?) {
    self.text = text
    self.isNumber = isNumber
    self.type = type
  }

  /// Nil for anything but a constant, and for NULL.
  init?(_ node: Node) {
    if let cast = node.fields(of: "TypeCast"), let argument = cast["arg"], argument.fields(of: "TypeCast") == nil {
      guard let type = TypeName(cast["typeName"]), let value = ConstantValue(argument) else { return nil }
      self.init(text: value.text, isNumber: value.isNumber, type: type)
      return
    }
    guard let constant = node.fields(of: "A_Const"), !constant.flag("isnull") else { return nil }
    if let string = constant["sval"] {
      self.init(text: string.text("sval") ?? "", isNumber: false, type: nil)
    } else if let number = constant["ival"] {
      self.init(text: String(number.number("ival")), isNumber: true, type: nil)
    } else if let number = constant["fval"]?.text("fval") {
      self.init(text: number, isNumber: true, type: nil)
    } else if let bool = constant["boolval"] {
      self.init(text: bool.flag("boolval") ? "true" : "false", isNumber: false, type: nil)
    } else {
      return nil
    }
  }

  /// As SQL spells it beside a column, whose type it takes.
  public var sql: String {
    isNumber ? text : Identifier.literal(text)
  }

  /// The same between quotes, whatever it is.
  var literal: String { Identifier.literal(text) }

  // MARK: Order

  /// How it stands to another one as values of a column; nil when that is not clear.
  func order(to other: ConstantValue, _ column: Column?) -> Order? {
    guard let a = Key(self, column?.type), let b = Key(other, column?.type) else { return nil }
    switch (a, b) {
    case (.integer(let a), .integer(let b)): return a < b ? .less : a > b ? .greater : .same
    case (.date(let a, let time), .date(let b, let other)) where time == other: return a < b ? .less : a > b ? .greater : .same
    case (.text(let a), .text(let b)) where a == b: return .same
    case (.text, .text):
      let isText = ["text", "varchar"].contains(column?.type.name) && column?.type.schema == nil && column?.collation == nil
      return isText ? .different : nil
    default: return nil
    }
  }

  /// What it is as a value of a column's type.
  private enum Key {
    case integer(Int)
    /// `2026-01-31`, and what is behind it.
    case date(String, time: Substring)
    case text(String)

    init?(_ value: ConstantValue, _ type: TypeName?) {
      if let cast = value.type, !Key.isSame(cast, type) { return nil }
      let integers = ["int2", "int4", "int8"]
      if value.isNumber || type.map({ $0.schema == nil && integers.contains($0.name) }) ?? false {
        guard let number = Int(value.text) else { return nil }
        self = .integer(number)
      } else if let (day, time) = Key.day(value.text) {
        self = .date(day, time: time)
      } else {
        self = .text(value.text)
      }
    }

    /// Whether a cast changes nothing beside a column of a type. With a length or precision it may.
    private static func isSame(_ cast: TypeName, _ type: TypeName?) -> Bool {
      guard let type, cast.modifiers.isEmpty, cast.schema == type.schema, cast.isArray == type.isArray else { return false }
      return cast.name == type.name || ["text", "varchar"].contains(cast.name) && ["text", "varchar"].contains(type.name)
    }

    /// Dates of four, two and two digits are in order as texts. With different times behind them that is not sure, for there are zones.
    private static func day(_ text: String) -> (String, Substring)? {
      let day = text.prefix(10)
      let isDay = day.utf8.count == 10 && day.utf8.enumerated().allSatisfy { at, byte in
        at == 4 || at == 7 ? byte == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
      guard isDay else { return nil }
      let time = text.dropFirst(10)
      return (String(day), [" 00:00", " 00:00:00", "T00:00:00"].contains(time) ? "" : time)
    }
  }
}
