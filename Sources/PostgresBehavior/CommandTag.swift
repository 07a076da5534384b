import PostgresSyntax

/// What a statement is called in tables and messages, in the manner of psql's command tags.
enum CommandTag {
  static func make(_ tag: String, _ node: Node, _ operations: [any Operation]) -> String {
    let concurrently = { (flag: Bool) in flag ? " CONCURRENTLY" : "" }
    switch tag {
    case "AlterTableStmt":
      let kind = node.text("objtype") ?? ""
      return kind == "OBJECT_TABLE" ? "ALTER TABLE" : "ALTER " + relationWord(kind.dropPrefix("OBJECT_"))
    case "InsertStmt": return "INSERT"
    case "UpdateStmt": return "UPDATE"
    case "DeleteStmt": return "DELETE"
    case "SelectStmt" where node["intoClause"] == nil: return "SELECT"
    case "CreateStmt": return "CREATE TABLE"
    case "DiscardStmt": return "DISCARD"
    case "IndexStmt": return "CREATE \(node.flag("unique") ? "UNIQUE " : "")INDEX" + concurrently(node.flag("concurrent"))
    case "RefreshMatViewStmt": return "REFRESH MATERIALIZED VIEW" + concurrently(node.flag("concurrent"))
    default: break
    }
    guard let operation = operations.first else { return names[tag] ?? spelled(tag) }
    if let drop = operation.as(DropIndex.self) { return "DROP INDEX" + concurrently(drop.isConcurrent) }
    if let reindex = operation.as(Reindex.self) { return "REINDEX \(reindex.kind.rawValue)" + concurrently(reindex.isConcurrent) }
    if let drop = operation.as(DropRelation.self) { return "DROP \(drop.kind.rawValue)" }
    if let drop = operation.as(DropObject.self) { return "DROP " + words(drop.kind) }
    if let created = operation.as(CreateTableAs.self) { return created.isMaterializedView ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS" }
    if let change = operation.as(DataChange.self) { return change.kind.rawValue }
    if let control = operation.transactionControl { return name(of: control) }
    if let set = operation.setVariable { return set.isReset && set.name == nil ? "RESET ALL" : set.isReset ? "RESET" : "SET" }
    if let command = operation.as(TableCommand.self), command.kind == .vacuumFull { return "VACUUM FULL" }
    if let command = operation.as(TableCommand.self), command.kind == .analyze { return "ANALYZE" }
    if let rename = operation.as(RenameObject.self) {
      return "ALTER " + (rename.relation == nil ? words(rename.kind == "ENUM VALUE" ? "TYPE" : rename.kind) : relationWord(rename.kind))
    }
    if let set = operation.as(SetSchema.self) { return "ALTER " + relationWord(set.kind) }
    return names[tag] ?? spelled(tag)
  }

  private static func relationWord(_ kind: String) -> String {
    switch kind {
    case "COLUMN", "TABCONSTRAINT", "TABLE", "": "TABLE"
    default: words(kind)
    }
  }

  private static func words(_ kind: String) -> String { kind == "MATVIEW" ? "MATERIALIZED VIEW" : kind == "STATISTIC_EXT" ? "STATISTICS" : String(kind.map { $0 == "_" ? " " : $0 }) }

  private static func name(of control: TransactionControl) -> String {
    let chain = control.chains ? " AND CHAIN" : ""
    switch control.kind {
    case .begin: return "BEGIN"
    case .commit: return "COMMIT" + chain
    case .rollback: return "ROLLBACK" + chain
    case .savepoint: return "SAVEPOINT"
    case .release: return "RELEASE"
    case .rollbackTo: return "ROLLBACK TO"
    case .prepare: return "PREPARE TRANSACTION"
    case .commitPrepared: return "COMMIT PREPARED"
    case .rollbackPrepared: return "ROLLBACK PREPARED"
    }
  }

  private static let names = [
    "CreateForeignTableStmt": "CREATE FOREIGN TABLE", "ViewStmt": "CREATE VIEW",
    "CreateTrigStmt": "CREATE TRIGGER", "RuleStmt": "CREATE RULE", "CreateStatsStmt": "CREATE STATISTICS", "CreateSeqStmt": "CREATE SEQUENCE",
    "AlterSeqStmt": "ALTER SEQUENCE", "CreateEnumStmt": "CREATE TYPE", "AlterEnumStmt": "ALTER TYPE", "CompositeTypeStmt": "CREATE TYPE",
    "DefineStmt": "CREATE", "CreatedbStmt": "CREATE DATABASE", "DropdbStmt": "DROP DATABASE", "VariableShowStmt": "SHOW", "LockStmt": "LOCK TABLE",
    "CreateTableSpaceStmt": "CREATE TABLESPACE", "DropTableSpaceStmt": "DROP TABLESPACE", "CreateRangeStmt": "CREATE TYPE", "GrantRoleStmt": "GRANT",
    "SecLabelStmt": "SECURITY LABEL", "CreateFunctionStmt": "CREATE FUNCTION", "DiscardStmt": "DISCARD", "CreateFdwStmt": "CREATE FOREIGN DATA WRAPPER",
    "CreatePLangStmt": "CREATE LANGUAGE", "AlterObjectDependsStmt": "ALTER", "AlterTableMoveAllStmt": "ALTER TABLE ALL IN TABLESPACE",
  ]

  /// `CreateExtensionStmt` is `CREATE EXTENSION`.
  private static func spelled(_ tag: String) -> String {
    var result = ""
    for character in tag.hasSuffix("Stmt") ? String(tag.dropLast(4)) : tag {
      if character.isUppercase, !result.isEmpty { result += " " }
      result += character.uppercased()
    }
    return result
  }
}

extension String {
  fileprivate func dropPrefix(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}
