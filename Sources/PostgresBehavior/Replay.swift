import PostgresSyntax

/// Runs migrations in their order without a server: what each statement does in its moment, and the schema behind it.
public final class Replay {
  public let schema = Schema()
  public let version: ServerVersion
  private var ordinal = -1

  public init(version: ServerVersion) { self.version = version }

  /// One statement in its moment, for whoever watches: the schema is as before it.
  public final class Event {
    /// Nil behind the last statement of a migration.
    public let step: Step?
    public let session: Session
    /// The steps of this migration before it.
    public let earlier: [Step]

    public init(step: Step?, session: Session, earlier: [Step]) {
      self.step = step
      self.session = session
      self.earlier = earlier
    }
  }

  /// Runs one migration.
  /// - Parameter watch: called for every statement before the schema takes note of it. It must not keep the event.
  public func run(
    _ statements: [LoweredStatement], migration: Int, wrapping: Wrapping, initial: Settings, watch: (Step, Event) -> Void
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
      if let control, control.kind == .begin { session.apply(control, at: lowered.statement.span, schema) }
      let step = Step(lowered, in: moment, transaction: session.transaction)
      watch(step, Event(step: step, session: moment.session, earlier: steps))
      for operation in lowered.operations { operation.apply(to: schema, in: moment) }
      session.hold(step.effects, at: lowered.statement.span)
      for operation in lowered.operations {
        if let (old, new) = (operation as? any RenamesRelation)?.renaming { session.rename(old, to: new) }
      }
      if let control, control.kind != .begin { session.apply(control, at: lowered.statement.span, schema) }
      for case let set as SetVariable in lowered.operations { session.apply(set) }
      steps.append(step)
    }
    let open = session.transaction.kind == .explicit ? session.transaction : nil
    return (MigrationRun(steps: steps, wrapping: wrapping, openTransaction: open), session)
  }
}
