public import PostgresSyntax

/// One statement as it runs: what it does, in which transaction, and to what.
public final class Step: Subject {
  public let statement: Statement
  /// Such as `ALTER TABLE`, `CREATE INDEX CONCURRENTLY`: a command tag in the manner of psql.
  public let command: String
  public let operations: [any Operation]
  /// One effect for each relation.
  public let effects: [Effect]
  /// The one it runs in; BEGIN and COMMIT belong to the one they open or end.
  public let transaction: Transaction
  /// With what it is sent to the server.
  public let unit: Delivery.Unit
  /// In force when it starts.
  public let settings: Settings
  /// Its name if PostgreSQL refuses it in a transaction block: `CREATE INDEX CONCURRENTLY`.
  public let refusesTransactionBlock: String?
  /// For a statement inside a DO block or a function: where that is.
  public let body: BodyPlace?
  /// For CREATE FUNCTION: the statements in its body that fail in any function.
  public let failuresInBody: [(place: Span, statement: String)]
  public let traits: StepTraits
  /// Nil where there is one operation, whose effects are the statement's.
  private let parts: [[Effect]]?

  init(_ lowered: borrowing LoweredStatement, in moment: Moment, transaction: Transaction) {
    statement = lowered.statement
    command = lowered.command
    operations = lowered.operations
    self.transaction = transaction
    unit = moment.session.unit
    body = lowered.body
    failuresInBody = lowered.operations.first?.as(CreateFunction.self)?.failures(in: moment) ?? []
    settings = moment.session.settings
    var traits: StepTraits = transaction.isBlock ? .isInBlock : [], refused: String?
    for operation in lowered.operations {
      traits.formUnion(operation.traits)
      if refused == nil { refused = operation.refusesTransactionBlock(in: moment) }
    }
    if refused != nil { traits.insert(.refusesTransactionBlock) }
    self.traits = traits
    refusesTransactionBlock = refused
    guard lowered.operations.count > 1 else {
      effects = lowered.operations.first?.effects(in: moment).merged ?? []
      parts = nil
      return
    }
    var parts = lowered.operations.map { $0.effects(in: moment) }
    effects = parts.flatMap { $0 }.merged
    // The strongest lock of any subcommand is taken before the first one starts.
    for part in parts.indices {
      for at in parts[part].indices {
        let effect = parts[part][at]
        if let whole = effects.first(where: { $0.relation == effect.relation && $0.kind == effect.kind }) { parts[part][at].lock = whole.lock }
      }
    }
    self.parts = parts
  }

  /// The statement before it ran.
  public var lowered: LoweredStatement { LoweredStatement(statement, command: command, operations: operations, body: body) }

  /// The effects of one operation. Those of one ALTER TABLE all hold the strongest lock that any of them needs.
  public func effects(of operation: Int) -> [Effect] { parts?[operation] ?? effects }
}

extension CreateFunction {
  /// The statements in its body that fail in any function.
  fileprivate func failures(in moment: Moment) -> [(place: Span, statement: String)] {
    body.compactMap { inner in
      for operation in inner.operations {
        if let refused = operation.refusesTransactionBlock(in: moment) { return (inner.statement.span, refused) }
      }
      return nil
    }
  }
}

/// All steps of one transaction, when it is over.
public struct TransactionRun: Subject {
  public var transaction: Transaction
  public var steps: ArraySlice<Step>
  /// Ended by a COMMIT or ROLLBACK, or by its runner; false at the end of a file that leaves it open.
  public var isClosed: Bool

  public init(steps: ArraySlice<Step>, of transaction: Transaction, isClosed: Bool) {
    self.transaction = transaction
    self.steps = steps
    self.isClosed = isClosed
  }
}

/// All migrations of one history, when the last one is over: the schema says what is left undone.
public struct HistoryRun: Subject {
  /// The texts of the migrations, by ordinal.
  public var sources: [SourceText]
  public init(sources: [SourceText]) { self.sources = sources }
}

/// All steps of one migration, when it is over.
public struct MigrationRun: Subject {
  public var steps: [Step] { record.all }
  /// The same, with their traits.
  public var record: Steps
  public var wrapping: Wrapping
  /// The transaction that is still open behind the last statement, other than the runner's.
  public var openTransaction: Transaction?

  public init(record: Steps, wrapping: Wrapping, openTransaction: Transaction? = nil) {
    self.record = record
    self.wrapping = wrapping
    self.openTransaction = openTransaction
  }
}
