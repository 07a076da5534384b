import Linting
import PostgresBehavior
import PostgresSyntax

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
        relations: context.felt.filter { $0.lock.blocksWrites && $0.kind == .table }, fix: fix(change, context))
    ]
  }

  private func fix(_ change: AlterColumnType, _ context: RuleContext) -> Fix? {
    let layout = context.layout, own = layout.subcommand(change.target), known = context.schema.table(change.target.relation)?.column(change.column)
    guard let type = layout.word("type", after: own.start), own.contains(type) else { return nil }
    let using = change.using == nil ? nil : layout.word("using", after: type.end)
    var text = context.source[Span(type.end, using?.start ?? own.end)]
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    let cast = "\(Identifier.sql(change.column))::\(change.type)"
    let value = using.map { "(\(context.source[Span($0.end + 1, own.end)]))" } ?? cast
    let steps = ColumnPlan(change.target.relation, replacing: change.column, in: context).changingType(
      to: text, value: value, isCast: using == nil, isNotNull: known?.isNotNull ?? false, hasDefault: known?.hasDefault ?? false)
    return .plan("fill a column of the new type beside reads and writes, and swap the names", steps)
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
