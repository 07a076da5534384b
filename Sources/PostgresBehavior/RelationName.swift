import PostgresSyntax

/// The name of a table, index, view, sequence or type. `public.orders` is `orders`: the schema is nil for what
/// PostgreSQL's default search_path finds first.
public struct RelationName: Hashable, Sendable, Comparable, CustomStringConvertible {
  public var schema: String?
  public var name: String

  public init(schema: String? = nil, _ name: String) {
    self.schema = schema == "public" ? nil : schema
    self.name = name
  }

  /// From the parts of a qualified name; a database name before them is dropped.
  init?(parts: [String]) {
    guard let name = parts.last else { return nil }
    if parts.count == 1, let known = SearchPath.current?.known(name) {
      self = known
      return
    }
    self.init(schema: parts.count > 1 ? parts[parts.count - 2] : nil, name)
  }

  /// From a RangeVar.
  init?(rangeVar node: Node?) {
    guard let node, let name = node.text("relname") else { return nil }
    if let path = SearchPath.current, node["schemaname"] == nil {
      self = path.known(name) ?? RelationName(schema: path.schemas.first, name)
      return
    }
    self.init(schema: node.text("schemaname"), name)
  }

  public var description: String { schema.map { "\($0).\(name)" } ?? name }

  public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.schema == b.schema }
  /// Few tables of two schemas have one name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
  /// What dictionaries and sets ask for: Swift's own is made for keys that attackers choose, and costs four times as much.
  public func _rawHashValue(seed: Int) -> Int {
    let hash = name.utf8.withContiguousStorageIfAvailable { bytes -> UInt? in
      var hash = 0xcbf2_9ce4_8422_2325 ^ UInt(bitPattern: seed), all: UInt8 = 0
      for byte in bytes {
        hash = (hash ^ UInt(byte)) &* 0x100_0000_01b3
        all |= byte
      }
      return all < 0x80 ? hash ^ hash >> 32 : nil
    }
    // One letter may be spelled in several ways.
    return hash.flatMap { $0 }.map { Int(bitPattern: $0) } ?? name._rawHashValue(seed: seed)
  }

  public static func < (a: Self, b: Self) -> Bool { (a.schema ?? "", a.name) < (b.schema ?? "", b.name) }

  /// Objects that PostgreSQL itself owns: nobody migrates them.
  public var isSystem: Bool { schema == "pg_catalog" || schema == "information_schema" || schema == "pg_toast" }
  public var isTemporary: Bool { schema == "pg_temp" }
}
