import Linting
import PostgresBehavior
import PostgresSyntax

/// `SET NOT NULL`, or `ADD CONSTRAINT … NOT NULL` (18), that has to look for NULL.
struct NotNullScansTable: Rule {
  static let metadata = RuleMetadata(
    id: "not-null-scans-table", summary: "SET NOT NULL reads every row while reads and writes wait", severity: .error, fix: .safe,
    isBlocking: true)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    if step.traits.isDisjoint(with: [.addsConstraints, .setsNotNull]) { return [] }
    let found = step.operations.enumerated().compactMap { part($1, $0, step, context) }
    // PostgreSQL reads the rows once, for all columns of the statement.
    guard let first = found.first, let effect = first.effects.blocking.on([first.target.relation]).first else { return [] }
    let others = found.dropFirst().map { Finding.Label("and here", at: context.layout.subcommand($0.target)) }
    return [
      Finding(
        .blocks([effect], while: "every row is checked for NULL"), at: context.layout.subcommand(first.target),
        note: context.lock(effect, while: "while it reads every row"), help: help(first, context), labels: others,
        relations: first.effects.blocking, fix: fix(found, step, context))
    ]
  }

  private typealias Part = (target: AlterTarget, column: String, effects: [Effect])

  /// A subcommand that looks for NULL.
  private func part(_ operation: any Operation, _ at: Int, _ step: Step, _ context: RuleContext) -> Part? {
    let part: Part
    if let set = operation.as(SetNotNull.self) {
      // A statement that takes its own proof away, or makes it too late, belongs to validated-in-same-transaction;
      // one that fails to impossible-constraint.
      guard !set.losesProof(in: context.schema), !step.validatesProof(of: set.column),
        set.refusingPartition(in: context.schema, context.version) == nil, !isKeyColumn(set.column, step)
      else { return nil }
      part = (set.target, set.column, step.effects(of: at))
    } else if let added = operation.as(AddConstraint.self), added.constraint.kind == .notNull {
      part = (added.target, added.constraint.columns.first ?? "", step.effects(of: at))
    } else {
      return nil
    }
    return part.effects.contains { $0.exempt == nil && $0.work >= .scan } ? part : nil
  }

  /// A PRIMARY KEY of the same statement that builds its index reads the rows anyway: primary-key-blocks-table.
  private func isKeyColumn(_ column: String, _ step: Step) -> Bool {
    step.operations.contains { operation in
      guard let constraint = operation.as(AddConstraint.self)?.constraint else { return false }
      return constraint.kind == .primaryKey && constraint.usingIndex == nil && constraint.columns.contains(column)
    }
  }

  // MARK: The fix

  private func fix(_ parts: [Part], _ step: Step, _ context: RuleContext) -> Fix? {
    guard let first = parts.first else { return nil }
    let target = first.target, table = target.relation, columns = parts.map(\.column)
    if target.isOnly, !(context.schema.table(table)?.partitions.isEmpty ?? true) { return nil }
    if step.operations.contains(where: { $0.as(AddColumn.self).map { columns.contains($0.column.name) } ?? false })
      || columns.allSatisfy({ addition($0, table, context) != nil })
    {
      return withTheColumns(parts, step, context)
    }
    let title: Finding.Message = "look for NULL beside reads and writes"
    let added = step.operations.compactMap { $0.as(AddConstraint.self) }
    if context.version >= 18, let own = added.first(where: { $0.constraint.kind == .notNull }) {
      return parts.count == 1 ? context.validatingLater(own) : nil
    }
    let validated = step.operations.compactMap { $0.as(ValidateConstraint.self) }
    if let late = validated.first(where: { late in columns.contains { context.waitingProof(of: $0, table)?.name == late.name } }) {
      let rest = context.layout.removing([late.target.subcommand], of: late.target)
      return context.rewrite(title, [.sql(context.validation(of: late.name, target), .ownTransaction), .original(rest, .ownTransaction)], names: [late.name])
    }
    let waiting = columns.contains { context.waitingProof(of: $0, table) != nil }
    let isKnown = columns.allSatisfy { context.schema.table(table)?.column($0) != nil }
    // A primary key or an identity of the same statement wants its column NOT NULL and valid.
    let isWanted = added.contains { $0.constraint.kind == .primaryKey } || step.operations.contains { $0.as(AlterTableCommand.self)?.subtype == "AddIdentity" }
    if context.version >= 18, isKnown, !isWanted, !waiting {
      let names = context.notNullNames(columns, table)
      let edits = zip(parts, names).map { part, name in
        Edit.replace(
          context.layout.subcommand(part.target),
          with: context.sql("ADD CONSTRAINT ") + Identifier.sql(name) + context.sql(" NOT NULL ") + Identifier.sql(part.column) + context.sql(" NOT VALID"))
      }
      let validate = context.alter(target, names.map { context.sql("VALIDATE CONSTRAINT ") + Identifier.sql($0) })
      return context.rewrite(title, [.original(edits), .sql(validate, .ownTransaction)], names: names)
    }
    if waiting || context.version >= 18, isKnown {
      return context.rewrite(title, context.provingNotNull(columns, target) + [.original([], .ownTransaction)])
    }
    let (before, after) = context.checks(columns, target)
    return context.rewrite(title, before + [.original([], .ownTransaction), after])
  }

  /// `NOT NULL` where the columns are added, all of them with a default.
  private func withTheColumns(_ parts: [Part], _ step: Step, _ context: RuleContext) -> Fix? {
    let target = parts[0].target, additions = parts.compactMap { addition($0.column, target.relation, context) }
    let gone = Set(parts.map(\.target.subcommand))
    guard additions.count == parts.count, additions.allSatisfy({ !$0.added.ifNotExists }) else { return nil }
    let insertions = additions.map { added, place in
      Edit.insert(context.sql(" NOT NULL"), at: context.layout(of: place).subcommand(added.target).end)
    }
    let removals = gone.count == target.subcommandCount
      ? [context.source.removal(of: step.statement)] : context.layout.removing(gone, of: target)
    return removals.isEmpty ? nil : Fix(.safe, .withTheColumn, insertions + removals)
  }

  /// The statement of the same file that added a column with a value, if nothing since then can have made it NULL.
  private func addition(_ column: String, _ table: RelationName, _ context: RuleContext) -> (added: AddColumn, place: Step)? {
    for step in (context.step.map { [$0] } ?? []) + context.recent.suffix(20).reversed() {
      for operation in step.operations {
        guard let added = operation.as(AddColumn.self), added.target.relation == table, added.column.name == column else { continue }
        let hasValue = added.column.defaultExpression.map { !$0.isNull } ?? false
        return hasValue && !added.column.isNotNull && step.body == nil ? (added, step) : nil
      }
      let isQuiet = step.operations.allSatisfy { $0.is(AddColumn.self) || $0.is(SetNotNull.self) || $0.is(AddConstraint.self) || $0.is(CreateIndex.self) }
      if !isQuiet { return nil }
    }
    return nil
  }

  private func help(_ part: Part, _ context: RuleContext) -> Finding.Message {
    let table = part.target.relation
    let waiting = context.schema.table(table)?.constraints.first { !$0.isValid && $0.isEnforced && $0.provesNotNull.contains(part.column) }
    if let waiting { return .validate(waiting.name, table) }
    // A column that was added right before.
    let additions = (context.recent(.addsColumns, limit: 20) + (context.step.map { [$0] } ?? [])).lazy.flatMap(\.operations).compactMap { $0.as(AddColumn.self) }
    let addition = additions.first { $0.target.relation == table && $0.column.name == part.column }
    if let addition, addition.column.defaultExpression.map({ !$0.isNull }) ?? false { return .withTheColumn(part.column) }
    return .proveNotNull(part.column, of: table, context.version)
  }
}

extension Finding.Message {
  fileprivate static let withTheColumn: Self = "say `NOT NULL` where the column is added"
  fileprivate static func withTheColumn(_ column: String) -> Self {
    "say `NOT NULL` where `\(column)` is added: with its default there, PostgreSQL knows that no row is NULL"
  }
  fileprivate static func validate(_ name: String, _ table: RelationName) -> Self {
    """
    `ALTER TABLE \(table.sql) VALIDATE CONSTRAINT \(Identifier.sql(name))` before it, in an earlier transaction: \
    a constraint that is `NOT VALID` proves nothing
    """
  }
}
