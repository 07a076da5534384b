import Linting
import PostgresBehavior

/// `ADD EXCLUDE`.
struct ExclusionBlocksTable: Rule {
  static let metadata = RuleMetadata(
    id: "exclusion-blocks-table", summary: "an exclusion constraint builds its index while reads and writes wait", severity: .error,
    fix: .plan, isBlocking: true)

  func check(_ added: AddConstraint, in context: RuleContext) -> [Finding] {
    guard added.constraint.kind == .exclusion, context.felt(.indexBuild) != nil else { return [] }
    let blocked = context.effects.blocking, named = blocked.on([added.target.relation])
    guard let effect = named.first else { return [] }
    return [
      Finding(
        .blocks(named, while: "the index builds"), at: context.layout.subcommand(added.target),
        note: context.lock(effect, while: "while it compares every row with the others"), help: .noConcurrentWay, relations: blocked)
    ]
  }
}
