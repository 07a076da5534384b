import PostgresSyntax

/// A statement that locks no relation anybody waits for: CREATE SCHEMA, CREATE EXTENSION, GRANT on a schema, …
public struct OtherStatement: Operation {
  /// The type of its node in the parse tree: `CreateExtensionStmt`.
  public var node: String
  /// Its name if the server refuses it in a transaction block.
  public var refusedInBlock: String?

  public func refusesTransactionBlock(in moment: Moment) -> String? { refusedInBlock }

  init(_ node: String, _ fields: Node) {
    self.node = node
    refusedInBlock = switch node {
    case "CreatedbStmt": "CREATE DATABASE"
    case "DropdbStmt": "DROP DATABASE"
    case "CreateTableSpaceStmt": "CREATE TABLESPACE"
    case "DropTableSpaceStmt": "DROP TABLESPACE"
    case "AlterSystemStmt": "ALTER SYSTEM"
    case "AlterDatabaseStmt":
      fields.list("options").contains { $0.fields(of: "DefElem")?.text("defname") == "tablespace" } ? "ALTER DATABASE SET TABLESPACE" : nil
    case "DropSubscriptionStmt": "DROP SUBSCRIPTION"
    case "CreateSubscriptionStmt":
      // Without create_slot = false it makes a replication slot, which no rollback takes back.
      fields.list("options").contains {
        ["create_slot", "connect"].contains($0.fields(of: "DefElem")?.text("defname") ?? "") && !($0.fields(of: "DefElem").map(Option.isOn) ?? true)
      } ? nil : "CREATE SUBSCRIPTION"
    default: nil
    }
  }
}
