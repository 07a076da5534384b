import Linting
import PostgresBehavior
import PostgresSyntax

/// A transaction that waits for one table while it keeps everybody off another.
struct LocksSeveralTables: Rule {
  static let metadata = RuleMetadata(
    id: "locks-several-tables", summary: "a transaction waits for a second table while it blocks the first", severity: .warning, fix: .plan,
    isBlocking: true)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    guard run.transaction.isBlock else { return [] }
    var locks = HeldLocks(), held: [HeldLocks.Lock] = [], taken: [RelationName] = [], places: [Place] = []
    var known: Set<RelationName> = []
    for step in run.steps {
      let new = step.effects.filter { $0.takesTable && known.insert($0.relation).inserted }
      taken += new.map(\.relation)
      // Of long work beside another table's lock work-under-exclusive-lock speaks.
      if !new.isEmpty, !step.effects.contains(where: { $0.exempt == nil && $0.work >= .scan }) {
        if places.isEmpty { held = locks.all.filter(\.effect.blocksReads) }
        if !held.isEmpty { places.append((step, new)) }
      }
      locks.note(step, in: context.schema)
    }
    return places.first.map { [finding(held, $0, places.dropFirst(), taken, run, context)] } ?? []
  }

  private typealias Place = (step: Step, tables: [Effect])

  private func finding(
    _ held: [HeldLocks.Lock], _ second: Place, _ others: ArraySlice<Place>, _ taken: [RelationName], _ run: TransactionRun,
    _ context: RuleContext
  ) -> Finding {
    func place(_ step: Step) -> Span { context.layout(of: step).command(of: step) }
    let labels = held.prefix(3).map { Finding.Label(.holds($0.effect.relation), at: place($0.step)) }
    let later = others.map { Finding.Label(.alsoWaits($0.tables.map(\.relation)), at: place($0.step)) }
    return Finding(
      .waits(for: second.tables.map(\.relation), holding: held.map(\.effect.relation)), at: place(second.step),
      note: .deadlock(context.lockOrders.reverse(of: taken)), help: .onePerTransaction(second.step.transaction.kind),
      labels: labels + later, relations: (held.map(\.effect) + second.tables).merged,
      fix: plan([second.step] + others.map(\.step), run, context))
  }
}

extension LocksSeveralTables {
  /// A transaction up to each table that comes new.
  private func plan(_ cuts: [Step], _ run: TransactionRun, _ context: RuleContext) -> Fix {
    var groups: [[String]] = [[]]
    for step in run.steps where step.body == nil && step.operations.first?.transactionControl == nil {
      if cuts.contains(where: { $0 === step }) { groups.append([]) }
      if step.change(of: "lock_timeout") == nil { groups[groups.count - 1].append(context.text(of: step)) }
    }
    let apart = context.apart(run.transaction.kind)
    return .plan(.oneTable, groups.filter { !$0.isEmpty }.map { group in
      run.transaction.kind == .explicit ? .transaction(apart, group) : Fix.Step(apart, sql: group.joined(separator: "\n"))
    })
  }
}

extension Finding.Message {
  fileprivate static let oneTable: Self = "one transaction for each table"
  fileprivate static func waits(for tables: [RelationName], holding held: [RelationName]) -> Self {
    "waits for \(few(tables)) while it blocks every read and write of \(few(held))"
  }
  private static func few(_ names: [RelationName]) -> String {
    names.count > 3 ? "\(names.prefix(2).map { "`\($0)`" }.joined(separator: ", ")) and \(names.count - 2) more" : list(names)
  }
  fileprivate static func deadlock(_ reverse: (path: String, line: Int, first: RelationName, second: RelationName)?) -> Self {
    let known = reverse.map { "; \($0.path) took `\($0.first)` first and `\($0.second)` then, in line \($0.line)" } ?? ""
    return "a lock is held to the end of its transaction, and whoever uses both tables in the other order deadlocks with it\(known)"
  }
  fileprivate static func onePerTransaction(_ kind: Transaction.Kind) -> Self {
    kind == .explicit ? "one table per transaction: `COMMIT` before it" : "one table per transaction: put it into a migration of its own"
  }
  fileprivate static func holds(_ table: RelationName) -> Self { "`\(table)` is blocked from here on" }
  fileprivate static func alsoWaits(_ tables: [RelationName]) -> Self { "waits for \(few(tables)) too" }
}
