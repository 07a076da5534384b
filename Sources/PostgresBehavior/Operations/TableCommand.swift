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
  /// The trigger, policy or rule.
  public var name: String?

  public init(_ kind: Kind, _ relation: RelationName?, name: String? = nil) {
    self.kind = kind
    self.relation = relation
    self.name = name
  }

  public func effects(in moment: Moment) -> [Effect] {
    guard let relation, !relation.isSystem else { return [] }
    switch kind {
    case .createTrigger: return moment.effects(relation, .shareRowExclusive)
    case .createPolicy, .alterPolicy, .createRule: return [moment.effect(relation, .accessExclusive)]
    case .createStatistics, .publication: return [moment.effect(relation, .shareUpdateExclusive)]
    case .comment:
      return [moment.effect(relation, .shareUpdateExclusive, kind: moment.schema.index(relation) == nil ? nil : .index)]
    case .analyze, .vacuum: return moment.effects(relation, .shareUpdateExclusive, .scan)
    case .vacuumFull, .cluster: return moment.effects(relation, .accessExclusive, .rewrite)
    case .grant: return moment.version >= 18 ? [moment.effect(relation, .accessShare)] : []
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if kind == .createPolicy, let relation { schema.update(relation) { $0.hasPolicies = true } }
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
