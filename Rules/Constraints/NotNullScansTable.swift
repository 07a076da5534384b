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
        relations: first.effects.blocking)
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
