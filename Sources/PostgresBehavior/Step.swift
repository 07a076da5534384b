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
  public let traits: StepTraits
  private let conditions: Session.Conditions
  /// Nil for most.
  private let details: Details?

  /// What few steps have: apart from the others, for a long file has many of those.
  private final class Details: Sendable {
    let refused: String?
    let body: BodyPlace?
    let failures: [(place: Span, statement: String)]
    /// Nil where there is one operation, whose effects are the statement's.
    let parts: [[Effect]]?

    init(refused: String?, body: BodyPlace?, failures: [(place: Span, statement: String)], parts: [[Effect]]?) {
      self.refused = refused
      self.body = body
      self.failures = failures
      self.parts = parts
    }
  }

  /// With what it is sent to the server.
  public var unit: Delivery.Unit { conditions.unit }
  /// In force when it starts.
  public var settings: Settings { conditions.settings }
  /// Its name if PostgreSQL refuses it in a transaction block: `CREATE INDEX CONCURRENTLY`.
  public var refusesTransactionBlock: String? { details?.refused }
  /// For a statement inside a DO block or a function: where that is.
  public var body: BodyPlace? { details?.body }
  /// For CREATE FUNCTION: the statements in its body that fail in any function.
  public var failuresInBody: [(place: Span, statement: String)] { details?.failures ?? [] }

  init(_ lowered: borrowing LoweredStatement, in moment: Moment, transaction: Transaction) {
    statement = lowered.statement
    command = lowered.command
    operations = lowered.operations
    self.transaction = transaction
    conditions = moment.session.conditions
    var traits: StepTraits = transaction.isBlock ? .isInBlock : [], refused: String?
    for operation in lowered.operations {
      traits.formUnion(operation.traits)
      if refused == nil { refused = operation.refusesTransactionBlock(in: moment) }
    }
    if refused != nil { traits.insert(.refusesTransactionBlock) }
    self.traits = traits
    let (whole, parts) = Step.effects(of: lowered.operations, in: moment)
    effects = whole
    let failures = lowered.operations.first?.as(CreateFunction.self)?.failures(in: moment) ?? []
    let hasDetails = refused != nil || lowered.body != nil || !failures.isEmpty || parts != nil
    details = hasDetails ? Details(refused: refused, body: lowered.body, failures: failures, parts: parts) : nil
  }

  /// The effects of the whole statement, and of each operation where there are several.
  private static func effects(of operations: [any Operation], in moment: Moment) -> (whole: [Effect], parts: [[Effect]]?) {
    guard operations.count > 1 else { return (operations.first?.effects(in: moment).merged ?? [], nil) }
    var parts = operations.map { $0.effects(in: moment) }
    let whole = parts.flatMap { $0 }.merged
    // The strongest lock of any subcommand is taken before the first one starts.
    for part in parts.indices {
      for at in parts[part].indices {
        let effect = parts[part][at]
        if let all = whole.first(where: { $0.relation == effect.relation && $0.kind == effect.kind }) { parts[part][at].lock = all.lock }
      }
    }
    return (whole, parts)
  }

  /// The statement before it ran.
  public var lowered: LoweredStatement { LoweredStatement(statement, command: command, operations: operations, body: body) }

  /// The effects of one operation. Those of one ALTER TABLE all hold the strongest lock that any of them needs.
  public func effects(of operation: Int) -> [Effect] { details?.parts?[operation] ?? effects }
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
