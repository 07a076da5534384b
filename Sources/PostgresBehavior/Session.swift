public import PostgresSyntax

/// How a file's statements reach the server.
public enum Wrapping: String, Hashable, Sendable, CaseIterable {
  /// One by one, each its own transaction unless the file says BEGIN: `psql -f`.
  case none
  /// Between a BEGIN and a COMMIT that the runner sends.
  case file
  /// All in one simple query: several statements are one implicit transaction block
  /// (manual, "Multiple Statements in a Simple Query").
  case simpleQuery = "simple-query"
}

/// A transaction that statements run in.
public struct Transaction: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// A statement on its own.
    case none
    /// BEGIN in the file.
    case explicit
    /// The runner's BEGIN around the file.
    case runner
    /// The implicit block of a simple query with several statements.
    case simpleQuery
    /// A DO block, or a statement that calls functions of migrations, with what runs in them.
    case body
  }

  public var kind: Kind
  /// From 1, in the order they run in the file.
  public var number: Int
  /// The statement that opened it: BEGIN, or COMMIT AND CHAIN.
  @Seldom public var opening: Span?
  /// Whether a pipeline of the extended protocol makes it, so that PostgreSQL says `cannot be executed within a pipeline`.
  public var isPipeline = false

  public init(kind: Kind, number: Int, opening: Span? = nil, isPipeline: Bool = false) {
    self.kind = kind
    self.number = number
    self.opening = opening
    self.isPipeline = isPipeline
  }

  /// Whether it is a transaction block, in which `CREATE INDEX CONCURRENTLY` fails.
  public var isBlock: Bool { kind != .none }
}

/// A lock that a statement took and that its transaction still holds.
public struct HeldLock: Hashable, Sendable {
  public var effect: Effect
  /// The statement that took it.
  public var statement: Span
}

/// The connection a migration runs on: its open transaction, its settings and the locks it holds. The replay alone changes it; an
/// object, because every statement and every rule looks at it.
public final class Session {
  /// How the statement in hand is sent.
  public private(set) var unit: Delivery.Unit { didSet { knownConditions = nil } }
  public var wrapping: Wrapping { unit.wrapping }
  /// What many statements have in common, so that their steps share it.
  final class Conditions: Sendable {
    let unit: Delivery.Unit
    let settings: Settings

    init(_ unit: Delivery.Unit, _ settings: Settings) {
      self.unit = unit
      self.settings = settings
    }
  }
  private var knownConditions: Conditions?
  /// Those of the statement in hand.
  var conditions: Conditions {
    if let knownConditions { return knownConditions }
    let conditions = Conditions(unit, settings)
    knownConditions = conditions
    return conditions
  }
  /// What the connection brings with it; RESET and DEFAULT go back to it.
  public let initial: Settings
  public private(set) var transaction: Transaction
  /// What is in force now.
  public var settings: Settings { local ?? current }
  var searchPath: [String]? { local == nil ? current.searchPath : local?.searchPath }
  /// In force when the transaction is over, if it is committed.
  public var settingsOutsideTransaction: Settings { current }
  /// Held since the open block began; empty outside one.
  public private(set) var locks: [HeldLock] = []

  private var current: Settings { didSet { knownConditions = nil } }
  /// The settings while a SET LOCAL is in force.
  private var local: Settings? { didSet { knownConditions = nil } }
  private var savepoints: [Savepoint] = []
  /// Whether a statement of the pipeline in hand has run since the last COMMIT.
  private var isPipelining = false
  private var atBegin: Saved?

  private struct Saved { var current: Settings; var local: Settings?; var mark: Schema.Mark; var locks: [HeldLock] }
  private struct Savepoint { var name: String; var saved: Saved }

  init(_ unit: Delivery.Unit, initial: Settings, schema: Schema) {
    self.unit = unit
    self.initial = initial
    current = initial
    transaction = Transaction(kind: .none, number: 0)
    begin(schema)
  }

  private init(_ other: Session) {
    unit = other.unit
    initial = other.initial
    transaction = other.transaction
    locks = other.locks
    current = other.current
    local = other.local
    savepoints = other.savepoints
    isPipelining = other.isPipelining
    atBegin = other.atBegin
    knownConditions = other.knownConditions
  }

  /// How it stands now.
  func copy() -> Session { Session(self) }

  /// When a unit is over and the next one is sent.
  func advance(to next: Delivery.Unit, _ schema: Schema) {
    let isSameSection = next.section == unit.section
    // The end of a string commits its implicit block, and the runner's COMMIT whatever is open.
    if transaction.kind == .simpleQuery || !isSameSection && transaction.isBlock && unit.isWrapped {
      close()
      schema.commit()
    }
    let wasWrapped = isSameSection && unit.isWrapped
    isPipelining = false
    unit = next
    if !wasWrapped { begin(schema) } else if !transaction.isBlock, unit.isBlock, unit.sending == .simpleQuery { open(.simpleQuery, at: nil, schema) }
  }

  /// What opens a transaction before the first statement of a unit.
  private func begin(_ schema: Schema) {
    if transaction.isBlock { return }
    if unit.isWrapped { open(.runner, at: nil, schema) } else if unit.isBlock, unit.sending == .simpleQuery { open(.simpleQuery, at: nil, schema) }
  }

