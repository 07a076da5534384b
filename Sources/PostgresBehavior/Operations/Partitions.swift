import PostgresSyntax

/// ALTER TABLE … ATTACH PARTITION, and ALTER INDEX … ATTACH PARTITION.
public struct AttachPartition: Operation {
  public var target: AlterTarget
  public var partition: RelationName
  public var isDefault: Bool

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
    let reads = !isProven(in: moment.schema) || buildsIndexes(in: moment.schema) || checksForeignKeys(in: moment.schema)
    var effects = [moment.effect(target.relation, .shareUpdateExclusive)] + moment.effects(partition, .accessExclusive, reads ? .scan : .catalog)
    effects += moment.defaultPartition(of: target.relation, except: partition, .scan)
    for constraint in parent?.constraints ?? [] {
      if let other = constraint.referencedTable { effects += moment.effectsOnPartner(other, .shareRowExclusive) }
    }
    return effects
  }

  /// Whether the parent has an index that the partition lacks.
  func buildsIndexes(in schema: Schema) -> Bool {
    let own = schema.indexes(on: partition)
    return schema.indexes(on: target.relation).contains { index in
      !own.contains {
        $0.elements == index.elements && $0.including == index.including && $0.method == index.method && $0.isUnique == index.isUnique
          && $0.predicate == index.predicate && $0.isValid
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
    schema.updateIfKnown(partition) { $0.parent = nil; $0.isDefaultPartition = false }
  }

  public func refusesTransactionBlock(in moment: Moment) -> String? { isConcurrent ? "ALTER TABLE … DETACH PARTITION CONCURRENTLY" : nil }
}
