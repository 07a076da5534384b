import Linting
import PostgresBehavior
import PostgresSyntax

/// `BEGIN` without an end.
struct UnclosedTransaction: Rule {
  static let metadata = RuleMetadata(
    id: "unclosed-transaction", summary: "a transaction that the file opens and does not end", severity: .error, fix: .unsafe)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    guard let opening = run.openTransaction?.opening else { return [] }
    let end = context.source.count
    // Behind the last word of a statement without its `;` there may be a comment.
    let open = run.steps.last.flatMap { $0.statement.isTerminated ? nil : $0.statement.span.end }
    let gap = context.source[end - 1] == UInt8(ascii: "\n") ? "" : "\n"
    return [
      Finding(
        .neverEnds, at: opening, note: .rollsBack, help: .commit,
        fix: Fix(.unsafe, .appendCommit, (open.map { [.insert(";", at: $0)] } ?? []) + [.insert(gap + "COMMIT;\n", at: end)]))
    ]
  }
}

extension Finding.Message {
  fileprivate static let neverEnds: Self = "this transaction is not ended, so nothing in it stays"
  fileprivate static let rollsBack: Self =
    "when the connection closes PostgreSQL rolls back; until then every lock is held. Some runners go on in it with the next file"
  fileprivate static let commit: Self = "end it with `COMMIT`"
  fileprivate static let appendCommit: Self = "append `COMMIT`, if everything after it is meant to be in it"
}
