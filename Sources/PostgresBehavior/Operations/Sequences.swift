import PostgresSyntax

/// CREATE SEQUENCE.
public struct CreateSequence: Operation {
  public var sequence: RelationName
  public var ifNotExists: Bool
  /// The table of OWNED BY.
  public var owner: RelationName?

  init?(_ node: Node) {
    guard let sequence = RelationName(rangeVar: node["sequence"]) else { return nil }
    self.sequence = sequence
    ifNotExists = node.flag("if_not_exists")
    let owned = node.list("options").compactMap { $0.fields(of: "DefElem") }.first { $0.text("defname") == "owned_by" }
    let names = owned?["arg"]?.fields(of: "List")?.names("items") ?? []
    owner = names.count > 1 ? RelationName(parts: Array(names.dropLast())) : nil
  }

  public func effects(in moment: Moment) -> [Effect] { owner.map { [moment.effect($0, .accessShare)] } ?? [] }

  public func apply(to schema: Schema, in moment: Moment) {
    if !ifNotExists { schema.setSequence(sequence, moment.origin()) }
  }
}

/// ALTER SEQUENCE with options (AlterSeqStmt).
public struct AlterSequence: Operation {
  public var sequence: RelationName
  /// The table of OWNED BY.
  public var owner: RelationName?

  init?(_ node: Node) {
    guard let sequence = RelationName(rangeVar: node["sequence"]) else { return nil }
    self.sequence = sequence
    let options = node.list("options").compactMap { $0.fields(of: "DefElem") }
    let owned = options.first { $0.text("defname") == "owned_by" }
    let names = owned?["arg"]?.fields(of: "List")?.names("items") ?? []
    owner = names.count > 1 ? RelationName(parts: Array(names.dropLast())) : nil
  }

  public func effects(in moment: Moment) -> [Effect] {
    var effects = [moment.effect(sequence, .shareRowExclusive, kind: .sequence)]
    if let owner { effects.append(moment.effect(owner, .accessShare)) }
    return effects
  }
}
