import PostgresSyntax

/// Runs migrations in their order without a server: what each statement does in its moment, and the schema behind it.
public final class Replay {
  public let schema = Schema()
  public let version: ServerVersion
  private var ordinal = -1

  public init(version: ServerVersion) { self.version = version }

  /// What happened to one statement, for whoever watches: the schema is as before it.
  public struct Event {
    public let step: Step
    public let session: Session
    /// The steps of this migration before it.
    public let earlier: [Step]
  }

  /// Runs one migration.
  /// - Parameter watch: called for every statement before the schema takes note of it.
  public func run(
    _ statements: [LoweredStatement], migration: Int, wrapping: Wrapping, initial: Settings, watch: (borrowing Event) -> Void
  ) -> (run: MigrationRun, session: Session) {
    ordinal = migration
    schema.begin(migration: migration)
    var session = Session(wrapping: wrapping, initial: initial, statementCount: statements.count, schema: schema)
    var steps: [Step] = []
    steps.reserveCapacity(statements.count)
    for lowered in statements where lowered.error == nil && !lowered.operations.isEmpty {
      let control = lowered.operations.first as? TransactionControl
      if control?.kind != .begin { session.beginStatement() }
      let moment = Moment(schema: schema, session: session, version: version, statement: lowered.statement)
      var step = step(lowered, moment)
      let before = session
      if let control, control.kind == .begin {
        session.apply(control, at: lowered.statement.span, schema)
        step.transaction = session.transaction
      }
      watch(Event(step: step, session: before, earlier: steps))
      for operation in lowered.operations { operation.apply(to: schema, in: moment) }
      session.hold(step.effects, at: lowered.statement.span)
      if let control, control.kind != .begin { session.apply(control, at: lowered.statement.span, schema) }
      for case let set as SetVariable in lowered.operations { session.apply(set) }
      steps.append(step)
    }
    let open = session.transaction.kind == .explicit ? session.transaction : nil
    return (MigrationRun(steps: steps, wrapping: wrapping, openTransaction: open), session)
  }

  private func step(_ lowered: LoweredStatement, _ moment: Moment) -> Step {
    var effects = lowered.operations.map { $0.effects(in: moment) }
    let merged = effects.flatMap { $0 }.merged
    // The strongest lock of any subcommand is taken before the first one starts.
    if effects.count > 1 {
      for index in effects.indices {
        for at in effects[index].indices {
          let effect = effects[index][at]
          if let whole = merged.first(where: { $0.relation == effect.relation && $0.kind == effect.kind }) { effects[index][at].lock = whole.lock }
        }
      }
    }
    return Step(
      statement: lowered.statement, command: lowered.command, operations: lowered.operations, operationEffects: effects, effects: merged,
      transaction: moment.session.transaction, settings: moment.session.settings,
      refusesTransactionBlock: lowered.operations.lazy.compactMap { $0.refusesTransactionBlock(in: moment) }.first)
  }
}
