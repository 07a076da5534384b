import LintelTestSupport
import PostgresBehavior
import PostgresSyntax

/// One statement of a migration, as the replay sees it before a server does.
struct Foretold {
  var sql: String
  var step: Step
  /// The locks on relations of others that are held when it has run: those of its transaction, or its own.
  var held: [Effect]

  /// Whether the server would refuse it between a BEGIN and a COMMIT that it does not have.
  var runsAlone: Bool { step.refusesTransactionBlock != nil && !step.transaction.isBlock }

  /// What is locked otherwise than foretold, in both directions as in the ledger: indexes where they are named.
  /// - Parameter old: what was there before the migration. A relation of the same transaction is its maker's alone.
  func differences(_ found: TestDatabase.Locks, old: Set<RelationName>) -> [String] {
    let isBlock = step.transaction.isBlock
    let relations = isBlock ? old : found.relations
    let said = (isBlock ? held : step.effects).merged.filter { relations.contains($0.relation) }
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
      guard let last = statements.last?.step, last.transaction.isBlock else { return }
      statements[statements.count - 1].held = session.locks.map(\.effect)
    }
    let (_, session) = run(try Prediction.lowered(sql), migration: migration, wrapping: wrapping, initial: settings) { step, event in
      note(event.session)
      statements.append(Foretold(sql: source[step.statement.span], step: step, held: step.effects.filter { $0.exempt == nil }))
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
    if let control = next.step.operations.first?.transactionControl {
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
      if next.step.transaction.isBlock { return }
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
