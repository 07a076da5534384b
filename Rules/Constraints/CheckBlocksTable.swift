import Linting
import PostgresBehavior

/// `ADD CHECK` that checks the rows at once.
struct CheckBlocksTable: Rule {
  static let metadata = RuleMetadata(
    id: "check-blocks-table", summary: "a CHECK that is checked at once blocks reads and writes", severity: .error, fix: .safe,
    isBlocking: true)

  func check(_ added: AddConstraint, in context: RuleContext) -> [Finding] {
    // Behind ADD COLUMN it is add-column-scans-table that speaks.
    guard added.constraint.kind == .check, !added.constraint.isInline, context.felt(.scan) != nil else { return [] }
    let blocked = context.effects.blocking, named = blocked.on([added.target.relation])
    guard let effect = named.first else { return [] }
    return [
      Finding(
        .blocks(named, while: "every row is checked"), at: context.layout.subcommand(added.target),
        note: context.lock(effect, while: "while it reads every row"), help: .validateLater(added, in: context.schema), relations: blocked,
        fix: context.validatingLater(added))
    ]
  }
}
