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
      !context.isEmpty(added.target.relation), let other = added.constraint.referencedTable
    else { return [] }
    let table = added.target.relation, blocked = context.effects.blocking, ends = blocked.on([table, other])
    guard let first = ends.first else { return [] }
    let needsPartitions = context.version < 18 && context.schema.table(table)?.kind == .partitioned
    return [
      Finding(
        .blocks(ends, while: "every row is checked"), at: context.layout.subcommand(added.target),
        note: context.lock(first, while: "while it looks up every row of `\(table)` in \(other == table ? "itself" : "`\(other)`")"),
        help: needsPartitions ? .partitionsFirst(table) : .validateLater(added, in: context.schema),
        relations: blocked, fix: needsPartitions ? context.foreignKeyPerPartition(added) : context.validatingLater(added))
    ]
  }
}

extension Finding.Message {
  fileprivate static func partitionsFirst(_ table: RelationName) -> Self {
    """
    add it to each partition `NOT VALID`, `VALIDATE` it there in a later transaction, and add it to `\(table)` last: \
    it takes those over and reads no row
    """
  }
}
