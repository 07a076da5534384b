public import PostgresBehavior

extension DataChange {
  /// The tables that others use and whose rows it goes through: those it changes, and those that INSERT … SELECT copies from.
  /// None for a change of single rows, by the values of a key.
  public func searchedTables(_ step: Step, in schema: Schema) -> [RelationName] {
    let tables: [RelationName]
    switch kind {
    case .update, .delete: tables = schema.hasKey(of: table, within: pinnedColumns) ? [] : [table] + sources
    case .merge: tables = [table] + sources
    case .insert: tables = readsQuery ? sources : []
    case .copy: tables = []
    }
    return tables.filter { table in step.effects.contains { $0.relation == table && $0.exempt == nil } }
  }
}

extension Schema {
  /// Whether a table has a key out of some columns.
  fileprivate func hasKey(of table: RelationName, within columns: Set<String>) -> Bool {
    indexes(on: table).contains { index in
      index.isUnique && !index.isPartial && index.columns.count == index.elements.count && columns.isSuperset(of: index.columns)
    }
  }
}

/// UPDATE, DELETE, MERGE and INSERT … SELECT in a transaction that changes tables too.
public struct Backfill {
  public var step: Step
  public var change: DataChange
  /// The tables whose rows it goes through.
  public var tables: [RelationName]
  /// The locks that were taken before it and wait for it.
  public var held: [HeldLocks.Lock]
  /// Where no lock was held: the statement behind it that has to wait for the table, while the changed rows are locked.
  public var waiting: Step?
}

extension TransactionRun {
  /// The data changes beside changes of tables that others use, in their order.
  public func backfills(in schema: Schema) -> [Backfill] {
    guard transaction.isBlock, steps.contains(where: { $0.operations.first?.is(DataChange.self) ?? false }) else { return [] }
    var locks = HeldLocks(), found: [Backfill] = [], early: [RelationName: [Backfill]] = [:]
    for step in steps {
      if let change = step.operations.first?.as(DataChange.self) {
        let tables = change.searchedTables(step, in: schema)
        guard !tables.isEmpty else { continue }
        // Only the first finding is told in full.
        let held = locks.prolonged(by: step, atMost: found.isEmpty ? .max : 1)
        let backfill = Backfill(step: step, change: change, tables: tables, held: held)
        if !held.isEmpty {
          found.append(backfill)
        } else if change.kind != .insert, tables.contains(change.table) {
          early[change.table, default: []].append(backfill)
        }
      } else if !step.onlyLocks {
        locks.note(step, in: schema)
        for effect in step.effects where effect.blocksWrites {
          for var backfill in early.removeValue(forKey: effect.relation) ?? [] {
            backfill.waiting = step
            found.append(backfill)
          }
        }
      }
    }
    return found.sorted { $0.step.statement.span.start < $1.step.statement.span.start }
  }
}

extension Step {
  /// LOCK TABLE and TRUNCATE change no table's definition; lock-table and truncate-blocks-table speak of what they hold up.
  fileprivate var onlyLocks: Bool { operations.first.map { $0.is(LockTable.self) || $0.is(Truncate.self) } ?? false }
}
