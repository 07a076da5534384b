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
      let isSpared = reads == nil || reads == .rows && isProven(on: effects[at].relation, in: moment.schema)
      if isForeign || isSpared { effects[at].work = .catalog }
    }
    effects += moment.defaultPartition(of: target.relation, besides: partition, bound)
    // Their bounds are asked of the partition too.
    effects += moment.schema.partitionedAncestors(of: target.relation).map { moment.effect($0, .accessShare) }
    for key in parent?.constraints ?? [] {
      // One that the partition has already becomes a part of the parent's, and loses its own triggers at the other end.
      guard let other = key.referencedTable else { continue }
      effects += moment.effectsOnPartner(other, moment.schema.foreignKey(like: key, of: partition) == nil ? .shareRowExclusive : .accessExclusive)
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
    return !missingIndexes(in: schema).isEmpty ? .indexBuild : missingForeignKeys(in: schema).isEmpty ? nil : .foreignKey
  }

  /// Whether valid constraints of the partition, or of a table below it, imply the bound.
  func isProven(on relation: RelationName, in schema: Schema) -> Bool {
    guard let demands = schema.demands(of: bound, for: partition, under: target.relation) else { return false }
    return schema.proves(demands, on: relation, under: target.relation)
  }

  /// The indexes of the parent that the partition lacks. That of a constraint asks for one of a constraint.
  public func missingIndexes(in schema: Schema) -> [Index] {
    let own = schema.indexes(on: partition)
    return schema.indexes(on: target.relation).filter { index in
      !own.contains {
        $0.elements == index.elements && $0.including == index.including && $0.method == index.method && $0.isUnique == index.isUnique
          && $0.predicate == index.predicate && $0.isValid && (index.constraint == nil || $0.constraint != nil)
      }
    }
  }

  /// The foreign keys of the parent that the partition lacks.
  public func missingForeignKeys(in schema: Schema) -> [Constraint] {
    (schema.table(target.relation)?.constraints ?? []).filter { key in
      key.kind == .foreignKey && key.isEnforced && schema.foreignKey(like: key, of: partition) == nil
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
