import PostgresSyntax

/// A relation that a query names, and the lock that reading it or writing to it takes.
public struct RelationUse: Hashable, Sendable {
  public var relation: RelationName
  public var lock: LockMode
  /// `ONLY`: nothing that inherits from it.
  public var isOnly = false
  public var isSequence = false

  init(_ relation: RelationName, _ lock: LockMode, isOnly: Bool = false, isSequence: Bool = false) {
    self.relation = relation
    self.lock = lock
    self.isOnly = isOnly
    self.isSequence = isSequence
  }
}

/// What a query names.
enum Query {
  /// The relations below a node, with ROW EXCLUSIVE for those it changes, ROW SHARE for those whose rows it locks,
  /// and ACCESS SHARE for the rest; then the sequences that it calls by name.
  static func uses(of node: Node, except own: RelationName? = nil) -> [RelationUse] {
    var uses: [RelationUse] = [], commonTables: Set<String> = [], sequences: [RelationUse] = []
    // In FOR UPDATE OF stand names that the query gave.
    var onlyLocked: [RelationName] = []
    func add(_ rangeVar: Node, _ lock: LockMode) {
      guard let relation = RelationName(rangeVar: rangeVar) else { return }
      uses.append(RelationUse(relation, lock, isOnly: !rangeVar.flag("inh")))
    }
    func lockRows(_ select: Node) {
      for clause in select.list("lockingClause").compactMap({ $0.fields(of: "LockingClause") }) {
        let named = clause.list("lockedRels").compactMap { RelationName(rangeVar: $0.fields(of: "RangeVar")) }
        onlyLocked += named
        for (name, field) in select["fromClause"]?.find("RangeVar", "relation") ?? [] {
          guard name == 0 || field.text("relname") != nil else { continue }
          let known = field["alias"]?.text("aliasname") ?? field.text("relname")
          if named.isEmpty || named.contains(where: { $0.name == known }) { add(field, .rowShare) }
        }
      }
    }
    lockRows(node)
    for (name, field) in node.find(
      "ctename", "RangeVar", "relation", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "SelectStmt", "FuncCall") {
      switch name {
      case 0: if let table = field.string { commonTables.insert(table) }
      case 1, 2: add(field, .accessShare)
      case 7: lockRows(field)
      case 8: if let sequence = sequence(ofCall: field) { sequences.append(RelationUse(sequence, .rowExclusive, isSequence: true)) }
      default: if let target = field["relation"] { add(target, .rowExclusive) }
      }
    }
    for name in onlyLocked {
      if let at = uses.firstIndex(where: { $0.relation == name && $0.lock == .accessShare }) { uses.remove(at: at) }
    }
    return uses.filter { use in
      let name = use.relation
      // pg_catalog comes first in every search_path.
      if name.isSystem || (name.schema == nil && name.name.hasPrefix("pg_")) { return false }
      return name != own && !(name.schema == nil && commonTables.contains(name.name))
    } + sequences
  }

  /// The columns it names, `*` for all.
  static func columns(of node: Node) -> Set<String> {
    Set(node.find("ColumnRef").map { _, field in field.names("fields").count == field.list("fields").count ? field.names("fields").last ?? "*" : "*" })
  }

  /// The sequence that a call such as `nextval('app.orders_id_seq')` names.
  static func sequence(ofCall call: Node) -> RelationName? {
    guard let function = call.names("funcname").last, ["nextval", "setval", "currval"].contains(function),
      let text = call.list("args").first?.literal
    else { return nil }
    var parts: [String] = [""], isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "." where !isQuoted: parts.append("")
      default: parts[parts.count - 1] += isQuoted ? String(character) : character.lowercased()
      }
    }
    return RelationName(parts: parts)
  }
}

extension [RelationUse] {
  /// The tables and views, each once.
  var relations: [RelationName] {
    var found: [RelationName] = []
    for use in self where !use.isSequence && !found.contains(use.relation) { found.append(use.relation) }
    return found
  }
}

extension Moment {
  /// How far PostgreSQL goes with a query.
  enum QueryDepth: Comparable {
    /// The names are looked up: CREATE VIEW.
    case parsed
    /// Views are replaced by what they read: PREPARE.
    case rewritten
    /// Partitions and children are found.
    case planned
  }

  func effects(of uses: [RelationUse], depth: QueryDepth = .planned) -> [Effect] {
    var effects: [Effect] = [], open: Set<RelationName> = []
    func add(_ use: RelationUse) {
      if use.isSequence { return effects.append(effect(use.relation, use.lock, kind: .sequence)) }
      effects += self.effects(use.relation, use.lock, recursing: depth >= .planned && !use.isOnly)
      guard depth >= .rewritten, let view = schema.table(use.relation), view.kind == .view, open.insert(view.name).inserted else { return }
      // Of a view on one table PostgreSQL changes and locks the rows of that table.
      for source in view.reads { add(RelationUse(source, view.reads.count == 1 ? use.lock : .accessShare)) }
    }
    uses.forEach(add)
    return effects
  }

  func reads(_ relations: [RelationName], depth: QueryDepth = .planned) -> [Effect] {
    effects(of: relations.map { RelationUse($0, .accessShare) }, depth: depth)
  }
}
