import PostgresSyntax

/// A statement that locks one table and needs no more said about it.
public struct TableCommand: Operation {
  public enum Kind: Hashable, Sendable {
    case createTrigger, createPolicy, alterPolicy, createRule, createStatistics, comment, analyze, vacuum, vacuumFull, cluster, grant
    case publication
  }

  public var kind: Kind
  /// Nil when the whole database is meant.
  public var relation: RelationName?
  /// The trigger, policy, rule or statistics object; of COMMENT the part of the table that it is about.
  public var name: String?
  /// Of a trigger.
  public var isForEachRow = false
  public var function: RelationName?
  /// Of a policy: `AS RESTRICTIVE`.
  public var isRestrictive = false
  /// What its expressions and actions name.
  var uses: [RelationUse] = []

  public init(_ kind: Kind, _ relation: RelationName?, name: String? = nil) {
    self.kind = kind
    self.relation = relation
    self.name = name
  }

  public func effects(in moment: Moment) -> [Effect] {
    guard let relation else { return onEveryTable(in: moment) }
    if relation.isSystem { return [] }
    let isPartitioned = moment.schema.table(relation)?.kind == .partitioned
    switch kind {
    case .createTrigger:
      return moment.effects(relation, .shareRowExclusive, recursing: isForEachRow && isPartitioned) + moment.effects(of: uses, depth: .parsed)
    case .createPolicy, .alterPolicy, .createRule: return [moment.effect(relation, .accessExclusive)] + moment.effects(of: uses, depth: .parsed)
    case .createStatistics, .publication: return [moment.effect(relation, .shareUpdateExclusive)]
    // The table of a trigger, policy or constraint is only looked at.
    case .comment: return [moment.effect(relation, name == nil ? .shareUpdateExclusive : .accessShare)]
    case .analyze, .vacuum:
      // Since 18 both go on to tables that inherit; before, ANALYZE took samples of those for the parent's statistics.
      if isPartitioned || moment.version >= 18 { return moment.effects(relation, .shareUpdateExclusive, .scan) }
      let children = kind == .analyze ? moment.schema.partitions(of: relation).map { moment.effect($0, .accessShare) } : []
      return [moment.effect(relation, .shareUpdateExclusive, .scan)] + children
    case .vacuumFull, .cluster: return moment.effects(relation, .accessExclusive, .rewrite, recursing: isPartitioned)
    case .grant: return moment.version >= 18 ? [moment.effect(relation, .accessShare)] : []
    }
  }

  /// ANALYZE and VACUUM without a table.
  private func onEveryTable(in moment: Moment) -> [Effect] {
    guard kind == .analyze || kind == .vacuum || kind == .vacuumFull else { return [] }
    let tables = moment.schema.allTables.filter { [.ordinary, .partitioned, .materializedView].contains($0.kind) }
    return tables.sorted { $0.name < $1.name }.map { table in
      let work: Work = table.kind == .partitioned ? .catalog : kind == .vacuumFull ? .rewrite : .scan
      return moment.effect(table.name, kind == .vacuumFull ? .accessExclusive : .shareUpdateExclusive, work)
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard let relation else { return }
    switch kind {
    case .createPolicy:
      guard let name else { return }
      schema.update(relation) { table in
        table.policies.insert(name)
        if isRestrictive { table.restrictivePolicies.insert(name) } else { table.restrictivePolicies.remove(name) }
      }
    // One that no migration made.
    case .alterPolicy: if let name { schema.update(relation) { $0.policies.insert(name) } }
    case .createTrigger:
      if let function { schema.triggerFunctions.insert(function) }
      guard let name else { return }
      schema.update(relation) { table in
        table.triggers.removeAll { $0.name == name }
        table.triggers.append(Trigger(name: name, isForEachRow: isForEachRow, function: function))
      }
    case .createStatistics: if let name { schema.updateIfKnown(relation) { $0.statistics.insert(RelationName(schema: relation.schema, name)) } }
    default: break
    }
  }

  public func refusesTransactionBlock(in moment: Moment) -> String? {
    switch kind {
    case .vacuum, .vacuumFull: return "VACUUM"
    case .cluster:
      guard let relation else { return "CLUSTER" }
      return moment.schema.table(relation)?.kind == .partitioned ? "CLUSTER of a partitioned table" : nil
    default: return nil
    }
  }
}
