import Linting
import PostgresBehavior
import PostgresSyntax

/// `LOCK TABLE` in a mode that others wait for.
struct LockTable: Rule {
  static let metadata = RuleMetadata(
    id: "lock-table", summary: "LOCK TABLE stops writes, or reads too, to the end of the transaction", severity: .error, fix: .plan,
    isBlocking: true)

  func check(_ lock: PostgresBehavior.LockTable, in context: RuleContext) -> [Finding] {
    guard context.inTransactionBlock else { return [Finding(.fails, at: context.layout.keywords(2), note: .onlyInBlock, help: .begin, fix: plan(lock))] }
    let blocked = context.effects.blocking
    guard let first = blocked.first else { return [] }
    return [
      Finding(
        .locks(blocked.on(lock.tables)), at: context.layout.keywords(2), note: context.lock(first, while: "to the end of the transaction"),
        help: .leaveOut, relations: blocked, fix: plan(lock))
    ]
  }
}

extension LockTable {
  private func plan(_ lock: PostgresBehavior.LockTable) -> Fix {
    let name = Identifier.literal(lock.tables.map(\.description).joined(separator: " "))
    return .plan(.takeOut, [
      Fix.Step("take `LOCK TABLE` out: every statement takes the lock it needs"),
      Fix.Step("where two migrations have to be kept apart, in its place", sql: "SELECT pg_advisory_xact_lock(hashtext(\(name)));"),
    ])
  }
}

extension Finding.Message {
  fileprivate static let takeOut: Self = "do without it"
  fileprivate static func locks(_ effects: [Effect]) -> Self { "\(blocks(effects)) until the transaction ends" }
  fileprivate static let leaveOut: Self =
    "leave it out: every statement takes the lock it needs; to keep two migrations apart use `pg_advisory_xact_lock`"
  fileprivate static let fails: Self = "fails: `LOCK TABLE` works in a transaction only"
  fileprivate static let onlyInBlock: Self =
    "on its own it would give its lock back at once, so PostgreSQL refuses it outside a transaction block"
  fileprivate static let begin: Self = "leave it out, or put `BEGIN` before it and `COMMIT` behind what it protects"
}
