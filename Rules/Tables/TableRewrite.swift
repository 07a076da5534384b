import Linting
import PostgresBehavior
import PostgresSyntax

/// Commands that write a table, or copy its files, whole: `VACUUM FULL`, `CLUSTER` and some of `ALTER TABLE`.
struct TableRewrite: Rule {
  static let metadata = RuleMetadata(
    id: "table-rewrite",
    summary: "VACUUM FULL, CLUSTER, SET LOGGED, SET TABLESPACE and their like write the whole table anew",
    severity: .error, fix: .plan, isBlocking: true)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    // cannot-run-in-transaction speaks where it fails in its transaction.
    guard step.refusesTransactionBlock == nil || !step.transaction.isBlock else { return [] }
    if let finding = everyTable(step, context) { return [finding] }
    guard step.effects.contains(where: { $0.exempt == nil && $0.work == .rewrite }) else { return [] }
    let parts = step.operations.enumerated().compactMap { part($1, step.effects(of: $0)) }
    guard let first = parts.first, let effect = first.effects.first else { return [] }
    // PostgreSQL writes a table once for all subcommands.
    let others = parts.dropFirst().compactMap { $0.command.map { Finding.Label("and here", at: context.layout.subcommand($0.target)) } }
    var relations: [Effect] = []
    for effect in parts.flatMap(\.effects) where !relations.contains(effect) { relations.append(effect) }
    let span = first.command.map { context.layout.subcommand($0.target) } ?? context.layout.keywords(2)
    return [
      Finding(
        message(first, relations, context), at: span,
        note: effect.kind == .index ? .index : context.lock(effect, while: "until it is done"), help: help(first, effect, context),
        labels: others, relations: relations, fix: plan(step, first, effect, context))
    ]
  }

  private typealias Part = (command: AlterTableCommand?, effects: [Effect])

  /// An operation whose work is a rewrite that others feel.
  private func part(_ operation: any Operation, _ effects: [Effect]) -> Part? {
    let command = operation.as(AlterTableCommand.self)
    guard command != nil || operation.is(TableCommand.self) else { return nil }
    let written = effects.filter { $0.exempt == nil && $0.work == .rewrite }
    return written.isEmpty ? nil : (command, written)
  }

  /// Statements that name no table.
  private func everyTable(_ step: Step, _ context: RuleContext) -> Finding? {
    guard let operation = step.operations.first, operation.is(TableCommand.self) || operation.is(OtherStatement.self) else { return nil }
    let command = operation.as(TableCommand.self)
    let names: Finding.Message
    if let command, command.relation == nil, command.kind == .vacuumFull || command.kind == .cluster {
      names = command.kind == .cluster ? .clustered : .all
    } else if operation.as(OtherStatement.self)?.node == "AlterTableMoveAllStmt" {
      names = .inTablespace
    } else {
      return nil
    }
    return Finding(
      .blocksEach(names), at: context.layout.keywords(command?.kind == .vacuumFull ? 2 : 3), note: .exclusive,
      help: command == nil ? .moveOneByOne : .online, relations: context.felt.filter { $0.work == .rewrite },
      fix: command == nil ? nil : .plan(.onlineCopy, [.sql("VACUUM (ANALYZE);"), Fix.Step(.online)]))
  }

  private func message(_ part: Part, _ relations: [Effect], _ context: RuleContext) -> Finding.Message {
    guard part.command?.subtype == "SetTableSpace" else {
      return .blocks(relations, while: relations.count > 1 ? "they are rewritten" : "it is rewritten")
    }
    guard let index = relations.first, index.kind == .index else { return .blocks(relations, while: "its files are copied") }
    return .blocks(context.schema.index(index.relation)?.table, while: index.relation)
  }

  private func help(_ part: Part, _ effect: Effect, _ context: RuleContext) -> Finding.Message {
    switch part.command?.subtype {
    case "SetTableSpace":
      guard effect.kind == .index else { return .fillNewTable }
      return context.version >= 14 ? .reindex(effect.relation, to: part.command?.name) : .newIndex
    case "SetExpression": return .newColumn
    case nil: return .online
    default: return .fillNewTable
    }
  }
}

