import Linting
import PostgresBehavior

/// `ADD UNIQUE` that builds its index under the table's lock, behind ADD COLUMN too.
struct UniqueBlocksTable: Rule {
  static let metadata = RuleMetadata(
    id: "unique-blocks-table", summary: "a UNIQUE constraint that builds its index blocks reads and writes", severity: .error, fix: .safe,
    isBlocking: true)

  func check(_ added: AddConstraint, in context: RuleContext) -> [Finding] {
    guard added.constraint.kind == .unique, !context.rewritesColumn(of: added), !context.failsOnRows(added), context.felt(.indexBuild) != nil else { return [] }
    let blocked = context.effects.blocking, named = blocked.on([added.target.relation])
    guard let effect = named.first else { return [] }
    return [
      Finding(
        .blocks(named, while: "the index builds"), at: context.layout.place(of: added),
        note: context.lock(effect, while: "while it reads every row"), help: .buildFirst(added, in: context.schema), relations: blocked,
        fix: context.buildingFirst(added))
    ]
  }
}
