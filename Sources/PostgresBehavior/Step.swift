public import PostgresSyntax

/// One statement as it runs: what it does, in which transaction, and to what.
public struct Step: Subject {
  public var statement: Statement
  /// Such as `ALTER TABLE`, `CREATE INDEX CONCURRENTLY`: a command tag in the manner of psql.
  public var command: String
  public var operations: [any Operation]
  /// For each operation its own effects. Those of one ALTER TABLE all hold the strongest lock that any of them needs.
  public var operationEffects: [[Effect]]
  /// One effect for each relation.
  public var effects: [Effect]
  /// The one it runs in; BEGIN and COMMIT belong to the one they open or end.
  public var transaction: Transaction
  /// In force when it starts.
  public var settings: Settings
  /// Its name if PostgreSQL refuses it in a transaction block: `CREATE INDEX CONCURRENTLY`.
  public var refusesTransactionBlock: String?
}

/// All steps of one transaction, when it is over.
public struct TransactionRun: Subject {
  public var transaction: Transaction
  public var steps: ArraySlice<Step>
  /// Ended by a COMMIT or ROLLBACK, or by its runner; false at the end of a file that leaves it open.
  public var isClosed: Bool
}

/// All migrations of one history, when the last one is over: the schema says what is left undone.
public struct HistoryRun: Subject {
  public var migrationCount: Int
  public init(migrationCount: Int) { self.migrationCount = migrationCount }
}

/// All steps of one migration, when it is over.
public struct MigrationRun: Subject {
  public var steps: [Step]
  public var wrapping: Wrapping
  /// The transaction that is still open behind the last statement, other than the runner's.
  public var openTransaction: Transaction?
}

extension MigrationRun {
  /// The steps by transaction.
  public var transactions: [TransactionRun] {
    var runs: [TransactionRun] = [], start = 0
    for at in steps.indices where at + 1 == steps.count || steps[at + 1].transaction.number != steps[at].transaction.number {
      let isOpen = at + 1 == steps.count && openTransaction != nil
      runs.append(TransactionRun(transaction: steps[start].transaction, steps: steps[start...at], isClosed: !isOpen))
      start = at + 1
    }
    return runs
  }
}
