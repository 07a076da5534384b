import Linting
import PostgresBehavior

/// `ALTER COLUMN … TYPE` that keeps the values as they are stored, and looks at all of them; or that keeps them under UTC alone.
struct TypeChangeScansTable: Rule {
  static let metadata = RuleMetadata(
    id: "type-change-scans-table", summary: "ALTER COLUMN TYPE that need not write the rows reads them all, or builds indexes anew",
    severity: .warning, fix: .plan, isBlocking: true)

  func check(_ change: AlterColumnType, in context: RuleContext) -> [Finding] {
    let heaviest = context.felt.filter { $0.kind == .table && $0.work >= .scan }.max { $0.work < $1.work }
    guard let effect = heaviest, let step = context.step, isFirst(change, step), !isRewritten(step, context) else { return [] }
    let reading = context.lock(effect, while: effect.work == .scan ? "while it reads every row" : "while the index builds")
    let dependsOnZone = context.rewriteReason(of: change) == .timeZone
    return [
      Finding(
        dependsOnZone ? .mayRewrite(effect) : .looks(effect, change.column), at: context.layout.subcommand(change.target),
        note: dependsOnZone ? .zone : reading,
        help: dependsOnZone ? .setZone : effect.work == .scan ? .checkLater : .indexLater,
        relations: context.felt.filter { $0.lock.blocksWrites && $0.kind == .table }, fix: fix(change, dependsOnZone, effect, context))
    ]
  }

  private func fix(_ change: AlterColumnType, _ dependsOnZone: Bool, _ effect: Effect, _ context: RuleContext) -> Fix {
    let own = context.source[context.statement.span], table = change.target.relation
    if dependsOnZone {
      let text = "SET timezone = 'UTC';\n\(own);\nRESET timezone;"
      return .plan("let the session's time zone be UTC", [Fix.Step("if the times are meant as UTC", sql: text)])
    }
    if effect.work == .scan {
      let checks = (context.schema.table(table)?.constraints ?? []).filter { $0.kind == .check && $0.isValid && $0.usedColumns.contains(change.column) }
      let names = checks.map { Identifier.sql($0.name) }
      let drop = names.map { "ALTER TABLE \(table.sql) DROP CONSTRAINT \($0);\n" }.joined()
      return .plan("take the `CHECK` off, and validate it again later", [
        Fix.Step("note what \(Finding.Message.list(checks.map(\.name))) says", sql: "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = \(Identifier.literal(table.sql))::regclass AND contype = 'c';"),
        Fix.Step("in one short transaction, and add them again as they were, with `NOT VALID`", sql: "BEGIN;\nSET LOCAL lock_timeout = '2s';\n\(drop)\(own);\nCOMMIT;"),
      ] + names.map { Fix.Step("beside reads and writes", sql: "ALTER TABLE \(table.sql) VALIDATE CONSTRAINT \($0);") })
    }
    let indexes = context.schema.indexes(on: table).filter { $0.needs(change.column) && $0.constraint == nil }
    return .plan("build the index beside reads and writes", [
      Fix.Step("note how it is made", sql: "SELECT indexdef FROM pg_indexes WHERE tablename = \(Identifier.literal(table.name));")
    ] + indexes.map { Fix.Step("outside a transaction, if queries can do without it meanwhile", sql: "DROP INDEX CONCURRENTLY \($0.name.sql);") } + [
      Fix.Step("an instant then", sql: context.patiently(own)), Fix.Step("build what was dropped again with `CREATE INDEX CONCURRENTLY`"),
    ])
  }

  /// One pass over the rows serves all changes of a statement.
  private func isFirst(_ change: AlterColumnType, _ step: Step) -> Bool {
    for (at, operation) in step.operations.enumerated() {
      guard let other = operation.as(AlterColumnType.self) else { continue }
      if step.effects(of: at).contains(where: { $0.exempt == nil && $0.work >= .scan }) { return other.target == change.target }
    }
    return false
  }

  /// Whether a part of the statement writes the rows in any case, with their indexes: that is for another rule to say.
  private func isRewritten(_ step: Step, _ context: RuleContext) -> Bool {
    step.operations.enumerated().contains { at, operation in
      guard let other = operation.as(AlterColumnType.self) else {
        return step.effects(of: at).contains { $0.exempt == nil && $0.work == .rewrite }
      }
      return context.rewriteReason(of: other).map { $0 != .timeZone } ?? false
    }
  }
}

extension Finding.Message {
  fileprivate static func mayRewrite(_ effect: Effect) -> Self {
    "blocks every read and write of `\(effect.relation)` while it is rewritten, unless the session's `TimeZone` is UTC"
  }
  fileprivate static let zone: Self = """
    `timestamp` and `timestamptz` store a time alike under UTC alone; under any other zone each value is converted, \
    and nothing here sets the zone
    """
  fileprivate static let setZone: Self = "if the times are meant as UTC, `SET timezone = 'UTC';` before it: then no row is touched"
  fileprivate static func looks(_ effect: Effect, _ column: String) -> Self {
    effect.work == .scan
      ? "blocks every read and write of `\(effect.relation)` while the `CHECK` on `\(column)` is tried on every row"
      : "blocks every read and write of `\(effect.relation)` while an index on `\(column)` is built anew"
  }
  fileprivate static let checkLater: Self =
    "drop the `CHECK` first, and add it again behind it `NOT VALID`; `VALIDATE CONSTRAINT` in a later transaction"
  fileprivate static let indexLater: Self = """
    if queries can do without it meanwhile, `DROP INDEX CONCURRENTLY` before it and `CREATE INDEX CONCURRENTLY` behind it; \
    else fill a new column and swap the names
    """
}
