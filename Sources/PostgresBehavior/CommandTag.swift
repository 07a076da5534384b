import PostgresSyntax

/// What a statement is called in tables and messages, in the manner of psql's command tags.
enum CommandTag {
  static func make(_ tag: String, _ node: Node, _ operations: [any Operation]) -> String {
    let concurrently = { (flag: Bool) in flag ? " CONCURRENTLY" : "" }
    switch tag {
    case "AlterTableStmt": return "ALTER " + relationWord((node.text("objtype") ?? "").dropPrefix("OBJECT_"))
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
    switch operations.first {
    case let drop as DropIndex: return "DROP INDEX" + concurrently(drop.isConcurrent)
    case let reindex as Reindex: return "REINDEX \(reindex.kind.rawValue)" + concurrently(reindex.isConcurrent)
    case let drop as DropRelation: return "DROP \(drop.kind.rawValue)"
    case let drop as DropObject: return "DROP " + words(drop.kind)
    case let created as CreateTableAs: return created.isMaterializedView ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS"
    case let change as DataChange: return change.kind.rawValue
    case let control as TransactionControl: return name(of: control)
    case let set as SetVariable: return set.isReset && set.name == nil ? "RESET ALL" : set.isReset ? "RESET" : "SET"
    case let command as TableCommand where command.kind == .vacuumFull: return "VACUUM FULL"
    case let command as TableCommand where command.kind == .analyze: return "ANALYZE"
    case let rename as RenameObject where rename.relation == nil: return "ALTER " + words(rename.kind == "ENUM VALUE" ? "TYPE" : rename.kind)
    case let rename as RenameObject: return "ALTER " + relationWord(rename.kind)
    case let set as SetSchema: return "ALTER " + relationWord(set.kind)
    default: return names[tag] ?? spelled(tag)
    }
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
