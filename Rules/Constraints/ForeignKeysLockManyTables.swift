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
      locked.append((effect, context.layout(of: step).reference(of: key)))
    }
    guard locked.count > 1 else { return [] }
    let second = locked[1].place
    return [
      Finding(
        .blocksTogether(locked.map(\.effect.relation)), at: second, note: .waits, help: .oneByOne(run.steps.contains(where: \.makesTable)),
        labels: locked.filter { $0.place != second }.map { .init(.lockedHere($0.effect), at: $0.place) }, relations: locked.map(\.effect), fix: fix(keys, context))
    ]
  }

  /// Each foreign key in a statement, and a transaction, of its own.
  private func fix(_ keys: [(key: ConstraintDefinition, step: Step, operation: Int)], _ context: RuleContext) -> Fix? {
    var steps: [Fix.Step] = []
    for (key, step, at) in keys {
      let layout = context.layout(of: step)
      guard let element = layout.element(at: key.location, in: step.statement.span) else { return nil }
      let operation = step.operations[at], created = operation.as(CreateTable.self)
      guard let table = created?.table ?? operation.as(AddConstraint.self)?.target.relation else { return nil }
      var text = context.source[element]
      if key.isInline, let references = layout.word("references", after: element.start) {
        let name = key.name.map { "CONSTRAINT \(Identifier.sql($0)) " } ?? ""
        text = "\(name)FOREIGN KEY (\(Identifier.sql(key.columns))) \(context.source[Span(references.start, element.end)])"
      }
      // Behind NOT VALID nothing may stand, and a new table has no rows to check.
      let isLate = created == nil && !key.isNotValid && context.schema.table(table)?.kind != .partitioned
      let name = key.name ?? ObjectName.constraint(key, on: table, in: Schema())
      if isLate, key.name == nil { text = "CONSTRAINT \(Identifier.sql(name)) " + text }
      steps.append(Fix.Step("in a transaction of its own", sql: context.patiently("ALTER TABLE \(table.sql) ADD \(text)\(isLate ? " NOT VALID" : "")")))
      if isLate { steps.append(Fix.Step("beside reads and writes", sql: "ALTER TABLE \(table.sql) VALIDATE CONSTRAINT \(Identifier.sql(name));")) }
    }
    let isMade = keys.contains { $0.step.makesTable }
    return .plan("add one foreign key per transaction", (isMade ? [Fix.Step("create the table without its foreign keys")] : []) + steps)
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
