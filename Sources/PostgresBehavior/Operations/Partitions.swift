import PostgresSyntax

/// ALTER TABLE … ATTACH PARTITION, and ALTER INDEX … ATTACH PARTITION.
public struct AttachPartition: Operation {
  public var target: AlterTarget
  public var partition: RelationName
  public var isDefault: Bool

  public func effects(in moment: Moment) -> [Effect] {
    if target.kind == .index {
      var effects = [
        moment.effect(target.relation, .accessShare, kind: .index), moment.effect(partition, .accessExclusive, kind: .index),
      ]
      if let parent = moment.schema.index(target.relation)?.table { effects.append(moment.effect(parent, .accessShare)) }
      if let child = moment.schema.index(partition)?.table { effects.append(moment.effect(child, .accessShare)) }
      return effects
    }
    let parent = moment.schema.table(target.relation)
    var effects = [
      moment.effect(target.relation, .shareUpdateExclusive),
      moment.effect(partition, .accessExclusive, isProven(in: moment.schema) ? .catalog : .scan),
    ]
    for name in parent?.partitions ?? [] where moment.schema.table(name)?.isDefaultPartition ?? false {
      effects.append(moment.effect(name, .accessExclusive, .scan))
    }
    for constraint in parent?.constraints ?? [] {
      if let other = constraint.referencedTable { effects.append(moment.effect(other, .shareRowExclusive)) }
    }
    return effects
  }

  /// A valid CHECK over the key's columns is taken for one that implies the bound; whether its range fits is not looked at.
  public func isProven(in schema: Schema) -> Bool {
    guard let parent = schema.table(target.relation), let child = schema.table(partition), !parent.partitionKey.isEmpty else { return false }
    return parent.partitionKey.allSatisfy { key in
      guard let key else { return false }
      return child.constraints.contains { $0.kind == .check && $0.isValid && $0.usedColumns.contains(key) } && child.provesNotNull(key)
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
    schema.update(partition) { $0.parent = target.relation; $0.isDefaultPartition = isDefault }
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
    return [
      moment.effect(target.relation, gentle ? .shareUpdateExclusive : .accessExclusive),
      moment.effect(partition, finalizes ? .accessExclusive : gentle ? .shareUpdateExclusive : .accessExclusive),
    ]
  }

  public func apply(to schema: Schema, in moment: Moment) {
    schema.update(target.relation) { $0.kind = .partitioned; $0.partitions.removeAll { $0 == partition } }
    schema.updateIfKnown(partition) { $0.parent = nil; $0.isDefaultPartition = false }
  }

  public func refusesTransactionBlock(in moment: Moment) -> String? { isConcurrent ? "ALTER TABLE … DETACH PARTITION CONCURRENTLY" : nil }
}
