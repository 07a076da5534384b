import Linting
import PostgresBehavior

/// `ADD COLUMN` with a CHECK behind it, or with a foreign key and a value to look up.
struct AddColumnScansTable: Rule {
  static let metadata = RuleMetadata(
    id: "add-column-scans-table", summary: "a constraint written behind ADD COLUMN is checked at once, under the column's lock", severity: .error,
    fix: .safe, isBlocking: true)

  func check(_ added: AddConstraint, in context: RuleContext) -> [Finding] {
    // UNIQUE and PRIMARY KEY have rules of their own; a rewrite of the table reads it anyway, and add-required-column fails at the first row.
    guard added.constraint.isInline, added.constraint.kind == .check || added.constraint.kind == .foreignKey,
      !context.rewritesColumn(of: added), !context.failsOnRows(added), let effect = context.felt(.scan)
    else { return [] }
    let other = added.constraint.kind == .foreignKey ? added.constraint.referencedTable : nil
    let name = added.constraint.name ?? ObjectName.constraint(added.constraint, on: added.target.relation, in: context.schema)
    return [
      Finding(
        .scans(effect), at: context.layout.keyword(of: added.constraint), note: context.lock(effect, while: other.map { "while it looks up every row in `\($0)`" } ?? "while it reads every row"),
        help: .separately(name, added.target.relation),
        relations: context.felt.filter { $0.lock >= .shareRowExclusive })
    ]
  }
}

extension Finding.Message {
  fileprivate static func scans(_ effect: Effect) -> Self {
    "blocks every read and write of `\(effect.relation)` while every row is checked"
  }
  fileprivate static func separately(_ name: String, _ table: RelationName) -> Self {
    "add the column alone, then the constraint `NOT VALID`, then `ALTER TABLE \(table) VALIDATE CONSTRAINT \(name)` in a later transaction"
  }
}
