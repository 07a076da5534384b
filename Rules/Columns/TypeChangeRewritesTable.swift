import Linting
import PostgresBehavior

/// `ALTER COLUMN … TYPE` to a type that stores its values otherwise.
struct TypeChangeRewritesTable: Rule {
  static let metadata = RuleMetadata(
    id: "type-change-rewrites-table", summary: "ALTER COLUMN TYPE that writes every row anew blocks reads and writes", severity: .error, fix: .plan,
    isBlocking: true)

  func check(_ change: AlterColumnType, in context: RuleContext) -> [Finding] {
    // timestamp and timestamptz under an unknown TimeZone: see type-change-scans-table.
    guard let effect = context.felt.first(where: { $0.relation == change.target.relation }), let reason = context.rewriteReason(of: change),
      reason != .timeZone
    else { return [] }
    return [
      Finding(
        .rewrites(effect, reason, change, change.oldType(in: context.schema)), at: context.layout.subcommand(change.target),
        note: context.lock(effect, while: "while it writes every row and every index anew"), help: .newColumn(change.column),
        relations: context.felt.filter { $0.lock.blocksWrites && $0.kind == .table })
    ]
  }
}

extension Finding.Message {
  fileprivate static func rewrites(_ effect: Effect, _ reason: TypeChange.Reason, _ change: AlterColumnType, _ old: TypeName?) -> Self {
    let cause =
      switch reason {
      case .using: "`USING` computes a new value for every row"
      case .unknownOldType: "the type `\(change.column)` has now is not known, and `\(change.type)` may store it otherwise"
      case .constrainedDomain: "the domain `\(change.type)` has a constraint to check in every row"
      case .otherStorage, .timeZone: "from `\(old?.description ?? "its type")` to `\(change.type)` every value changes or is checked"
      }
    return "blocks every read and write of `\(effect.relation)` while it is rewritten: \(cause)"
  }
  fileprivate static func newColumn(_ column: String) -> Self {
    "add a column of the new type, keep it current with a trigger, fill it in batches, then swap the names"
  }
}
