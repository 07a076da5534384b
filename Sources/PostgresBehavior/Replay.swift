public import PostgresSyntax

/// Runs migrations in their order without a server: what each statement does in its moment, and the schema behind it.
public final class Replay {
  public let schema = Schema()
  public let version: ServerVersion
  private var session: Session
  private var delivery = Delivery(.none, statementCount: 0)
  /// The number of the unit in hand.
  private var unit = 0
  private var steps = Steps()
  /// The statements behind the one in hand, as far as they were handed over.
  private var later: ArraySlice<LoweredStatement> = []
  /// The text of the migration.
  private var source: SourceText?
  /// For statements under another search_path than the default.
  private var rereader: TreeReader?

  public init(version: ServerVersion) {
    self.version = version
    session = Session(delivery.units[0], initial: Settings(), schema: schema)
  }

  /// One statement in its moment, for whoever watches: the schema is as before it.
  public final class Event {
    public let session: Session
    /// The steps of this migration before it.
    public let earlier: Steps
    /// Those behind it, up to where the parser got; of a file of usual size all.
    public let later: ArraySlice<LoweredStatement>

    public init(session: Session, earlier: Steps, later: ArraySlice<LoweredStatement> = []) {
      self.session = session
      self.earlier = earlier
      self.later = later
    }
  }

  /// Starts a migration.
  public func begin(migration ordinal: Int, in source: SourceText, delivery: Delivery, initial: Settings) {
    schema.begin(migration: ordinal)
    self.source = source
    self.delivery = delivery
    unit = 0
    session = Session(delivery.units[0], initial: initial, schema: schema)
    steps = Steps()
  }

  /// Runs the next statements of the migration.
  /// - Parameter watch: called for every statement before the schema takes note of it. It must not keep the event.
  public func run(_ statements: [LoweredStatement], watch: (Step, Event) -> Void) {
    steps.reserve(statements.count)
    for at in statements.indices where statements[at].error == nil && !statements[at].operations.isEmpty {
      while unit + 1 < delivery.units.count, delivery.units[unit + 1].start <= statements[at].statement.span.start {
        unit += 1
        session.advance(to: delivery.units[unit], schema)
      }
      later = statements[(at + 1)...]
      let lowered = resolved(statements[at])
      let bodies = bodiesRun(by: lowered)
      guard !bodies.isEmpty else {
        execute(lowered, watch)
        continue
      }
      session.openBody(at: lowered.statement.span, schema)
      execute(lowered, bodies, calling: [], watch)
      session.closeBody(schema)
    }
  }

  /// What a DO block, a function or a procedure holds.
  private typealias RunBody = (function: RelationName?, statements: [LoweredStatement])

  /// A statement with those that it runs: for DO they are all there is to it.
  private func execute(_ lowered: LoweredStatement, _ bodies: [RunBody], calling: [RelationName], _ watch: (Step, Event) -> Void) {
    if !lowered.operations[0].is(DoBlock.self) { execute(lowered, watch) }
    for body in bodies {
      // A function that calls itself does nothing new.
      if let function = body.function, calling.contains(function) { continue }
      for read in body.statements where !read.operations.isEmpty {
        let statement = resolved(read)
        // COMMIT in the body of a DO or CALL in a block fails.
        if statement.operations[0].transactionControl != nil, session.transaction.kind != .body { continue }
        execute(statement, bodiesRun(by: statement), calling: calling + [body.function].compactMap { $0 }, watch)
      }
    }
  }

  /// The statement as the session's search_path makes it read.
  private func resolved(_ lowered: LoweredStatement) -> LoweredStatement {
    guard let path = session.searchPath, let source else { return lowered }
    let reader = rereader ?? TreeReader()
    rereader = reader
    return lowered.resolved(path, schema, in: source, with: reader)
  }

  /// The DO block, and the functions and procedures of migrations that a statement calls.
  private func bodiesRun(by lowered: LoweredStatement) -> [RunBody] {
    if let block = lowered.operations[0].as(DoBlock.self) { return block.body.isEmpty ? [] : [(nil, block.body)] }
    guard lowered.operations.contains(where: { $0.is(CallProcedure.self) || $0.is(Select.self) }) else { return [] }
    return lowered.operations.flatMap { operation -> [RunBody] in
      let called = operation.as(CallProcedure.self).map { [$0.procedure] } ?? operation.as(Select.self)?.functions.map { RelationName($0) } ?? []
      return called.compactMap { name in
        guard let function = schema.function(name), !function.body.isEmpty else { return nil }
        // What stands in an earlier file is spoken of where it is called.
        let isHere = function.migration == schema.migration
        return (name, isHere ? function.body : function.body.map { $0.called(by: lowered) })
      }
    }
  }

  private func refusesBlock(_ lowered: LoweredStatement) -> Bool {
    let moment = Moment(schema: schema, session: session, version: version, statement: lowered.statement)
    return lowered.operations.contains { $0.refusesTransactionBlock(in: moment) != nil }
  }

  private func execute(_ lowered: LoweredStatement, _ watch: (Step, Event) -> Void) {
    let control = lowered.operations[0].transactionControl
    if control?.kind != .begin {
      let refusesBlock = session.unit.sending == .pipeline && refusesBlock(lowered)
      session.beginStatement(refusesBlock: refusesBlock, schema)
    }
    // BEGIN is a part of the transaction that it opens.
    let before = control?.kind == .begin ? session.copy() : session
    let moment = Moment(schema: schema, session: before, version: version, statement: lowered.statement)
    if let control, control.kind == .begin { session.apply(control, at: lowered.statement.span, schema) }
    let step = Step(lowered, in: moment, transaction: session.transaction)
    watch(step, Event(session: before, earlier: steps, later: later))
    session.hold(step.effects, at: lowered.statement.span)
    for operation in lowered.operations {
      for (old, new) in operation.renamings(in: schema) { session.rename(old, to: new) }
      operation.apply(to: schema, in: moment)
      if step.traits.contains(.changesSettings), let set = operation.setVariable { session.apply(set) }
    }
    if let control, control.kind != .begin { session.apply(control, at: lowered.statement.span, schema) }
    steps.append(step)
  }

  /// Ends the migration.
  public func end() -> (run: MigrationRun, session: Session) {
    // The runner's own COMMIT ends what the file leaves open.
    let open = session.transaction.kind == .explicit && !session.unit.isWrapped ? session.transaction : nil
    return (MigrationRun(record: steps, wrapping: session.wrapping, openTransaction: open), session)
  }

  /// Runs a whole migration.
  public func run(
    _ statements: [LoweredStatement], in source: SourceText, migration: Int, wrapping: Wrapping, initial: Settings, watch: (Step, Event) -> Void = { _, _ in }
  ) -> (run: MigrationRun, session: Session) {
    begin(migration: migration, in: source, delivery: Delivery(wrapping, statementCount: statements.count), initial: initial)
    run(statements, watch: watch)
    return end()
  }
}

extension LoweredStatement {
  fileprivate func called(by call: LoweredStatement) -> LoweredStatement {
    var copy = self
    copy.statement = call.statement
    copy.body = BodyPlace(kind: .earlierFunction, statement: call.statement.span, isVerbatim: false)
    return copy
  }
}
