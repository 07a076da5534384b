import Linting
import PostgresBehavior
import PostgresSyntax

/// Foreign keys of one transaction that lock several tables besides those they are on.
struct ForeignKeysLockManyTables: Rule {
  static let metadata = RuleMetadata(
    id: "foreign-keys-lock-many-tables", summary: "the foreign keys of one transaction block writes to several other tables",
    severity: .warning, fix: .plan, isBlocking: true)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    let altered = run.steps.flatMap(\.operations).compactMap { ($0 as? AddConstraint)?.target.relation }
    var locked: [(effect: Effect, place: Span)] = []
    for step in run.steps {
      for (operation, effects) in zip(step.operations, step.operationEffects) {
        for key in foreignKeys(operation) {
          guard let other = key.referencedTable, !altered.contains(other), !locked.contains(where: { $0.effect.relation == other }),
            let effect = effects.blocking.first(where: { $0.relation == other })
          else { continue }
          locked.append((effect, StatementLayout(step.statement, in: context.source).reference(of: key)))
        }
      }
    }
    guard locked.count > 1 else { return [] }
    let second = locked[1].place
    return [
      Finding(
        .blocksTogether(locked.map(\.effect.relation)), at: second, note: .waits, help: .oneByOne(run.steps.contains(where: \.makesTable)),
        labels: locked.filter { $0.place != second }.map { .init(.lockedHere($0.effect), at: $0.place) }, relations: locked.map(\.effect))
    ]
  }

  private func foreignKeys(_ operation: any Operation) -> [ConstraintDefinition] {
    switch operation {
    case let created as CreateTable: created.constraints.filter { $0.kind == .foreignKey }
    case let added as AddConstraint: added.constraint.kind == .foreignKey ? [added.constraint] : []
    default: []
    }
  }
}

extension Step {
  fileprivate var makesTable: Bool { operations.contains { $0 is CreateTable } }
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
