import Linting
import PostgresBehavior
import PostgresSyntax

/// NOT VALID and VALIDATE under one lock, and a proof that is dropped by the ALTER TABLE that needs it.
struct ValidatedInSameTransaction: Rule {
  static let metadata = RuleMetadata(
    id: "validated-in-same-transaction", summary: "steps that only help apart run in one transaction or one ALTER TABLE",
    severity: .error, fix: .safe, isBlocking: true)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    if step.traits.isDisjoint(with: [.validates, .setsNotNull]) { return [] }
    return step.operations.compactMap { operation in
      operation.as(ValidateConstraint.self).flatMap { validates($0, step, context) }
        ?? operation.as(SetNotNull.self).flatMap { dropsProof($0, step, context) }
    }
  }

  // MARK: NOT VALID and VALIDATE

  private func validates(_ validated: ValidateConstraint, _ step: Step, _ context: RuleContext) -> Finding? {
    guard !context.isEmpty(validated.target.relation) else { return nil }
    if let added = step.adding(validated, in: context.schema) {
      return finding(validated, added, step, step.effects, context, isOneStatement: true)
    }
    guard step.transaction.isBlock, let known = context.schema.table(validated.target.relation)?.constraint(validated.name), !known.isValid,
      known.origin.migration == context.schema.migration,
      let earlier = context.earlier(at: known.origin.span), earlier.transaction.number == step.transaction.number,
      let added = earlier.addition(at: known.location)
    else { return nil }
    return finding(validated, added, earlier, context.session.locks.map(\.effect), context, isOneStatement: false)
  }

  private func finding(
    _ validated: ValidateConstraint, _ added: AddConstraint, _ place: Step, _ held: [Effect], _ context: RuleContext, isOneStatement: Bool
  ) -> Finding? {
    let ends = [validated.target.relation] + (added.constraint.referencedTable.map { [$0] } ?? [])
    var blocked = held.blocking.filter { ends.contains($0.relation) && $0.kind == .table }
    for at in blocked.indices where blocked[at].relation == validated.target.relation { blocked[at].work = .scan }
    guard let first = blocked.first else { return nil }
    let layout = context.layout(of: place)
    return Finding(
      .blocks(blocked, while: "`\(validated.name)` is validated"), at: context.layout.subcommand(validated.target), note: .held(first),
      help: .later(context.step?.transaction.kind ?? .none), labels: [.init(.addedHere, at: layout.keyword(of: added.constraint))],
      relations: blocked, fix: validatingLater(validated, context))
  }

  /// The VALIDATE in a transaction of its own, with the SET NOT NULL of the same statement that waits for it.
  private func validatingLater(_ validated: ValidateConstraint, _ context: RuleContext) -> Fix? {
    guard let step = context.step else { return nil }
    let target = validated.target, title: Finding.Message = "validate it beside reads and writes"
    if step.operations.allSatisfy({ $0.is(ValidateConstraint.self) }) {
      return context.rewrite(title, [.original([], .ownTransaction)], names: [validated.name])
    }
    // What drops the proof in the same statement is looked at on its own.
    if step.operations.contains(where: { $0.as(DropConstraint.self)?.name == validated.name }) { return nil }
    let proof = step.adding(validated, in: context.schema)?.constraint
    let columns = proof?.kind == .check ? proof?.expression?.provesNotNull ?? [] : []
    let waiting = step.operations.compactMap { $0.as(SetNotNull.self) }.filter { columns.contains($0.column) }
    let edits = context.layout.removing(Set([target.subcommand] + waiting.map(\.target.subcommand)), of: target)
    let later = waiting.map { context.source[context.layout.subcommand($0.target)] }
    return edits.isEmpty ? nil : context.rewrite(
      title,
      [.original(edits), .sql(context.alter(target, [context.source[context.layout.subcommand(target)]]), .ownTransaction)]
        + (later.isEmpty ? [] : [.sql(context.alter(target, later), .ownTransaction)]),
      names: [validated.name])
  }

  // MARK: SET NOT NULL and DROP CONSTRAINT

  private func dropsProof(_ set: SetNotNull, _ step: Step, _ context: RuleContext) -> Finding? {
    let drops = step.operations.compactMap { $0.as(DropConstraint.self) }
    guard set.losesProof(in: context.schema), let table = context.schema.table(set.target.relation),
      let drop = drops.first(where: { table.constraint($0.name)?.provesNotNull.contains(set.column) ?? false }),
      let effect = step.effects.blocking.on([set.target.relation]).first
    else { return nil }
    return Finding(
      .losesProof(effect, drop.name), at: context.layout.subcommand(set.target), note: context.lock(effect, while: "while it reads every row"),
      help: .dropLater(drop.name), labels: [.init(.droppedFirst, at: context.layout.subcommand(drop.target))],
      relations: step.effects.blocking.filter { $0.kind == .table }, fix: dropping(drop, context))
  }
}

extension ValidatedInSameTransaction {
  /// The DROP in a statement of its own.
  private func dropping(_ drop: DropConstraint, _ context: RuleContext) -> Fix? {
    let edits = context.layout.removing([drop.target.subcommand], of: drop.target)
    let own = context.alter(drop.target, [context.source[context.layout.subcommand(drop.target)]])
    return edits.isEmpty ? nil : context.rewrite("make it a statement of its own", [.original(edits), .sql(own)], names: [drop.name])
  }
}

extension Step {
  /// The operation that adds the constraint a VALIDATE of the same statement is about.
  fileprivate func adding(_ validated: ValidateConstraint, in schema: Schema) -> AddConstraint? {
    operations.lazy.compactMap { $0.as(AddConstraint.self) }.first { $0.constraint.isNotValid && $0.resolvedName(in: schema) == validated.name }
  }

  fileprivate func addition(at location: Int) -> AddConstraint? {
    operations.lazy.compactMap { $0.as(AddConstraint.self) }.first { $0.constraint.location == location && $0.constraint.isNotValid }
  }
}

extension Finding.Message {
  fileprivate static func held(_ effect: Effect) -> Self {
    "`VALIDATE` alone lets reads and writes pass; the `\(effect.lock.manualName)` lock on `\(effect.relation)` that is held here does not"
  }
  fileprivate static func later(_ kind: Transaction.Kind) -> Self {
    switch kind {
    case .explicit: "`COMMIT` first, and validate in a transaction of its own"
    case .body: "validate behind the block, in a transaction of its own"
    case .runner, .simpleQuery: "validate in a later migration: this one runs in a single transaction"
    case .none: "validate in a statement of its own behind it"
    }
  }
  fileprivate static let addedHere: Self = "added here, under the lock that is still held"
  fileprivate static func losesProof(_ effect: Effect, _ name: String) -> Self {
    "\(blocks([effect], while: "every row is checked for NULL")): the same `ALTER TABLE` drops `\(name)`, which proves that there is none"
  }
  fileprivate static let droppedFirst: Self = "PostgreSQL does this first"
  fileprivate static func dropLater(_ name: String) -> Self { "drop `\(name)` in an `ALTER TABLE` of its own behind it" }
}
