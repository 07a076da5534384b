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
      let table = moment.schema.index(target.relation)?.table
      var effects = [moment.effect(target.relation, lock, work, kind: .index)]
      // Moving an index makes every query wait that would plan with it: they lock each index of their table.
      if work == .rewrite, let table { effects.append(moment.effect(table, .accessShare)) }
      return effects
    default: break
    }
    var effects = target.effects(lock, work, in: moment, recursing: recurses)
    if let parent {
      effects.append(moment.effect(parent, subtype == "DropInherit" ? .accessShare : .shareUpdateExclusive))
    }
    if subtype == "ChangeOwner" {
      effects += moment.schema.indexes(on: target.relation).map { moment.effect($0.name, .accessExclusive, kind: .index) }
    }
    return effects
  }

  /// Whether it goes on to the partitions (`ATPrepCmd` calls `ATSimpleRecursion`).
  private var recurses: Bool {
    switch subtype {
    case "SetStatistics", "SetStorage", "SetExpression", "DropExpression", "EnableTrig", "EnableAlwaysTrig", "EnableReplicaTrig",
      "EnableTrigAll", "EnableTrigUser", "DisableTrig", "DisableTrigAll", "DisableTrigUser":
      true
    default: false
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    switch subtype {
    case "EnableRowSecurity": schema.update(target.relation) { $0.hasRowLevelSecurity = true }
    case "DisableRowSecurity": schema.update(target.relation) { $0.hasRowLevelSecurity = false }
    case "AddInherit": if let parent { schema.update(target.relation) { $0.parent = parent } }
    case "DropInherit": schema.update(target.relation) { $0.parent = nil }
    case "AddIdentity":
      if let name { schema.updateColumn(name, of: target.relation) { $0.generated = .identity } }
    default: break
    }
  }
}
