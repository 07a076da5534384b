import Linting
import PostgresBehavior

/// `ADD COLUMN … NOT NULL` without a default.
struct AddRequiredColumn: Rule {
  static let metadata = RuleMetadata(
    id: "add-required-column", summary: "ADD COLUMN NOT NULL without a default fails on rows and breaks running writers", severity: .error, fix: .plan)

  func check(_ added: AddColumn, in context: RuleContext) -> [Finding] {
    guard added.column.isNotNull, !added.column.hasDefault, !context.felt.isEmpty else { return [] }
    return [
      Finding(
        .fails(added.target.relation, added.column.name), at: context.layout.subcommand(added.target), note: .olderWriters(added.column.name),
        help: .addDefault(added.column.name), relations: Array(context.felt.prefix(1)), fix: fix(added, context))
    ]
  }

  private func fix(_ added: AddColumn, _ context: RuleContext) -> Fix {
    let table = added.target.relation, column = Identifier.sql(added.column.name)
    return .plan("add it without NOT NULL, fill it, and set NOT NULL last", [
      Fix.Step("an instant, with a `lock_timeout`", sql: "ALTER TABLE \(table.sql) ADD COLUMN \(column) \(added.column.type);"),
      Fix.Step("deploy the version that writes `\(added.column.name)` in every `INSERT`"),
      BackfillPlan(table, in: context).update(set: "\(column) = /* its value */", where: "\(column) IS NULL"),
    ] + ColumnPlan.notNull(added.column.name, table))
  }
}

extension Finding.Message {
  fileprivate static func fails(_ table: RelationName, _ column: String) -> Self {
    "fails if `\(table)` holds a single row: `\(column)` is NOT NULL and has no default"
  }
  fileprivate static func olderWriters(_ column: String) -> Self {
    "on an empty table it runs, and every `INSERT` of the program that is still running fails, for it does not name `\(column)`"
  }
  fileprivate static func addDefault(_ column: String) -> Self {
    "give it a constant default (a change of the catalog only), or add it nullable, write `\(column)` from the program, fill the old rows in batches, and set NOT NULL last"
  }
}
