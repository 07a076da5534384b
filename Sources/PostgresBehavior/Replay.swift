import PostgresSyntax

/// Runs migrations in their order without a server: what each statement does in its moment, and the schema behind it.
public final class Replay {
  public let schema = Schema()
  public let version: ServerVersion
  private var session: Session
  private var steps: [Step] = []

  public init(version: ServerVersion) {
    self.version = version
    session = Session(wrapping: .none, initial: Settings(), statementCount: 0, schema: schema)
  }

  /// One statement in its moment, for whoever watches: the schema is as before it.
  public final class Event {
    /// Nil behind the last statement of a migration.
    public let step: Step?
    public let session: Session
    /// The steps of this migration before it.
    public let earlier: [Step]
    /// Those behind it, up to where the parser got; of a file of usual size all.
    public let later: ArraySlice<LoweredStatement>

    public init(step: Step?, session: Session, earlier: [Step], later: ArraySlice<LoweredStatement> = []) {
      self.step = step
      self.session = session
      self.earlier = earlier
      self.later = later
    }
  }

  /// Starts a migration.
  public func begin(migration ordinal: Int, wrapping: Wrapping, initial: Settings, statementCount: Int) {
    schema.begin(migration: ordinal)
    session = Session(wrapping: wrapping, initial: initial, statementCount: statementCount, schema: schema)
    steps = []
  }

  /// Runs the next statements of the migration.
  /// - Parameter watch: called for every statement before the schema takes note of it. It must not keep the event.
  public func run(_ statements: [LoweredStatement], watch: (Step, Event) -> Void) {
    steps.reserveCapacity(steps.count + statements.count)
    for (at, lowered) in statements.enumerated() where lowered.error == nil && !lowered.operations.isEmpty {
      let control = lowered.operations[0].transactionControl
      if control?.kind != .begin { session.beginStatement() }
      let moment = Moment(schema: schema, session: session, version: version, statement: lowered.statement)
      if let control, control.kind == .begin { session.apply(control, at: lowered.statement.span, schema) }
      let step = Step(lowered, in: moment, transaction: session.transaction)
      watch(step, Event(step: step, session: moment.session, earlier: steps, later: statements[(at + 1)...]))
      session.hold(step.effects, at: lowered.statement.span)
      for operation in lowered.operations {
        for (old, new) in operation.renamings(in: schema) { session.rename(old, to: new) }
        operation.apply(to: schema, in: moment)
        if step.changesSettings, let set = operation.setVariable { session.apply(set) }
      }
      if let control, control.kind != .begin { session.apply(control, at: lowered.statement.span, schema) }
      steps.append(step)
    }
  }

  /// Ends the migration.
  public func end() -> (run: MigrationRun, session: Session) {
    let open = session.transaction.kind == .explicit ? session.transaction : nil
    return (MigrationRun(steps: steps, wrapping: session.wrapping, openTransaction: open), session)
  }

  /// Runs a whole migration.
  public func run(
    _ statements: [LoweredStatement], migration: Int, wrapping: Wrapping, initial: Settings, watch: (Step, Event) -> Void = { _, _ in }
  ) -> (run: MigrationRun, session: Session) {
    begin(migration: migration, wrapping: wrapping, initial: initial, statementCount: statements.count)
    run(statements, watch: watch)
    return end()
  }
}
