import PostgresSyntax

/// Every subcommand of ALTER TABLE, INDEX, VIEW and SEQUENCE that has no type of its own, with its lock
/// (`AlterTableGetLockLevel`, PostgreSQL 12 to 18).
public struct AlterTableCommand: Operation {
  public var target: AlterTarget
  /// As the parse tree spells it, without `AT_`: `SetStatistics`.
  public var subtype: String
  /// The column, trigger, rule, index or role it names.
  public var name: String?
  /// The options of SET (…) and RESET (…).
  public var options: [String]
  /// The other relation of INHERIT and NO INHERIT.
  public var parent: RelationName?
  /// The type of OF.
  private let typeName: RelationName?

  init(_ node: Node, target: AlterTarget) {
    self.target = target
    let subtype = node.text("subtype") ?? ""
    self.subtype = subtype.hasPrefix("AT_") ? String(subtype.dropFirst(3)) : subtype
    name = node.text("name")
    let definition = node["def"]
    options = definition?.fields(of: "List")?.list("items").compactMap { option in
      option.fields(of: "DefElem").flatMap { element in
        element.text("defname").map { name in (element.text("defnamespace").map { $0 + "." } ?? "") + name }
      }
    } ?? []
    typeName = definition?.fields(of: "TypeName").flatMap { RelationName(parts: $0.names("names")) }
    parent = RelationName(rangeVar: definition?.fields(of: "RangeVar"))
  }

  public var lock: LockMode {
    switch subtype {
    case "SetStatistics", "SetOptions", "ResetOptions", "ClusterOn", "DropCluster", "DetachPartitionFinalize": .shareUpdateExclusive
    case "EnableTrig", "EnableAlwaysTrig", "EnableReplicaTrig", "EnableTrigAll", "EnableTrigUser", "DisableTrig", "DisableTrigAll",
      "DisableTrigUser":
      .shareRowExclusive
    case "SetRelOptions", "ResetRelOptions":
      target.kind != .view && options.allSatisfy(AlterTableCommand.needsOnlyShareUpdateExclusive) ? .shareUpdateExclusive : .accessExclusive
    default: .accessExclusive
    }
  }

  public var work: Work {
    switch subtype {
    case "SetLogged", "SetUnLogged", "SetAccessMethod", "SetTableSpace", "SetExpression": .rewrite
    default: .catalog
    }
  }

  /// The storage parameters that `reloptions.c` lets be changed beside reads and writes.
  private static func needsOnlyShareUpdateExclusive(_ option: String) -> Bool {
    if option.hasPrefix("toast.") || option.hasPrefix("autovacuum_") || option.hasPrefix("log_autovacuum") { return true }
    return [
      "fillfactor", "toast_tuple_target", "parallel_workers", "vacuum_truncate", "vacuum_index_cleanup", "vacuum_max_eager_freeze_failure_rate",
      "deduplicate_items", "n_distinct", "n_distinct_inherited",
    ].contains(option)
  }

  public func effects(in moment: Moment) -> [Effect] {
    switch target.kind {
    case .type: return []
    case .index:
      let isPartitioned = moment.schema.index(target.relation)?.isPartitioned ?? false
      return [moment.effect(target.relation, lock, isPartitioned ? .catalog : work, kind: .index)]
    default: break
    }
    let table = moment.schema.table(target.relation)
    var effects = target.effects(lock, changesNothing(table) ? .catalog : work, in: moment, recursing: recurses(in: moment))
    if let parent {
      effects.append(moment.effect(parent, subtype == "DropInherit" ? .accessShare : .shareUpdateExclusive))
    }
    if subtype == "ChangeOwner" {
      effects += moment.schema.indexes(on: target.relation).map { moment.effect($0.name, .accessExclusive, kind: .index) }
    }
    switch subtype {
    // In 15 and later the sequences follow their table.
    case "SetLogged", "SetUnLogged": if !changesNothing(table), moment.version >= 15 { effects += moment.ownedSequences(of: target.relation) }
    case "ChangeOwner": effects += moment.ownedSequences(of: target.relation)
    case "SetIdentity", "DropIdentity":
      if let sequence = name.flatMap({ table?.column($0) })?.sequence {
        effects.append(moment.effect(sequence, subtype == "SetIdentity" ? .shareRowExclusive : .accessExclusive, kind: .sequence))
      }
    default: break
    }
    return effects
  }

  /// Whether the rows already are as it wants them, or there are none.
  private func changesNothing(_ table: Table?) -> Bool {
    guard let table else { return false }
    switch subtype {
    case "SetLogged": return table.isUnlogged == false
    case "SetUnLogged": return table.isUnlogged == true
    case "SetAccessMethod": return table.kind == .partitioned || (name != nil && table.accessMethod == name)
    case "SetTableSpace": return table.kind == .partitioned || (name != nil && table.tablespace == name)
    case "SetExpression": return name.flatMap { table.column($0) }?.generated == .virtual
    default: return false
    }
  }

