import PostgresSyntax

/// What hangs on a relation, as far as the replay saw it.
extension Schema {
  /// The sequences of its serial and identity columns.
  func ownedSequences(of table: RelationName) -> [RelationName] { self.table(table)?.columns.compactMap(\.sequence) ?? [] }

  /// The views and materialized views over some relations, at any depth.
  /// - Parameter column: only those that name this column of the relations, at the first step.
  func views(over relations: [RelationName], naming column: String? = nil) -> [RelationName] {
    var found: [RelationName] = [], rest = relations, column = column
    while !rest.isEmpty {
      let next = Set(rest.flatMap(readers).filter { view in
        guard !found.contains(view.name) else { return false }
        return column.map { view.readColumns.contains($0) || view.readColumns.contains("*") } ?? true
      }.map(\.name))
      found += next
      rest = Array(next)
      column = nil
    }
    return found.sorted()
  }

  /// What a view reads, at any depth; of a materialized view nothing, as it has rows of its own.
  func viewsRead(by view: RelationName) -> [RelationName] {
    var found: [RelationName] = [], rest = [view]
    while let next = rest.popLast() {
      guard let known = table(next), known.kind == .view else { continue }
      let new = known.reads.filter { $0 != view && !found.contains($0) }
      found += new
      rest += new
    }
    return found.sorted()
  }

  /// The tables that `CREATE TABLE … OF` made of a type.
  func tables(of type: RelationName) -> [RelationName] { allTables.filter { $0.ofType == type }.map(\.name).sorted() }

  /// Whether partitions may have a copy of a trigger: not when it is known to be one FOR EACH STATEMENT.
  /// - Parameter name: nil for all triggers of the table.
  func hasCopies(ofTrigger name: String?, on table: RelationName) -> Bool {
    guard let known = self.table(table), known.kind == .partitioned || known.origin == nil else { return false }
    let triggers = known.triggers.filter { name == nil || $0.name == name }
    if triggers.contains(where: \.isForEachRow) { return true }
    // Foreign keys have triggers too, for each row.
    if name == nil, known.constraints.contains(where: { $0.kind == .foreignKey }) || !known.referencedBy.isEmpty { return true }
    return known.origin == nil && triggers.isEmpty
  }

  /// Whether a table that a migration made is known to lack a part with this name.
  func lacks(_ part: String?, of table: RelationName, _ has: (Table, String) -> Bool) -> Bool {
    guard let part, let known = self.table(table), known.origin != nil, !known.mayHaveExisted else { return false }
    return !has(known, part)
  }
}

extension Moment {
  func ownedSequences(of table: RelationName, _ lock: LockMode = .accessExclusive) -> [Effect] {
    schema.ownedSequences(of: table).map { effect($0, lock, kind: .sequence) }
  }

  /// The DEFAULT partition: what it may hold changes with every other partition that comes or goes.
  func defaultPartition(of parent: RelationName, except partition: RelationName, _ work: Work = .catalog) -> [Effect] {
    let found = schema.table(parent)?.partitions.filter { $0 != partition && schema.table($0)?.isDefaultPartition ?? false } ?? []
    return found.map { effect($0, .accessExclusive, work) }
  }

  /// The same for a new partition: the rows of the DEFAULT partition are read for its own, unless a CHECK says that there are none.
  func defaultPartition(of parent: RelationName, besides partition: RelationName, _ bound: PartitionBound?) -> [Effect] {
    let condition = schema.table(parent)?.onlyKey.flatMap { bound?.condition(on: $0) }?.negated
    func isProven(_ effect: Effect) -> Bool { condition.map { schema.proves($0, on: effect.relation) } ?? false }
    return defaultPartition(of: parent, except: partition).flatMap { rest in
      // Its own partitions are looked at one by one.
      isProven(rest) ? [rest] : effects(rest.relation, .accessExclusive, .scan).map { part in
        var part = part
        if isProven(part) { part.work = .catalog }
        return part
      }
    }
  }

  func views(over relations: [RelationName], naming column: String? = nil) -> [Effect] {
    schema.views(over: relations, naming: column).map { effect($0, .accessExclusive) }
  }
}
