import Linting
import PostgresBehavior
import PostgresSyntax

/// Foreign keys of one transaction that lock several tables besides those they are on.
struct ForeignKeysLockManyTables: Rule {
  static let metadata = RuleMetadata(
    id: "foreign-keys-lock-many-tables", summary: "the foreign keys of one transaction block writes to several other tables",
    severity: .warning, fix: .plan, isBlocking: true)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    var keys: [(key: ConstraintDefinition, step: Step, operation: Int)] = [], altered: [RelationName] = []
    for step in run.steps where !step.traits.isDisjoint(with: [.addsConstraints, .makesTables]) {
      for (at, operation) in step.operations.enumerated() {
        if let added = operation.as(AddConstraint.self) {
          altered.append(added.target.relation)
          if added.constraint.kind == .foreignKey { keys.append((added.constraint, step, at)) }
        } else if let created = operation.as(CreateTable.self) {
          for key in created.constraints where key.kind == .foreignKey { keys.append((key, step, at)) }
        }
      }
    }
    guard keys.count > 1 else { return [] }
    var locked: [(effect: Effect, place: Span)] = []
    for (key, step, at) in keys {
      guard let other = key.referencedTable, !altered.contains(other), !locked.contains(where: { $0.effect.relation == other }),
        let effect = step.effects(of: at).blocking.first(where: { $0.relation == other })
      else { continue }
      locked.append((effect, StatementLayout(step.statement, in: context.source).reference(of: key)))
    }
    guard locked.count > 1 else { return [] }
    let second = locked[1].place
    return [
      Finding(
        .blocksTogether(locked.map(\.effect.relation)), at: second, note: .waits, help: .oneByOne(run.steps.contains(where: \.makesTable)),
        labels: locked.filter { $0.place != second }.map { .init(.lockedHere($0.effect), at: $0.place) }, relations: locked.map(\.effect))
    ]
  }
}

extension Step {
  fileprivate var makesTable: Bool { operations.contains { $0.is(CreateTable.self) } }
}

extension StatementLayout {
  /// `REFERENCES customers`
  fileprivate func reference(of key: ConstraintDefinition) -> Span {
    guard let word = word("references", after: key.location) else { return keyword(of: key) }
    return Span(word.start, qualifiedName(at: word.end)?.end ?? word.end)
  }
}

extension Finding.Message {
  fileprivate static let waits: Self = """
    a foreign key takes a `SHARE ROW EXCLUSIVE` lock on the table it points at, to the end of the transaction: \
    while it waits for one table it blocks the others, and whoever writes to them in another order deadlocks with it
    """
  fileprivate static func blocksTogether(_ tables: [RelationName]) -> Self {
    "blocks every write to \(list(tables)) together, until the transaction ends"
  }
  fileprivate static func oneByOne(_ makesTable: Bool) -> Self {
    "\(makesTable ? "create the table without them, then " : "")add one foreign key per transaction"
  }
  fileprivate static func lockedHere(_ effect: Effect) -> Self { "`\(effect.relation)` is locked here" }
}
