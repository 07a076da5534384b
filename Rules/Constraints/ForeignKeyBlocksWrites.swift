import Linting
import PostgresBehavior

/// `ADD FOREIGN KEY` that checks the rows at once.
struct ForeignKeyBlocksWrites: Rule {
  static let metadata = RuleMetadata(
    id: "foreign-key-blocks-writes", summary: "a foreign key that is checked at once blocks writes to both tables", severity: .error,
    fix: .safe, isBlocking: true)

  func check(_ added: AddConstraint, in context: RuleContext) -> [Finding] {
    // Behind ADD COLUMN it is add-column-scans-table that speaks.
    guard added.constraint.kind == .foreignKey, !added.constraint.isInline, added.readsRows(in: context.schema),
      let other = added.constraint.referencedTable
    else { return [] }
    let blocked = context.felt.filter { $0.lock >= .shareRowExclusive }
    guard let effect = blocked.first else { return [] }
    return [
      Finding(
        .blocksWrites(to: blocked.map(\.relation)), at: context.layout.subcommand(added.target),
        note: .lock(effect, while: "while it looks up every row of `\(added.target.relation)` in `\(other)`"), help: .validateLater,
        relations: blocked)
    ]
  }
}

extension Finding.Message {
  fileprivate static func blocksWrites(to tables: [RelationName]) -> Self {
    "blocks every write to \(tables.map { "`\($0)`" }.joined(separator: " and ")) while every row is checked"
  }
  fileprivate static let validateLater: Self = "add it `NOT VALID`, then `VALIDATE CONSTRAINT` in a later transaction"
}
