import PostgresSyntax

/// ALTER TABLE … ATTACH PARTITION, and ALTER INDEX … ATTACH PARTITION.
public struct AttachPartition: Operation {
  public var target: AlterTarget
  public var partition: RelationName
  public var bound: PartitionBound

  public func effects(in moment: Moment) -> [Effect] {
    if target.kind == .index {
      var effects = [
        moment.effect(target.relation, .shareUpdateExclusive, kind: .index), moment.effect(partition, .accessExclusive, kind: .index),
      ]
      if let parent = moment.schema.index(target.relation)?.table { effects.append(moment.effect(parent, .accessShare)) }
      if let child = moment.schema.index(partition)?.table { effects.append(moment.effect(child, .accessShare)) }
      return effects
    }
    let parent = moment.schema.table(target.relation)
    var effects = [moment.effect(target.relation, .shareUpdateExclusive)] + moment.effects(partition, .accessExclusive, .scan)
    let reads = reading(in: moment.schema)
    for at in effects.indices where effects[at].work == .scan {
      // Nobody looks into a foreign table; of tables below, those that have no proof of their own are read.
      let isForeign = moment.schema.table(effects[at].relation)?.kind == .foreign
      if isForeign || reads == nil || reads == .rows && isProven(on: effects[at].relation, in: moment.schema) { effects[at].work = .catalog }
    }
    effects += moment.defaultPartition(of: target.relation, besides: partition, bound)
    // Their bounds are asked of the partition too.
    effects += moment.schema.partitionedAncestors(of: target.relation).map { moment.effect($0, .accessShare) }
    for constraint in parent?.constraints ?? [] {
      if let other = constraint.referencedTable { effects += moment.effectsOnPartner(other, .shareRowExclusive) }
    }
    return effects
  }

  /// Why the rows of a new partition are read.
  public enum Reading: Hashable, Sendable {
    /// For rows that the bound does not allow.
    case rows
    /// For an index that the parent has and the partition lacks.
    case indexBuild
    case foreignKey
  }

  public func reading(in schema: Schema) -> Reading? {
    if !isProven(on: partition, in: schema) { return .rows }
    return buildsIndexes(in: schema) ? .indexBuild : checksForeignKeys(in: schema) ? .foreignKey : nil
  }

  /// Whether valid constraints of the partition, or of a table below it, imply the bound.
  func isProven(on relation: RelationName, in schema: Schema) -> Bool {
    schema.demands(of: bound, for: partition, under: target.relation).map { schema.proves($0, on: relation, under: target.relation) } ?? false
  }

  /// Whether the parent has an index that the partition lacks. That of a constraint asks for one of a constraint.
  func buildsIndexes(in schema: Schema) -> Bool {
    let own = schema.indexes(on: partition)
    return schema.indexes(on: target.relation).contains { index in
      !own.contains {
        $0.elements == index.elements && $0.including == index.including && $0.method == index.method && $0.isUnique == index.isUnique
          && $0.predicate == index.predicate && $0.isValid && (index.constraint == nil || $0.constraint != nil)
      }
    }
  }

  /// Whether the parent has a foreign key that the partition lacks.
  func checksForeignKeys(in schema: Schema) -> Bool {
    let own = schema.table(partition)?.constraints ?? []
    return (schema.table(target.relation)?.constraints ?? []).contains { key in
      key.kind == .foreignKey && key.isEnforced && !own.contains {
        $0.kind == .foreignKey && $0.columns == key.columns && $0.referencedTable == key.referencedTable && $0.isValid
      }
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if target.kind == .index {
      schema.updateIndex(target.relation) { index in index.isValid = true }
      return
    }
    schema.update(target.relation) { parent in
      parent.kind = .partitioned
      if !parent.partitions.contains(partition) { parent.partitions.append(partition) }
    }
    schema.update(partition) { $0.parent = target.relation; $0.partitionBound = bound }
  }
}

/// ALTER TABLE … DETACH PARTITION [CONCURRENTLY | FINALIZE].
public struct DetachPartition: Operation {
  public var target: AlterTarget
  public var partition: RelationName
  public var isConcurrent: Bool
  public var finalizes: Bool

  public func effects(in moment: Moment) -> [Effect] {
    let gentle = isConcurrent || finalizes
    // CONCURRENTLY too takes the partition for itself, in its second transaction, when all who used the parent are gone.
    // The partition gets foreign keys of its own.
    let partners = (moment.schema.table(target.relation)?.constraints ?? []).compactMap(\.referencedTable).others(than: [])
    return [
      moment.effect(target.relation, gentle ? .shareUpdateExclusive : .accessExclusive)
    ] + moment.effects(partition, .accessExclusive)
      + (gentle ? [] : moment.defaultPartition(of: target.relation, except: partition)) + partners.flatMap { moment.effectsOnPartner($0, .shareRowExclusive) }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    schema.update(target.relation) { $0.kind = .partitioned; $0.partitions.removeAll { $0 == partition } }
    schema.updateIfKnown(partition) { $0.parent = nil; $0.partitionBound = nil }
  }

  public func refusesTransactionBlock(in moment: Moment) -> String? { isConcurrent ? "ALTER TABLE … DETACH PARTITION CONCURRENTLY" : nil }
}
