import PostgresSyntax

/// What PostgreSQL looks at when a table becomes a partition (`QueuePartitionConstraintValidation`).
extension Schema {
  /// What the rows of a partition have to be like, its ancestors' bounds included; nil where that is not known.
  func demands(of bound: PartitionBound, for partition: RelationName, under parent: RelationName) -> Condition? {
    var demands: [Condition] = [], seen: [RelationName] = []
    var below = partition, bound: PartitionBound? = bound, above: RelationName? = parent
    while let name = above {
      let table = table(name) ?? Table(name: name, kind: .partitioned)
      guard !seen.contains(name), let own = bound.flatMap({ condition(of: $0, for: below, under: table) }) else { return nil }
      demands.append(own)
      seen.append(name)
      (below, bound, above) = (name, table.partitionBound, table.parent)
    }
    return .all(demands)
  }

  /// The partitioned tables above one, nearest first.
  func partitionedAncestors(of name: RelationName) -> [RelationName] {
    var found: [RelationName] = [], next = table(name)?.parent
    while let above = next, above != name, !found.contains(above), table(above)?.kind == .partitioned {
      found.append(above)
      next = table(above)?.parent
    }
    return found
  }

  /// A DEFAULT partition takes what the others leave.
  private func condition(of bound: PartitionBound, for partition: RelationName, under parent: Table) -> Condition? {
    guard bound == .default else {
      let conditions = keys(of: parent, for: partition).compactMap(bound.condition)
      return conditions.isEmpty ? nil : .any(conditions)
    }
    guard parent.origin != nil, !parent.mayHaveExisted else { return nil }
    var others: [Condition] = []
    for name in parent.partitions where name != partition {
      guard let key = parent.onlyKey, let other = table(name)?.partitionBound?.condition(on: key) else { return nil }
      others.append(other.negated)
    }
    return .all(others)
  }

  /// The one column of the key. Of a parent that no migration made it is one of those that the partition's CHECKs are about.
  private func keys(of parent: Table, for partition: RelationName) -> [String] {
    guard parent.partitionKey.isEmpty, parent.origin == nil else { return parent.onlyKey.map { [$0] } ?? [] }
    return Set((table(partition)?.constraints ?? []).filter { $0.kind == .check }.flatMap(\.usedColumns)).sorted()
  }

  /// Whether valid constraints of a table imply a condition.
  /// - Parameter parent: its own NOT NULL is asked of every partition.
  func proves(_ condition: Condition, on name: RelationName, under parent: RelationName? = nil) -> Bool {
    guard let table = table(name) else { return condition == .all([]) }
    let above = parent.flatMap(self.table)
    let notNull = table.columnsNotNull.union(above?.columnsNotNull ?? []).map(Condition.isNotNull)
    let checks = table.constraints.filter { $0.isValid && $0.isEnforced }.compactMap(\.condition)
    return Condition.all(notNull + checks).implies(condition) { table.column($0) ?? above?.column($0) }
  }
}

extension Table {
  /// The partition key, if it is one column.
  public var onlyKey: String? { partitionKey.count == 1 ? partitionKey[0] : nil }
  fileprivate var columnsNotNull: Set<String> { notNullColumns.union(columns.filter(\.isNotNull).map(\.name)) }
}
