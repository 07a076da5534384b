import Linting
import PostgresBehavior

/// `CREATE TABLE … PARTITION OF` a table in use.
struct CreatePartitionLocksParent: Rule {
  static let metadata = RuleMetadata(
    id: "create-partition-locks-parent",
    summary: "CREATE TABLE … PARTITION OF blocks reads and writes of the whole parent",
    severity: .warning, fix: .safe, isBlocking: true)

  func check(_ created: CreateTable, in context: RuleContext) -> [Finding] {
    let blocked = context.effects.blocking
    guard let parent = created.partitionOf, let effect = blocked.first(where: { $0.relation == parent }) else { return [] }
    let read = blocked.first { $0.work >= .scan }
    let doing = read.map { "`\($0.relation)` is searched for rows of the new partition" } ?? "`\(created.table)` becomes part of it"
    return [
      Finding(
        .blocks([effect], while: doing), at: context.layout.keywords(), note: context.lock(effect, while: "to the end of its transaction"),
        help: .attach(created.table, to: parent, searched: read?.relation), relations: blocked,
        fix: context.attachingNew(created, searched: read?.relation))
    ]
  }
}

extension Finding.Message {
  fileprivate static func attach(_ table: RelationName, to parent: RelationName, searched: RelationName?) -> Self {
    let rest = searched.map { ", once `\($0)` has a valid `CHECK` that rules its rows out" } ?? ""
    return """
      `CREATE TABLE \(table.sql) (LIKE \(parent.sql) INCLUDING ALL EXCLUDING IDENTITY)`, \
      then `ALTER TABLE \(parent.sql) ATTACH PARTITION \(table.sql) …`, which lets reads and writes pass\(rest)
      """
  }
}
