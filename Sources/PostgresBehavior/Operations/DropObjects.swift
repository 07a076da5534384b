import PostgresSyntax

/// DROP INDEX.
public struct DropIndex: Operation {
  public var indexes: [RelationName]
  public var isConcurrent: Bool
  public var ifExists: Bool
  public var cascades: Bool

  public func effects(in moment: Moment) -> [Effect] {
    let lock: LockMode = isConcurrent ? .shareUpdateExclusive : .accessExclusive
    return indexes.flatMap { name -> [Effect] in
      let index = moment.effect(name, lock, kind: .index)
      guard let table = moment.schema.index(name)?.table else { return [index] }
      let partitions = isConcurrent ? [] : moment.schema.partitions(of: table)
      return [moment.effect(table, lock), index] + partitions.map { moment.effect($0, lock) }
    }
  }

  public func apply(to schema: Schema, in moment: Moment) { indexes.forEach(schema.removeIndex) }

  public func refusesTransactionBlock(in moment: Moment) -> String? { isConcurrent ? "DROP INDEX CONCURRENTLY" : nil }
}

/// DROP TABLE, VIEW, MATERIALIZED VIEW, FOREIGN TABLE and SEQUENCE.
public struct DropRelation: Operation {
  public enum Kind: String, Hashable, Sendable {
    case table = "TABLE", view = "VIEW", materializedView = "MATERIALIZED VIEW", foreignTable = "FOREIGN TABLE", sequence = "SEQUENCE"
  }

  public var kind: Kind
  public var relations: [RelationName]
  public var ifExists: Bool
  public var cascades: Bool

  private var effectKind: Effect.Kind {
    switch kind {
    case .table, .foreignTable: .table
    case .view: .view
    case .materializedView: .materializedView
    case .sequence: .sequence
    }
  }

  public func effects(in moment: Moment) -> [Effect] {
    let schema = moment.schema
    var effects: [Effect] = []
    for name in relations {
      effects.append(moment.effect(name, .accessExclusive, kind: effectKind))
      guard let table = schema.table(name) else { continue }
      effects += schema.partitions(of: name).map { moment.effect($0, .accessExclusive) }
      effects += table.indexes.map { moment.effect($0, .accessExclusive, kind: .index) }
      if let parent = table.parent, !relations.contains(parent) { effects.append(moment.effect(parent, .accessExclusive)) }
      for constraint in table.constraints {
        if let other = constraint.referencedTable, !relations.contains(other) { effects.append(moment.effect(other, .accessExclusive)) }
      }
      // CASCADE drops the foreign keys that point here.
      if cascades { effects += table.referencedBy.sorted().filter { !relations.contains($0) }.map { moment.effect($0, .accessExclusive) } }
    }
    return effects
  }

  public func apply(to schema: Schema, in moment: Moment) {
    for name in relations {
      for other in schema.table(name)?.referencedBy ?? [] {
        schema.updateIfKnown(other) { $0.constraints.removeAll { $0.referencedTable == name } }
      }
      schema.removeTable(name)
      if kind == .sequence { schema.setSequence(name, nil) }
    }
  }
}

/// DROP of anything that is no relation: TRIGGER, POLICY, RULE, FUNCTION, TYPE, DOMAIN, SCHEMA, EXTENSION, STATISTICS, …
public struct DropObject: Operation {
  /// As the parse tree spells it, without `OBJECT_`: `TRIGGER`.
  public var kind: String
  public var names: [RelationName]
  /// The table of a TRIGGER, POLICY or RULE.
  public var table: RelationName?
  public var ifExists: Bool
  public var cascades: Bool

  public func effects(in moment: Moment) -> [Effect] {
    switch kind {
    case "TRIGGER": table.map { moment.effects($0, .accessExclusive) } ?? []
    case "POLICY", "RULE": table.map { [moment.effect($0, .accessExclusive)] } ?? []
    default: []
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if kind == "TYPE" || kind == "DOMAIN" { names.forEach { schema.setType($0, nil) } }
  }
}

/// DROP TABLE and its kin, as one statement names them.
enum Drop {
  static func operation(_ node: Node) -> (any Operation)? {
    guard let kind = node.text("removeType") else { return nil }
    let cascades = node.text("behavior") == "DROP_CASCADE", ifExists = node.flag("missing_ok")
    let parts = node.list("objects").map(Drop.name)
    let names = parts.compactMap(RelationName.init(parts:))
    func relation(_ kind: DropRelation.Kind) -> DropRelation {
      DropRelation(kind: kind, relations: names, ifExists: ifExists, cascades: cascades)
    }
    switch kind {
    case "OBJECT_INDEX":
      return DropIndex(indexes: names, isConcurrent: node.flag("concurrent"), ifExists: ifExists, cascades: cascades)
    case "OBJECT_TABLE": return relation(.table)
    case "OBJECT_VIEW": return relation(.view)
    case "OBJECT_MATVIEW": return relation(.materializedView)
    case "OBJECT_FOREIGN_TABLE": return relation(.foreignTable)
    case "OBJECT_SEQUENCE": return relation(.sequence)
    default:
      let short = kind.hasPrefix("OBJECT_") ? String(kind.dropFirst(7)) : kind
      let onTable = ["TRIGGER", "POLICY", "RULE"].contains(short)
      return DropObject(
        kind: short, names: names, table: onTable ? parts.first.flatMap { RelationName(parts: Array($0.dropLast())) } : nil, ifExists: ifExists,
        cascades: cascades)
    }
  }

  private static func name(_ node: Node) -> [String] {
    if let list = node.fields(of: "List") { return list.names("items") }
    if let type = node.fields(of: "TypeName") { return type.names("names") }
    if let function = node.fields(of: "ObjectWithArgs") { return function.names("objname") }
    return node.fields(of: "String").flatMap { $0.text("sval") ?? $0.text("str") }.map { [$0] } ?? []
  }
}
