import Linting
import PostgresBehavior
import PostgresSyntax

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
        relations: context.felt.filter { $0.lock >= .shareRowExclusive }, fix: fix(added, context))
    ]
  }

  /// The constraint beside the column in the same statement, where it can be `NOT VALID`.
  private func fix(_ added: AddConstraint, _ context: RuleContext) -> Fix? {
    let constraint = added.constraint, target = added.target, layout = context.layout, table = context.schema.table(target.relation)
    // Before 18 no foreign key of a partitioned table can be NOT VALID.
    if constraint.kind == .foreignKey, table?.kind == .partitioned, context.version < 18 { return nil }
    guard let element = layout.inlineElement(at: constraint.location, in: target),
      let column = context.step?.operations.lazy.compactMap({ $0.as(AddColumn.self) }).first(where: { $0.target == target })
    else { return nil }
    let name = context.resolvedName(of: added), words = Span(constraint.name == nil ? element.start : layout.bareStart(of: constraint), element.end)
    let key = constraint.kind == .foreignKey ? context.sql("FOREIGN KEY (") + Identifier.sql(column.column.name) + ") " : ""
    let own = context.sql("ADD CONSTRAINT ") + Identifier.sql(name) + " " + key + context.source[words] + context.sql(" NOT VALID")
    let end = layout.subcommand(target).end, indent = context.source.indentation(at: layout.subcommand(target).start)
    let title: Finding.Message = "check the rows beside reads and writes"
    let validate = Rewrite.Part.sql(context.validation(of: name, target), .ownTransaction)
    // Where IF NOT EXISTS finds the column, there is no constraint to add.
    if column.ifNotExists, !context.schema.isFullyKnown(target.relation) {
      let alone = Rewrite.Part.original([layout.removingInline(element)])
      return context.planned(title, [alone, .sql(context.alter(target, [own])), validate])
    }
    return context.rewrite(title, [.original([layout.removingInline(element), .insert((indent.isEmpty ? ", " : ",\n" + indent) + own, at: end)]), validate], names: [name])
  }
}

extension StatementLayout {
  /// Where a constraint begins behind `CONSTRAINT n`.
  fileprivate func bareStart(of constraint: ConstraintDefinition) -> Int {
    let all = tokens.filter { $0.span.start >= constraint.location }
    return all.count > 2 ? all[2].span.start : constraint.location
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
