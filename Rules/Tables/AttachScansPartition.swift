import Linting
import PostgresBehavior
import PostgresSyntax

/// `ATTACH PARTITION` that has to read the new partition, or the `DEFAULT` one.
struct AttachScansPartition: Rule {
  static let metadata = RuleMetadata(
    id: "attach-scans-partition",
    summary: "ATTACH PARTITION reads every row of a table while reads and writes wait",
    severity: .error, fix: .safe, isBlocking: true)

  func check(_ attach: AttachPartition, in context: RuleContext) -> [Finding] {
    let read = context.felt.filter { $0.work >= .scan }
    guard attach.target.kind != .index, let first = read.first else { return [] }
    let inside = [attach.partition] + context.schema.partitions(of: attach.partition)
    let own = read.filter { inside.contains($0.relation) }, rest = read.filter { !inside.contains($0.relation) }
    return [
      Finding(
        message(attach, own, rest, context), at: context.layout.subcommand(attach.target),
        note: context.lock(first, while: "while it reads every row"), help: help(attach, own, rest, context), relations: read,
        fix: context.attachingProven(attach, reads: !own.isEmpty, others: rest.map(\.relation)))
    ]
  }

  private func message(_ attach: AttachPartition, _ own: [Effect], _ rest: [Effect], _ context: RuleContext) -> Finding.Message {
    if own.isEmpty { return .blocks(rest, while: "it is searched for rows of `\(attach.partition)`") }
    if !rest.isEmpty { return .blocks(own + rest, while: "every row is checked against the bound") }
    switch attach.reading(in: context.schema) {
    case .indexBuild: return .blocks(own, while: "it gets the indexes that `\(attach.target.relation)` has")
    case .foreignKey: return .blocks(own, while: "its foreign keys are checked")
    case .rows, nil: return .blocks(own, while: "every row is checked against the bound")
    }
  }

  private func help(_ attach: AttachPartition, _ own: [Effect], _ rest: [Effect], _ context: RuleContext) -> Finding.Message {
    let key = context.schema.table(attach.target.relation)?.onlyKey
    let bound = key.flatMap { attach.bound.sql(on: $0) }
    guard !own.isEmpty else { return .check(rest.first?.relation ?? attach.partition, bound.map { "NOT (\($0))" } ?? "…", context.schema) }
    switch attach.reading(in: context.schema) {
    case .indexBuild: return .indexes(attach)
    case .foreignKey: return .foreignKeys(attach)
    case .rows, nil: break
    }
    switch attach.bound {
    case .hash: return .hash(attach)
    case .default: return .leftOver
    case .range, .list, .unclear:
      let rest = rest.first.map { "; `\($0.relation)` needs one that rules the new rows out" }
      return .check(attach.partition, bound ?? "…", context.schema, hint: rest ?? "")
    }
  }
}

extension Finding.Message {
  fileprivate static func check(_ table: RelationName, _ bound: String, _ schema: Schema, hint: String = "") -> Self {
    let name = Identifier.sql(ObjectName.choose(table.name, nil, "bound") { schema.table(table)?.constraint($0) != nil })
    return """
      let it be proven first: `ALTER TABLE \(table.sql) ADD CONSTRAINT \(name) CHECK (\(bound)) NOT VALID`, \
      `VALIDATE CONSTRAINT \(name)` in a later transaction, then attach, then drop the constraint\(hint)
      """
  }
  fileprivate static let leftOver: Self = """
    let it be proven first: a `CHECK` that rules out what the other partitions take, added `NOT VALID`, \
    then validated in a later transaction; then attach, then drop the constraint
    """
  fileprivate static func hash(_ attach: AttachPartition) -> Self {
    """
    no `CHECK` proves the bound of a hash partition: attach a new, empty table, \
    and bring the rows in through `\(attach.target.relation)`, in batches
    """
  }
  fileprivate static func indexes(_ attach: AttachPartition) -> Self {
    """
    give `\(attach.partition)` its indexes first, with `CREATE INDEX CONCURRENTLY`, \
    and for a key the constraint with `USING INDEX`: attaching takes over what is alike
    """
  }
  fileprivate static func foreignKeys(_ attach: AttachPartition) -> Self {
    """
    give `\(attach.partition)` the foreign keys of `\(attach.target.relation)` first, `NOT VALID`, \
    and validate them in a later transaction
    """
  }
}
