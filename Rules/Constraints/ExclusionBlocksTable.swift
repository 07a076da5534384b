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
        note: context.lock(effect, while: "while it compares every row with the others"), help: .noConcurrentWay, relations: blocked,
        fix: .plan("let nobody queue up behind it", [
          Fix.Step("look for rows that clash before: a single one makes the long build fail"),
          Fix.Step("in a quiet hour; when it fails on the `lock_timeout`, try again", sql: context.patiently(context.source[context.statement.span])),
        ]))
    ]
  }
}
