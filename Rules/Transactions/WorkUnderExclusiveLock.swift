import Linting
import PostgresBehavior
import PostgresSyntax

/// Long work while the transaction holds a lock that a quick statement took before.
struct WorkUnderExclusiveLock: Rule {
  static let metadata = RuleMetadata(
    id: "work-under-exclusive-lock", summary: "a transaction goes on to long work while it holds a lock that others wait for",
    severity: .error, fix: .safe, isBlocking: true)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    guard run.transaction.isBlock else { return [] }
    var locks = HeldLocks(), first: Place?, later: [Place] = [], unproven: [RelationName: [String?]] = [:]
    for step in run.steps {
      if let work = step.longWork, context.options.isLarge(work.relation) != false, !step.validates(unproven) {
        let held = locks.prolonged(by: step, atMost: first == nil ? .max : 1)
        let place = Place(step: step, work: work, held: held)
        if !held.isEmpty { if first == nil { first = place } else { later.append(place) } }
      }
      locks.note(step, in: context.schema)
      for operation in step.operations {
        guard let added = operation.as(AddConstraint.self), added.constraint.isNotValid else { continue }
        unproven[added.target.relation, default: []].append(added.constraint.name)
      }
    }
    return first.map { [finding($0, later, run, context)] } ?? []
  }

  private struct Place {
    var step: Step
    var work: Effect
    var held: [HeldLocks.Lock]
  }

  private func finding(_ place: Place, _ later: [Place], _ run: TransactionRun, _ context: RuleContext) -> Finding {
    func span(_ step: Step) -> Span { context.layout(of: step).command(of: step) }
    let own = place.step.effects.filter { $0.blocksWrites && $0.kind == .table }
    let blocked = (place.held.map(\.effect) + own).merged, isNamed = blocked.contains { $0.relation == place.work.relation }
    var finding = Finding(
      .blocks(blocked.strongest, while: Finding.Message.work(place.work, place.step)), at: span(place.step), note: .toTheEnd,
      help: .ownTransaction(run.transaction.kind), labels: place.held.takers.map { .init(.locked($0), at: span($0.step)) },
      relations: blocked + (isNamed ? [] : [place.work]))
    finding.labels += later.map { .init(.andHere($0.work, $0.step), at: span($0.step)) }
    // Where it has findings of its own, their fix is better: see `absorbs`.
    finding.fix = split(place, run, context)
    finding.absorbs = ([place] + later).map(\.step.statement.span)
    return finding
  }
}

extension WorkUnderExclusiveLock {
  private func split(_ place: Place, _ run: TransactionRun, _ context: RuleContext) -> Fix {
    if let fix = context.at(place.step, of: run.steps).splitBefore(.commitBefore) { return fix }
    let before = run.steps.filter { $0.statement.span.start < place.step.statement.span.start }, rest = run.steps.dropFirst(before.count)
    func texts(_ steps: some Sequence<Step>) -> [String] { steps.filter { $0.body == nil && $0.operations.first?.transactionControl == nil }.map(context.text) }
    return .plan(.commitBefore, [
      .transaction(context.apart(run.transaction.kind), texts(before)), .transaction("then what takes long, and what follows", texts(rest)),
    ])
  }
}

extension Step {
  /// The heaviest thing it does to a table or index that others use, if that takes longer the more rows there are.
  fileprivate var longWork: Effect? {
    // Where PostgreSQL refuses it, nothing is done; changes of data are for backfill-in-schema-transaction.
    guard refusesTransactionBlock == nil, let operation = operations.first, !operation.is(DataChange.self) else { return nil }
    if let created = operation.as(CreateTableAs.self), !created.skipsData {
      return effects.first { $0.exempt == nil && $0.kind == .table && created.sources.contains($0.relation) }
    }
    let long = effects.filter { $0.exempt == nil && $0.work >= .scan }
    return long.first { $0.kind != .index } ?? long.first
  }

  /// Whether it validates what the same transaction added NOT VALID: validated-in-same-transaction.
  fileprivate func validates(_ unproven: [RelationName: [String?]]) -> Bool {
    operations.contains { operation in
      guard let validated = operation.as(ValidateConstraint.self) else { return false }
      return unproven[validated.target.relation]?.contains { $0 == nil || $0 == validated.name } ?? false
    }
  }
}

extension [HeldLocks.Lock] {
  /// One for each statement, of the first few.
  fileprivate var takers: [HeldLocks.Lock] {
    var found: [HeldLocks.Lock] = []
    for lock in self where found.count < 3 && !found.contains(where: { $0.step === lock.step }) { found.append(lock) }
    return found
  }
}

extension [Effect] {
  /// The strongest locks, of the first few tables.
  fileprivate var strongest: [Effect] {
    let first = sorted { $0.lock.blocksReads && !$1.lock.blocksReads }.prefix(3)
    return filter(first.contains)
  }
}

extension Finding.Message {
  fileprivate static func work(_ effect: Effect, _ step: Step) -> String {
    if effect.kind == .index { return "the index `\(effect.relation)` is \(effect.work == .rewrite ? "rewritten" : "built anew")" }
    switch effect.work {
    case .catalog: return "rows of `\(effect.relation)` are copied"
    case .scan: return "the rows of `\(effect.relation)` are read"
    case .indexBuild: return "an index on `\(effect.relation)` is built"
    case .rewrite: return "`\(effect.relation)` is \(effect.kind == .materializedView ? "refreshed" : "rewritten")"
    }
  }
  fileprivate static let commitBefore: Self = "commit before the long work"
  fileprivate static let toTheEnd: Self =
    "a lock is held to the end of its transaction, however quick the statement that took it was"
  fileprivate static func ownTransaction(_ kind: Transaction.Kind) -> Self {
    kind == .explicit ? "`COMMIT` before it, and let it run in a transaction of its own" : "put it into a migration of its own"
  }
  fileprivate static func locked(_ lock: HeldLocks.Lock) -> Self {
    "takes \(lock.effect.lock.withArticle) lock on `\(lock.effect.relation)`"
  }
  fileprivate static func andHere(_ effect: Effect, _ step: Step) -> Self { "and while \(work(effect, step))" }
}