extension TableRewrite {
  private func plan(_ step: Step, _ part: Part, _ effect: Effect, _ context: RuleContext) -> Fix {
    let table = effect.relation, statement = context.text(of: step)
    let quiet = context.carefully(statement, "in a quiet hour, and again when it gives up: everybody waits until it is done")
    guard let command = part.command else {
      return .plan(.onlineCopy, [Fix.Step("make the room of dead rows usable again", sql: "VACUUM (ANALYZE) \(table.sql);"), Fix.Step(.online)])
    }
    if effect.kind == .index, command.subtype == "SetTableSpace", let space = command.name {
      if context.version >= 14 {
        return .plan(.moveIndex, [Fix.Step("outside a transaction", sql: "REINDEX (TABLESPACE \(Identifier.sql(space))) INDEX CONCURRENTLY \(table.sql);")])
      }
      return .plan(.moveIndex, [Fix.Step(.newIndex), Fix.Step("outside a transaction", sql: "DROP INDEX CONCURRENTLY \(table.sql);")])
    }
    if command.subtype == "SetExpression" { return .plan(.newColumnInstead, [Fix.Step(.newColumn)] + quiet) }
    let copy = RelationName(schema: table.schema, ObjectName.choose(table.name, nil, "new"))
    return .plan(.newTableInstead, [
      Fix.Step("a table beside it", sql: "CREATE TABLE \(copy.sql) (LIKE \(table.sql) INCLUDING ALL);"),
      Fix.Step("give the new table what the statement gives, while it is empty", sql: change(step, command, copy, context)),
      Fix.Step("a trigger on `\(table)` that writes every change to `\(copy)` too; then the rows there are, in batches"),
      .transaction("swap the names; foreign keys, views and grants have to be moved as well", [
        "ALTER TABLE \(table.sql) RENAME TO \(Identifier.sql(ObjectName.choose(table.name, nil, "old")));",
        "ALTER TABLE \(copy.sql) RENAME TO \(Identifier.sql(table.name));",
      ]),
      Fix.Step("or, where the table is small", sql: statement),
    ])
  }

  /// The same subcommand for another table.
  private func change(_ step: Step, _ command: AlterTableCommand, _ table: RelationName, _ context: RuleContext) -> String {
    "ALTER TABLE \(table.sql) " + context.source[context.layout.subcommand(command.target)] + ";"
  }
}

extension Finding.Message {
  fileprivate static let onlineCopy: Self = "make the room usable again beside reads and writes"
  fileprivate static let moveIndex: Self = "build it there beside reads and writes"
  fileprivate static let newColumnInstead: Self = "fill a new column"
  fileprivate static let newTableInstead: Self = "fill a new table"
  fileprivate static let all: Self = "one table of the database after the other"
  fileprivate static let clustered: Self = "each table that was clustered before"
  fileprivate static let inTablespace: Self = "everything in the tablespace"
  fileprivate static func blocksEach(_ names: Self) -> Self { "blocks every read and write of \(names) while it is written anew" }
  fileprivate static func blocks(_ table: RelationName?, while index: RelationName) -> Self {
    let (owner, moved) = table.map { ("`\($0)`", "`\(index)`") } ?? ("the table of `\(index)`", "the index")
    return "blocks every read and write of \(owner) while \(moved) is copied"
  }
  fileprivate static let index: Self =
    "takes an `ACCESS EXCLUSIVE` lock on the index, and whoever plans a query on the table or writes to it opens all its indexes"
  fileprivate static let exclusive: Self =
    "takes an `ACCESS EXCLUSIVE` lock on the table until its last row is written, then goes on to the next"
  fileprivate static let online: Self =
    """
    plain `VACUUM` makes the room of dead rows usable again beside reads and writes; \
    to make the files smaller use a tool that copies online, such as `pg_repack`
    """
  fileprivate static let fillNewTable: Self =
    "make a new table that is as this one shall be, keep it current with a trigger, fill it in batches, and swap the names"
  fileprivate static let newColumn: Self = "add a new column, keep it current with a trigger, fill it in batches, and swap the names"
  fileprivate static let moveOneByOne: Self =
    """
    move what is used one by one: indexes with `REINDEX (TABLESPACE …) INDEX CONCURRENTLY`, \
    tables with a tool that copies online, such as `pg_repack`
    """
  fileprivate static func reindex(_ index: RelationName, to tablespace: String?) -> Self {
    "`REINDEX (TABLESPACE \(Identifier.sql(tablespace ?? ""))) INDEX CONCURRENTLY \(index.sql)`, outside a transaction"
  }
  fileprivate static let newIndex: Self =
    "build a new index there with `CREATE INDEX CONCURRENTLY … TABLESPACE`, then drop this one with `DROP INDEX CONCURRENTLY`"
}
