import CSyntaxTree

/// A node of a parse tree, with PostgreSQL's own field names: `node["relation"]?["relname"]?.string`.
///
/// A node is good until its `TreeReader` reads the next tree. Nothing keeps one.
public struct Node {
  let raw: CSTNode

  init?(_ raw: CSTNode) {
    guard raw.document != nil else { return nil }
    self.raw = raw
  }

  /// A field. libpg_query leaves out fields that are null, false, zero or empty.
  public subscript(field: StaticString) -> Node? {
    field.withUTF8Buffer { key in
      key.withMemoryRebound(to: CChar.self) { Node(cst_member(raw, $0.baseAddress, $0.count)) }
    }
  }

  /// The type of a node and its fields: `{"IndexStmt": {…}}` is `("IndexStmt", …)`.
  public var tagged: (tag: String, fields: Node)? {
    var key: UnsafePointer<CChar>?, length = 0
    guard let fields = Node(cst_first_member(raw, &key, &length)), let key else { return nil }
    return (Node.string(key, length), fields)
  }

  /// The fields of a node whose type is `tag`, nil for another type.
  public func fields(of tag: StaticString) -> Node? { self[tag] }

  /// The elements of a list, empty for anything else.
  public var elements: Elements { Elements(rest: cst_elements(raw)) }

  /// The elements of a list, read as they are asked for.
  public struct Elements: Sequence, IteratorProtocol {
    fileprivate var rest: CSTElements
    public mutating func next() -> Node? { Node(cst_next(&rest)) }

    public var first: Node? {
      var copy = self
      return copy.next()
    }
    public var isEmpty: Bool { first == nil }
    public var count: Int { reduce(0) { count, _ in count + 1 } }
  }

  /// All fields below this node with one of some names, outermost first: the name's index, and the field.
  public func find(_ names: StaticString...) -> [(name: Int, field: Node)] { find(names) }

  /// All fields below this node with one of some names, outermost first: the name's index, and the field.
  public func find(_ names: [StaticString]) -> [(name: Int, field: Node)] {
    var keys = names.map { UnsafePointer<CChar>?(UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self)) }
    var found = [CSTFound](repeating: CSTFound(key: 0, value: raw), count: 16)
    var count = cst_find(raw, &keys, keys.count, &found, found.count)
    if count > found.count {
      found = [CSTFound](repeating: CSTFound(key: 0, value: raw), count: count)
      count = cst_find(raw, &keys, keys.count, &found, found.count)
    }
    return found.prefix(count).compactMap { match in Node(match.value).map { (Int(match.key), $0) } }
  }

  public var string: String? {
    var text: UnsafePointer<CChar>?, length = 0
    guard cst_string(raw, &text, &length), let text else { return nil }
    return Node.string(text, length)
  }

  public var integer: Int? {
    var value: Int64 = 0
    return cst_integer(raw, &value) ? Int(value) : nil
  }

  public var boolean: Bool? {
    var value = false
    return cst_boolean(raw, &value) ? value : nil
  }

  private static func string(_ text: UnsafePointer<CChar>, _ length: Int) -> String {
    UnsafeBufferPointer(start: text, count: length).withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }
}

extension Node {
  /// A field that is a list.
  public func list(_ field: StaticString) -> Elements { self[field]?.elements ?? Elements(rest: CSTElements()) }
  /// A field that is text.
  public func text(_ field: StaticString) -> String? { self[field]?.string }
  /// A flag; libpg_query leaves out false.
  public func flag(_ field: StaticString) -> Bool { self[field]?.boolean ?? false }
  /// A number; libpg_query leaves out zero.
  public func number(_ field: StaticString) -> Int { self[field]?.integer ?? 0 }
  /// A list of `String` nodes, such as a qualified name.
  public func names(_ field: StaticString) -> [String] { self[field]?.names ?? [] }
  /// The values of a list of `String` nodes.
  public var names: [String] {
    var names: [String] = []
    for element in elements {
      if let name = element.word { names.append(name) }
    }
    return names
  }
  /// The value of a `String` node. PostgreSQL 14 and earlier spelled the field `str`.
  public var word: String? { self["String"].flatMap { $0.text("sval") ?? $0.text("str") } }
  /// The text of a string constant that is not empty, cast or not.
  public var literal: String? { self["TypeCast"]?["arg"]?.literal ?? self["A_Const"]?["sval"]?.text("sval") }
}
