public import PostgresBehavior
import PostgresSyntax

extension RuleContext {
  /// Before 18: the foreign key on each partition first, then on the parent, which takes those over.
  public func foreignKeyPerPartition(_ added: AddConstraint) -> Fix? {
    let parent = added.target.relation
    guard schema.isFullyKnown(parent), schema.table(parent)?.kind == .partitioned, added.constraint.kind == .foreignKey else { return nil }
    let name = resolvedName(of: added), tree = schema.partitions(of: parent)
    let leaves = tree.filter { schema.table($0)?.kind == .ordinary }
    guard !leaves.isEmpty, tree.allSatisfy({ schema.table($0)?.kind == .ordinary || schema.table($0)?.kind == .partitioned }) else { return nil }
    let own = layout.subcommand(added.target), end = layout.words("not", "valid", in: own)?.start ?? own.end
    guard let definition = layout.word("foreign", after: added.constraint.location) else { return nil }
    var text = source[Span(definition.start, end)]
    while text.last?.isWhitespace ?? false { text.removeLast() }
    func add(_ table: RelationName) -> String {
      sql("ALTER TABLE ") + table.sql + sql(" ADD CONSTRAINT ") + Identifier.sql(name) + " " + text
    }
    // Partitioned partitions take over from their own ones first.
    let middle = tree.filter { schema.table($0)?.kind == .partitioned }.sorted { schema.partitions(of: $0).count < schema.partitions(of: $1).count }
    let validate = sql(" VALIDATE CONSTRAINT ") + Identifier.sql(name)
    return .plan("check the rows of one partition after the other", leaves.flatMap { leaf in
      [
        Fix.Step("on the partition, with a `lock_timeout`", sql: add(leaf) + sql(" NOT VALID") + ";"),
        Fix.Step("beside reads and writes, in a transaction of its own", sql: sql("ALTER TABLE ") + leaf.sql + validate + ";"),
      ]
    } + (middle + [parent]).map { table in
      Fix.Step("takes those over and reads no row; with a `lock_timeout`: it blocks reads of the referenced table for an instant", sql: add(table) + ";")
    })
  }

  /// A statement that waits for its lock only shortly, so that nobody queues up behind it.
  public func patiently(_ sql: Finding.Message) -> Finding.Message { "SET lock_timeout = '2s';\n\(sql);\nRESET lock_timeout;" }
  /// The same of a statement as it stands in the file.
  @_disfavoredOverload public func patiently(_ sql: String) -> Finding.Message { patiently(Finding.Message(sql)) }
}
