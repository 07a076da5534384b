import Linting
import PostgresBehavior
import PostgresSyntax

/// A NOT VALID constraint that no later migration validates.
struct NeverValidatedConstraint: Rule {
  static let metadata = RuleMetadata(
    id: "never-validated-constraint", summary: "a constraint is NOT VALID and no migration validates it", severity: .warning, fix: .safe)

  func check(_ run: HistoryRun, in context: RuleContext) -> [Finding] {
    context.schema.allTables.filter { !$0.isTemporary }.flatMap { table in
      let constraints = table.constraints
      return constraints.indices.filter { !constraints[$0].isValid && isLeft(constraints[$0], table, context.schema) }
        .map { (table.name, constraints[$0]) }
    }
    .sorted { ($0.1.origin.migration, $0.1.location, $0.0) < ($1.1.origin.migration, $1.1.location, $1.0) }
    .compactMap { table, constraint in finding(constraint, table, run, context) }
  }

  private func isLeft(_ constraint: Constraint, _ table: Table, _ schema: Schema) -> Bool {
    guard constraint.isEnforced else { return false }
    // What partitions and heirs have of their parent's is the parent's matter.
    let above = table.parent.flatMap(schema.table)?.constraint(constraint.name)
    return above?.origin != constraint.origin
  }

  private func finding(_ constraint: Constraint, _ table: RelationName, _ run: HistoryRun, _ context: RuleContext) -> Finding? {
    let origin = constraint.origin
    guard run.sources.indices.contains(origin.migration) else { return nil }
    let layout = StatementLayout(Statement(span: origin.span, region: origin.span, isTerminated: true), in: run.sources[origin.migration])
    let validate = "ALTER TABLE \(table.sql) VALIDATE CONSTRAINT \(Identifier.sql(constraint.name))"
    var finding = Finding(
      .neverValidated(constraint.name, table), at: layout.keyword(ofConstraintAt: constraint.location), note: .binds,
      help: .validate(validate), fix: context.appending(validate, on: table, behind: origin, run, title: .validateLater))
    finding.migration = origin.migration
    return finding
  }
}

extension Finding.Message {
  fileprivate static func neverValidated(_ name: String, _ table: RelationName) -> Self {
    "`\(name)` is never validated: rows of `\(table)` that break it may be there and stay"
  }
  fileprivate static let binds: Self =
    "`NOT VALID` binds rows that are written from now on; the others are looked at by `VALIDATE CONSTRAINT` alone"
  fileprivate static func validate(_ statement: String) -> Self { "`\(statement)` in a later transaction or migration" }
  fileprivate static let validateLater: Self = "validate it, beside reads and writes"
}
