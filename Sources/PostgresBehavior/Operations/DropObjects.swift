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
      let partitions = isConcurrent || moment.schema.table(table)?.kind != .partitioned ? [] : moment.schema.partitions(of: table)
      return [moment.effect(table, lock), index] + partitions.map { moment.effect($0, lock) }
    }
  }

  public func apply(to schema: Schema, in moment: Moment) { indexes.forEach(schema.removeIndex) }

  public func refusesTransactionBlock(in moment: Moment) -> String? { isConcurrent ? "DROP INDEX CONCURRENTLY" : nil }
}

/// DROP TABLE, VIEW, MATERIALIZED VIEW, FOREIGN TABLE and SEQUENCE.
public struct DropRelation: DropsForeignKeys {
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
      effects += moment.ownedSequences(of: name)
      if let parent = table.parent, !relations.contains(parent), schema.table(parent)?.kind == .partitioned {
        effects.append(moment.effect(parent, .accessExclusive))
        effects += moment.defaultPartition(of: parent, except: name)
      }
    }
    if cascades {
      effects += moment.views(over: relations)
      if kind == .sequence {
        // The defaults that call it go.
        effects += schema.allTables.filter { $0.columns.contains { column in
          column.sequence.map(relations.contains) ?? false || column.defaultSequences.contains(where: relations.contains)
        } }.map(\.name).sorted().map { moment.effect($0, .accessExclusive) }
      }
    }
    return effects + foreignKeyPartners(in: schema).flatMap { moment.effectsOnPartner($0, .accessExclusive) }
  }

  public func foreignKeyPartners(in schema: Schema) -> [RelationName] {
    let gone = relations.flatMap { [$0] + schema.partitions(of: $0) }
    return gone.flatMap { name -> [RelationName] in
      guard let table = schema.table(name) else { return [] }
      // CASCADE drops the foreign keys that point here.
      return table.constraints.compactMap(\.referencedTable) + (cascades ? table.referencedBy.sorted() : [])
    }.others(than: gone)
  }

  public func apply(to schema: Schema, in moment: Moment) {
    let views = cascades ? schema.views(over: relations) : []
    for name in relations + views {
      for other in schema.table(name)?.referencedBy ?? [] {
        schema.updateIfKnown(other) { $0.constraints.removeAll { $0.referencedTable == name } }
      }
      for sequence in schema.ownedSequences(of: name) { schema.setSequence(sequence, nil) }
      schema.removeTable(name)
      if kind == .sequence { schema.setSequence(name, nil) }
    }
  }

  public var traits: StepTraits { .drops }
}

/// A statement or subcommand that can take foreign keys away. The tables at their other ends lose triggers, which needs
/// ACCESS EXCLUSIVE on them too.
public protocol DropsForeignKeys: Operation {
  /// The tables at the other ends of the foreign keys that go, each once.
  func foreignKeyPartners(in schema: Schema) -> [RelationName]
}

extension DropsForeignKeys {
  public var dropsForeignKeys: (any DropsForeignKeys)? { self }
}

extension [RelationName] {
  /// Each once, without some.
  func others(than excluded: [RelationName]) -> [RelationName] {
    var seen = Set(excluded)
    return filter { seen.insert($0).inserted }
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

  /// The last word of the name: the trigger, policy or rule.
  public var part: String? { names.first?.name }

  public func effects(in moment: Moment) -> [Effect] {
    let schema = moment.schema
    switch kind {
    case "TRIGGER":
      guard let table, !isKnownMissing(in: schema) else { return [] }
      return moment.effects(table, .accessExclusive, recursing: schema.hasCopies(ofTrigger: part, on: table))
    case "POLICY", "RULE": return table.map { isKnownMissing(in: schema) ? [] : [moment.effect($0, .accessExclusive)] } ?? []
    case "STATISTIC_EXT":
      return schema.allTables.filter { !$0.statistics.isDisjoint(with: names) }.map(\.name).sorted().map { moment.effect($0, .shareUpdateExclusive) }
    case "TYPE", "DOMAIN":
      // CASCADE takes the columns with it.
      guard cascades else { return [] }
      return names.flatMap { schema.tables(using: $0) + schema.tables(of: $0) }.others(than: []).map { moment.effect($0, .accessExclusive) }
    case "FUNCTION", "PROCEDURE", "ROUTINE":
      guard cascades else { return [] }
      return schema.allTables.filter { $0.triggers.contains { $0.function.map(names.contains) ?? false } }.map(\.name).sorted()
        .flatMap { moment.effects($0, .accessExclusive) }
    case "SCHEMA":
      guard cascades else { return [] }
      let inside = schema.allTables.filter { table in names.contains { $0.name == table.name.schema ?? "public" } }
      let sequences = schema.sequences(in: Set(names.map(\.name)))
      return DropRelation(kind: .table, relations: inside.map(\.name).sorted(), ifExists: ifExists, cascades: true).effects(in: moment)
        + sequences.map { moment.effect($0, .accessExclusive, kind: .sequence) }
    default: return []
    }
  }

  /// IF EXISTS does nothing, and locks nothing, where the table is known and its part is not there.
  private func isKnownMissing(in schema: Schema) -> Bool {
    guard ifExists, let table else { return false }
    switch kind {
    case "TRIGGER": return schema.lacks(part, of: table) { known, name in known.triggers.contains { $0.name == name } }
    case "POLICY": return schema.lacks(part, of: table) { $0.policies.contains($1) }
    default: return false
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    switch kind {
    case "TYPE", "DOMAIN": names.forEach { schema.setType($0, nil) }
    case "FUNCTION", "PROCEDURE", "ROUTINE": names.forEach { schema.setFunction($0, nil) }
    case "TRIGGER":
      guard let table, let part else { return }
      schema.updateIfKnown(table) { table in
        table.triggers.removeAll { $0.name == part }
        table.disabled.removeAll { $0.part == .trigger(part) }
      }
    case "POLICY": if let table, let part { schema.updateIfKnown(table) { $0.policies.remove(part) } }
    case "RULE": if let table, let part { schema.updateIfKnown(table) { table in table.disabled.removeAll { $0.part == .rule(part) } } }
    case "STATISTIC_EXT":
      for table in schema.allTables where !table.statistics.isDisjoint(with: names) { schema.update(table.name) { $0.statistics.subtract(names) } }
    default: break
    }
  }

  public var traits: StepTraits { .drops }
}

/// DROP TABLE and its kin, as one statement names them.
enum Drop {
  static func operation(_ node: Node) -> (any Operation)? {
    guard let kind = node.text("removeType") else { return nil }
    let cascades = node.text("behavior") == "DROP_CASCADE", ifExists = node.flag("missing_ok")
    let parts = node.list("objects").map(ObjectName.parts)
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
}

extension ObjectName {
  /// The parts of a qualified name, in whatever way a statement holds it.
  static func parts(of node: Node) -> [String] {
    if let list = node.fields(of: "List") { return list.names("items") }
    if let type = node.fields(of: "TypeName") { return type.names("names") }
    if let function = node.fields(of: "ObjectWithArgs") { return function.names("objname") }
    return node.word.map { [$0] } ?? []
  }
}
