import PostgresSyntax

/// REINDEX (ReindexStmt).
public struct Reindex: Operation {
  public enum Kind: String, Hashable, Sendable { case index = "INDEX", table = "TABLE", schema = "SCHEMA", system = "SYSTEM", database = "DATABASE" }

  public var kind: Kind
  /// The index or table; nil for a schema or database.
  public var relation: RelationName?
  public var isConcurrent: Bool
  /// Byte offset of the relation's name in the file.
  public var location: Int?

  init?(_ node: Node, in statement: Statement) {
    switch node.text("kind") {
    case "REINDEX_OBJECT_INDEX": kind = .index
    case "REINDEX_OBJECT_TABLE": kind = .table
    case "REINDEX_OBJECT_SCHEMA": kind = .schema
    case "REINDEX_OBJECT_SYSTEM": kind = .system
    case "REINDEX_OBJECT_DATABASE": kind = .database
    default: return nil
    }
    relation = RelationName(rangeVar: node["relation"])
    location = node["relation"].map { statement.span.start + $0.number("location") }
    // PostgreSQL 13 and earlier keep a flag, later ones a list of parameters.
    isConcurrent = node.flag("concurrent") || node.list("params").contains { parameter in
      guard let option = parameter.fields(of: "DefElem"), option.text("defname") == "concurrently" else { return false }
      return Option.isOn(option)
    }
  }

  public func effects(in moment: Moment) -> [Effect] {
    guard let relation else { return [] }
    let schema = moment.schema
    let table = kind == .table ? relation : schema.index(relation)?.table
    let indexes = kind == .table ? schema.indexes(on: relation).map(\.name) : [relation]
    if isConcurrent {
      return (table.map { [moment.effect($0, .shareUpdateExclusive, .indexBuild)] } ?? [])
        + (kind == .index ? indexes.map { moment.effect($0, .shareUpdateExclusive, .indexBuild, kind: .index) } : [])
    }
    return (table.map { moment.effects($0, .share, .indexBuild, recursing: schema.table($0)?.kind == .partitioned) } ?? [])
      + indexes.map { moment.effect($0, .accessExclusive, .indexBuild, kind: .index) }
  }

  public func refusesTransactionBlock(in moment: Moment) -> String? {
    if isConcurrent { return "REINDEX CONCURRENTLY" }
    switch kind {
    case .schema, .system, .database: return "REINDEX \(kind.rawValue)"
    case .table:
      return relation.flatMap { moment.schema.table($0)?.kind } == .partitioned ? "REINDEX TABLE of a partitioned table" : nil
    case .index:
      return relation.flatMap { moment.schema.index($0)?.isPartitioned } == true ? "REINDEX INDEX of a partitioned index" : nil
    }
  }
}

/// Options in parentheses: `(CONCURRENTLY)`, `(FULL off)`.
enum Option {
  /// Whether a DefElem that is there is also on (`defGetBoolean`).
  static func isOn(_ option: Node) -> Bool {
    guard let argument = option["arg"] else { return true }
    if let text = argument.word {
      return !["false", "off", "0"].contains(text.lowercased())
    }
    if let number = argument.fields(of: "Integer") { return number.number("ival") != 0 }
    return argument.fields(of: "Boolean")?.flag("boolval") ?? true
  }

  static func isOn(_ name: String, in options: Node.Elements) -> Bool {
    options.contains { $0.fields(of: "DefElem").map { $0.text("defname") == name && isOn($0) } ?? false }
  }
}
