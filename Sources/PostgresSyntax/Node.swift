import CPgQuery
import CSyntaxTree

/// A node of a parse tree, with PostgreSQL's own field names: `node["relation"]?["relname"]?.string`.
///
/// A node is good until its `TreeReader` reads the next tree. Nothing keeps one.
public struct Node {
  /// Trees of statements are PostgreSQL's own structs; bodies of functions, and trees of a libpg_query without PostgreSQL's headers, are JSON. Both are
  /// asked in the same words.
  enum Place {
    case parsed(CPgNode)
    case json(CSTNode)
  }
  let place: Place

  init?(_ node: CPgNode) {
    guard node.at != nil else { return nil }
    place = .parsed(node)
  }

  init?(_ node: CSTNode) {
    guard node.document != nil else { return nil }
    place = .json(node)
  }

  /// A field. Fields that are null, false, zero or empty are left out.
  public subscript(field: StaticString) -> Node? {
    let key = UnsafeRawPointer(field.utf8Start).assumingMemoryBound(to: CChar.self)
    return switch place {
    case .parsed(let node): Node(cpg_member(node, key, field.utf8CodeUnitCount))
    case .json(let node): Node(cst_member(node, key, field.utf8CodeUnitCount))
    }
  }

  /// The type of a node and its fields: `{"IndexStmt": {…}}` is `("IndexStmt", …)`.
  public var tagged: (tag: String, fields: Node)? {
    var key: UnsafePointer<CChar>?, length = 0
    let fields = switch place {
    case .parsed(let node): Node(cpg_fields(node, &key, &length))
    case .json(let node): Node(cst_first_member(node, &key, &length))
    }
    guard let fields, let key else { return nil }
    return (Node.string(key, length), fields)
  }

  /// The fields of a node whose type is `tag`, nil for another type.
  public func fields(of tag: StaticString) -> Node? { self[tag] }

  /// The elements of a list, empty for anything else.
  public var elements: Elements {
    switch place {
    case .parsed(let node): Elements(rest: .parsed(cpg_elements(node)))
    case .json(let node): Elements(rest: .json(cst_elements(node)))
    }
  }

  /// The elements of a list, read as they are asked for.
  public struct Elements: Sequence, IteratorProtocol {
    fileprivate enum Rest {
      case parsed(CPgElements)
      case json(CSTElements)
    }
    fileprivate var rest: Rest

    public mutating func next() -> Node? {
      switch rest {
      case .parsed(var elements):
        let node = Node(cpg_next(&elements))
        rest = .parsed(elements)
        return node
      case .json(var elements):
        let node = Node(cst_next(&elements))
        rest = .json(elements)
        return node
      }
    }

    public var first: Node? {
      var copy = self
      return copy.next()
    }
    public var isEmpty: Bool { first == nil }
    public var count: Int { reduce(0) { count, _ in count + 1 } }

    fileprivate static var none: Elements { Elements(rest: .parsed(CPgElements())) }
  }

  /// All fields below this node with one of some names, outermost first: the name's index, and the field.
  public func find(_ names: StaticString...) -> [(name: Int, field: Node)] { find(names) }

  /// All fields below this node with one of some names, outermost first: the name's index, and the field.
  public func find(_ names: [StaticString]) -> [(name: Int, field: Node)] {
    var keys = names.map { UnsafePointer<CChar>?(UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self)) }
    switch place {
    case .parsed(let node):
      return Node.all(of: CPgFound()) { cpg_find(node, &keys, keys.count, $0, $1) }.compactMap { match in Node(match.value).map { (match.key, $0) } }
    case .json(let node):
      return Node.all(of: CSTFound()) { cst_find(node, &keys, keys.count, $0, $1) }.compactMap { match in Node(match.value).map { (match.key, $0) } }
    }
  }

  /// What a search in C fills a buffer with, as long as it has to be.
  private static func all<Found>(of empty: Found, _ search: (UnsafeMutablePointer<Found>?, Int) -> Int) -> ArraySlice<Found> {
    var found = [Found](repeating: empty, count: 16)
    var count = found.withUnsafeMutableBufferPointer { search($0.baseAddress, $0.count) }
    if count > found.count {
      found = [Found](repeating: empty, count: count)
      count = found.withUnsafeMutableBufferPointer { search($0.baseAddress, $0.count) }
    }
    return found.prefix(count)
  }

  public var string: String? {
    var text: UnsafePointer<CChar>?, length = 0
    let isString = switch place {
    case .parsed(let node): cpg_string(node, &text, &length)
    case .json(let node): cst_string(node, &text, &length)
    }
    guard isString, let text else { return nil }
    return Node.string(text, length)
  }

  public var integer: Int? {
    var value: Int64 = 0
    let isInteger = switch place {
    case .parsed(let node): cpg_integer(node, &value)
    case .json(let node): cst_integer(node, &value)
    }
    return isInteger ? Int(value) : nil
  }

  public var boolean: Bool? {
    var value = false
    let isBoolean = switch place {
    case .parsed(let node): cpg_boolean(node, &value)
    case .json(let node): cst_boolean(node, &value)
    }
    return isBoolean ? value : nil
  }

  private static func string(_ text: UnsafePointer<CChar>, _ length: Int) -> String {
    UnsafeBufferPointer(start: text, count: length).withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }
}

extension Node {
  /// A field that is a list.
  public func list(_ field: StaticString) -> Elements { self[field]?.elements ?? .none }
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