  /// Whether it goes on to the partitions (`ATPrepCmd` calls `ATSimpleRecursion`).
  private func recurses(in moment: Moment) -> Bool {
    switch subtype {
    case "SetStatistics", "SetStorage", "SetExpression", "DropExpression": true
    // Identity of a partitioned table is its partitions' too since 17.
    case "AddIdentity", "SetIdentity", "DropIdentity": moment.version >= 17 && moment.schema.table(target.relation)?.kind == .partitioned
    case "EnableTrig", "EnableAlwaysTrig", "EnableReplicaTrig", "DisableTrig":
      moment.schema.hasCopies(ofTrigger: name, on: target.relation)
    case "EnableTrigAll", "EnableTrigUser", "DisableTrigAll", "DisableTrigUser": moment.schema.hasCopies(ofTrigger: nil, on: target.relation)
    default: false
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if let part = switchedPart {
      for table in [target.relation] + (recurses(in: moment) && !target.isOnly ? schema.partitions(of: target.relation) : []) {
        schema.update(table) { $0.note(part, isOff: subtype.hasPrefix("Disable"), at: moment.origin(), target.subcommand) }
      }
    }
    switch subtype {
    case "EnableRowSecurity": schema.update(target.relation) { $0.hasRowLevelSecurity = true }
    case "DisableRowSecurity": schema.update(target.relation) { $0.hasRowLevelSecurity = false }
    case "AddInherit":
      guard let parent else { return }
      schema.update(target.relation) { $0.parent = parent }
      schema.updateIfKnown(parent) { if !$0.partitions.contains(target.relation) { $0.partitions.append(target.relation) } }
    case "DropInherit":
      schema.update(target.relation) { $0.parent = nil }
      if let parent { schema.updateIfKnown(parent) { $0.partitions.removeAll { $0 == target.relation } } }
    case "AddIdentity":
      guard let name else { return }
      schema.updateColumn(name, of: target.relation) { $0.generated = .identity }
      schema.makeSequence(for: name, of: target.relation, in: moment)
    case "DropIdentity":
      guard let name else { return }
      if let sequence = schema.table(target.relation)?.column(name)?.sequence { schema.setSequence(sequence, nil) }
      schema.updateColumn(name, of: target.relation) { $0.generated = nil; $0.sequence = nil }
    case "DropExpression": if let name { schema.updateColumn(name, of: target.relation) { $0.generated = nil } }
    case "SetLogged", "SetUnLogged": schema.updateIfKnown(target.relation) { $0.isUnlogged = subtype == "SetUnLogged" }
    case "SetAccessMethod": schema.updateIfKnown(target.relation) { $0.accessMethod = name }
    case "SetTableSpace": schema.updateIfKnown(target.relation) { $0.tablespace = name }
    case "AddOf": schema.updateIfKnown(target.relation) { $0.ofType = typeName }
    case "DropOf": schema.updateIfKnown(target.relation) { $0.ofType = nil }
    default: break
    }
  }

  /// What ENABLE and DISABLE switch.
  public var switchedPart: Disabled.Part? {
    switch subtype {
    case "EnableTrig", "EnableAlwaysTrig", "EnableReplicaTrig", "DisableTrig": name.map(Disabled.Part.trigger)
    case "EnableTrigAll", "DisableTrigAll": .allTriggers
    case "EnableTrigUser", "DisableTrigUser": .userTriggers
    case "EnableRule", "EnableAlwaysRule", "EnableReplicaRule", "DisableRule": name.map(Disabled.Part.rule)
    case "EnableRowSecurity", "DisableRowSecurity": .rowSecurity
    default: nil
    }
  }

  public var traits: StepTraits { .altersOtherwise }
}

extension Table {
  /// Notes that a part is off, or on again.
  fileprivate func note(_ part: Disabled.Part, isOff: Bool, at origin: Origin, _ subcommand: Int) {
    // DISABLE ROW LEVEL SECURITY where it never was on.
    if isOff, part == .rowSecurity, self.origin != nil, !mayHaveExisted, !hasRowLevelSecurity { return }
    let hasKeys = self.origin == nil || !referencedBy.isEmpty || constraints.contains { $0.kind == .foreignKey }
    disabled.removeAll { old in
      switch (part, old.part) {
      case (old.part, _), (.allTriggers, .trigger), (.allTriggers, .userTriggers), (.userTriggers, .trigger): true
      // USER leaves out the triggers of foreign keys.
      case (.userTriggers, .allTriggers): !isOff && !hasKeys
      default: false
      }
    }
    if isOff { disabled.append(Disabled(part: part, origin: origin, subcommand: subcommand)) }
  }
}
