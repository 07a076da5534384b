import LintelTestSupport
import PostgresBehavior
import PostgresSyntax

/// One statement of a migration, as the replay sees it before a server does, with what runs in it.
struct Foretold {
  var span: Span
  var sql: String
  /// The statement; for DO those in its body, for a call those of the function too.
  var steps: [Step]
  /// Relations that get another name, by the old one and the new: what the server shows has one of them, what is foretold the other.
  var renamed: Set<RelationName> = []
  /// The locks on relations of others that are held when it has run: those of its transaction, or its own.
  var held: [Effect]

  var effects: [Effect] { steps.flatMap(\.effects).merged }
  var command: String { steps.first?.command ?? "" }
  var control: TransactionControl? { steps.first.flatMap { $0.body == nil ? $0.operations.first?.transactionControl : nil } }
  /// Whether it runs in a block that others are in too.
  var isInBlock: Bool { steps.contains { $0.transaction.isBlock && $0.transaction.kind != .body } }
  /// Whether the server would refuse it between a BEGIN and a COMMIT that it does not have.
  var runsAlone: Bool { !isInBlock && steps.contains { $0.refusesTransactionBlock != nil } }

  /// Whether it holds an offset of the file, in its body too.
  func contains(_ offset: Int) -> Bool { span.contains(offset) || steps.contains { $0.statement.span.contains(offset) } }

  /// What is locked otherwise than foretold, in both directions as in the ledger: indexes where they are named.
  /// - Parameter old: what was there before the migration. A relation of the same transaction is its maker's alone.
  func differences(_ found: TestDatabase.Locks, old: Set<RelationName>) -> [String] {
    let isBlock = isInBlock
    // What is gone by now cannot be named.
    let relations = (isBlock ? old.intersection(found.relations) : found.relations).subtracting(renamed)
    let said = (isBlock ? held : effects).merged.filter { relations.contains($0.relation) }
    var lines = said.compactMap { effect -> String? in
      let lock = found.strongest(on: effect.relation)
      return lock == effect.lock ? nil : "\(effect.relation): said \(effect.lock.catalogName), found \(lock?.catalogName ?? "nothing")"
    }
    for (relation, modes) in found.modes where relations.contains(relation) && !found.isIndex(relation) {
      if said.contains(where: { $0.relation == relation }) { continue }
      lines.append("\(relation): said nothing, found \(modes.sorted().map(\.catalogName))")
    }
    return lines
  }
}

extension Replay {
  /// Runs a migration.
  func foretell(_ sql: String, migration: Int, wrapping: Wrapping, settings: Settings = Settings()) throws -> [Foretold] {
    let source = SourceText(sql)
    var statements: [Foretold] = []
    func note(_ session: Session) {
      guard let last = statements.last, last.isInBlock else { return }
      statements[statements.count - 1].held = session.locks.map(\.effect)
    }
    let (_, session) = run(
      try Prediction.lowered(sql), in: source, migration: migration, wrapping: wrapping, initial: settings) { step, event in
      note(event.session)
      let span = step.body?.kind == .doBlock ? step.body?.statement ?? step.statement.span : step.statement.span
      let isInner = step.body.map { $0.kind != .doBlock || statements.last?.span == $0.statement } ?? false
      if !isInner { statements.append(Foretold(span: span, sql: source[span], steps: [], held: [])) }
      statements[statements.count - 1].steps.append(step)
      for (old, new) in step.operations.flatMap({ $0.renamings(in: schema) }) { statements[statements.count - 1].renamed.formUnion([old, new]) }
      statements[statements.count - 1].held += step.effects.filter { $0.exempt == nil }
    }
    note(session)
    return statements
  }
}

/// Runs foretold statements on a server, one by one in the transactions that they would run in, to look at what is locked behind each.
struct Rehearsal {
  let database: TestDatabase
  private var isOpen = false

  init(_ database: TestDatabase) { self.database = database }

  /// - Parameter look: called while the transaction is open; never for a statement that has to run alone.
  mutating func run(_ next: Foretold, look: (_ before: TestDatabase.Locks, _ after: TestDatabase.Locks) throws -> Void) throws {
    if let control = next.control {
      try database.migrate(next.sql + ";")
      switch control.kind {
      case .begin: isOpen = true
      case .commit, .rollback, .prepare: isOpen = isOpen && control.chains
      case .savepoint, .release, .rollbackTo, .commitPrepared, .rollbackPrepared: break
      }
    } else if next.runsAlone {
      try database.migrate(next.sql + ";")
    } else {
      let (before, after) = try database.observe(next.sql, opening: !isOpen)
      isOpen = true
      try look(before, after)
      if next.isInBlock { return }
      try database.migrate("COMMIT;")
      isOpen = false
    }
  }

  /// Behind the last statement: the runner commits what it opened, and what the file left open is lost.
  mutating func end(_ wrapping: Wrapping) throws {
    if isOpen { try database.migrate(wrapping == .file ? "COMMIT;" : "ROLLBACK;") }
    isOpen = false
  }
}