  /// Before a statement outside a block: it is a transaction of its own.
  /// - Parameter refusesBlock: whether it is one of those that fail in a block. In a pipeline the others open one that lasts.
  func beginStatement(refusesBlock: Bool, _ schema: Schema) {
    if transaction.isBlock { return }
    guard unit.sending == .pipeline, unit.isBlock else {
      transaction.number += 1
      return
    }
    // Seen on 15.18 and 18.4: the first one of a pipeline may be one that refuses a block, and the first one behind a COMMIT.
    if !isPipelining, refusesBlock {
      transaction.number += 1
    } else {
      open(.simpleQuery, at: nil, schema)
      transaction.isPipeline = true
    }
    isPipelining = true
  }

  func hold(_ effects: [Effect], at statement: Span) {
    guard transaction.isBlock else { return }
    for effect in effects where effect.exempt == nil {
      if let at = locks.firstIndex(where: { $0.effect.relation == effect.relation && $0.effect.kind == effect.kind }) {
        if locks[at].effect.lock < effect.lock { locks[at] = HeldLock(effect: effect, statement: statement) }
      } else {
        locks.append(HeldLock(effect: effect, statement: statement))
      }
    }
  }

  /// A held relation goes by its new name.
  func rename(_ relation: RelationName, to new: RelationName) {
    for at in locks.indices where locks[at].effect.relation == relation { locks[at].effect.relation = new }
  }

  private func open(_ kind: Transaction.Kind, at statement: Span?, _ schema: Schema) {
    transaction = Transaction(kind: kind, number: transaction.number + 1, opening: statement)
    atBegin = save(schema)
  }

  private func close() {
    transaction.kind = .none
    transaction.opening = nil
    transaction.isPipeline = false
    if local != nil { local = nil }
    locks = []
    savepoints = []
    atBegin = nil
  }

  private func save(_ schema: Schema) -> Saved { Saved(current: current, local: local, mark: schema.mark(), locks: locks) }

  // MARK: Transaction control

  /// Before a statement that runs others in it. Outside a block they are all one transaction.
  func openBody(at statement: Span, _ schema: Schema) {
    if !transaction.isBlock { open(.body, at: statement, schema) }
  }

  func closeBody(_ schema: Schema) {
    guard transaction.kind == .body else { return }
    close()
    schema.commit()
  }

  func apply(_ control: TransactionControl, at statement: Span, _ schema: Schema) {
    switch control.kind {
    case .begin:
      switch transaction.kind {
      case .none: open(.explicit, at: statement, schema)
      // BEGIN inside the implicit block of a simple query makes it an explicit one.
      case .simpleQuery: transaction.kind = .explicit; transaction.opening = statement
      case .explicit, .runner, .body: break
      }
    case .commit, .prepare:
      end(at: statement, chain: control.chains, keep: true, schema)
    case .rollback:
      end(at: statement, chain: control.chains, keep: false, schema)
    case .commitPrepared, .rollbackPrepared: break
    case .savepoint:
      if transaction.isBlock { savepoints.append(Savepoint(name: control.savepoint ?? "", saved: save(schema))) }
    case .release:
      if let at = savepoints.lastIndex(where: { $0.name == control.savepoint }) { savepoints.removeSubrange(at...) }
    case .rollbackTo:
      guard let at = savepoints.lastIndex(where: { $0.name == control.savepoint }) else { return }
      let saved = savepoints[at].saved
      savepoints.removeSubrange((at + 1)...)
      restore(saved, schema)
      // ROLLBACK TO gives back the locks taken since the savepoint.
      locks = saved.locks
    }
  }

  private func end(at statement: Span, chain: Bool, keep: Bool, _ schema: Schema) {
    guard transaction.isBlock else { return }
    if let atBegin, !keep { restore(atBegin, schema) }
    let kind = transaction.kind, number = transaction.number
    isPipelining = false
    close()
    schema.commit()
    if chain {
      transaction = Transaction(kind: kind == .body ? .body : .explicit, number: number + 1, opening: statement)
      atBegin = save(schema)
    } else if unit.isBlock, unit.sending == .simpleQuery, kind != .none {
      // After COMMIT the rest of the same string is a new implicit block.
      transaction = Transaction(kind: .simpleQuery, number: number + 1)
      atBegin = save(schema)
    }
  }

  private func restore(_ saved: Saved, _ schema: Schema) {
    current = saved.current
    local = saved.local
    schema.rollBack(to: saved.mark)
  }

  // MARK: Settings

  func apply(_ set: SetVariable) {
    // Outside a block SET LOCAL only warns.
    if set.isLocal, !transaction.isBlock { return }
    if set.isLocal {
      var changed = settings
      change(&changed, set)
      local = changed
    } else {
      change(&current, set)
      // A later SET beats an earlier SET LOCAL for the rest of the transaction.
      if var changed = local { change(&changed, set); local = changed }
    }
  }

  private func change(_ settings: inout Settings, _ set: SetVariable) {
    switch set.name {
    case "lock_timeout": settings.lockTimeout = set.value.map(Settings.Timeout.init) ?? initial.lockTimeout
    case "statement_timeout": settings.statementTimeout = set.value.map(Settings.Timeout.init) ?? initial.statementTimeout
    case "timezone": settings.timeZone = set.value ?? initial.timeZone
    case "search_path": settings.searchPath = set.value.map(Settings.searchPath) ?? initial.searchPath
    case nil: settings = initial
    default: break
    }
  }
}
