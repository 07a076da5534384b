import Linting
import PostgresBehavior

/// `ADD COLUMN` whose value has to be written into every row.
struct AddColumnRewritesTable: Rule {
  static let metadata = RuleMetadata(
    id: "add-column-rewrites-table", summary: "ADD COLUMN with a value of its own for every row rewrites the table", severity: .error,
    fix: .unsafe, isBlocking: true)

  func check(_ added: AddColumn, in context: RuleContext) -> [Finding] {
    guard let effect = context.felt(.rewrite), let reason = added.rewriteReason(in: context.schema) else { return [] }
    return [
      Finding(
        .rewrites(effect, reason, added.column), at: context.layout.subcommand(added.target),
        note: context.lock(effect, while: "while it writes every row and every index anew"), help: .help(reason, added), relations: [effect])
    ]
  }
}

extension Finding.Message {
  fileprivate static func rewrites(_ effect: Effect, _ reason: AddColumn.RewriteReason, _ column: ColumnDefinition) -> Self {
    let cause =
      switch reason {
      case .volatileDefault(let function): function.map { "`\($0)` gives each row a value of its own" } ?? "the default is volatile"
      case .serial: "`\(column.type)` numbers every row"
      case .identity: "the identity numbers every row"
      case .stored: "the generated value is stored in every row"
      case .constrainedDomain: "the domain `\(column.type)` has a constraint to check in every row"
      }
    return "blocks every read and write of `\(effect.relation)` while it is rewritten: \(cause)"
  }

  fileprivate static func help(_ reason: AddColumn.RewriteReason, _ added: AddColumn) -> Self {
    let column = added.column.name
    return switch reason {
    case .volatileDefault:
      "add `\(column)` without a default, then `ALTER COLUMN \(column) SET DEFAULT …` for new rows, and fill the old ones in batches"
    case .serial:
      "make the sequence, add a plain `\(added.column.type.name.hasPrefix("big") ? "bigint" : "integer")` column, set its default, and fill the old rows in batches"
    case .identity: "add a plain column, fill it in batches, then `SET NOT NULL` and `ADD GENERATED … AS IDENTITY`"
    case .stored: "add a plain column, keep it current with a trigger, and fill the old rows in batches"
    case .constrainedDomain: "add a column of the base type, then a `CHECK … NOT VALID` that says what the domain says"
    }
  }
}
