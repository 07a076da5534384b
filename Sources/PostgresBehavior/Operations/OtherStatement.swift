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
    case "AlterSubscriptionStmt":
      // Looking for tables on the publisher, which is what changes of the publications do unless `refresh = false`.
      switch fields.text("kind") {
      case "ALTER_SUBSCRIPTION_REFRESH", "ALTER_SUBSCRIPTION_REFRESH_PUBLICATION": "ALTER SUBSCRIPTION … REFRESH"
      case "ALTER_SUBSCRIPTION_SET_PUBLICATION", "ALTER_SUBSCRIPTION_ADD_PUBLICATION", "ALTER_SUBSCRIPTION_DROP_PUBLICATION":
        fields.list("options").contains { $0.fields(of: "DefElem").map { $0.text("defname") == "refresh" && !Option.isOn($0) } ?? false }
          ? nil : "ALTER SUBSCRIPTION with refresh"
      default: nil
      }
    case "CreateSubscriptionStmt":
      // Without create_slot = false it makes a replication slot, which no rollback takes back.
      fields.list("options").contains {
        ["create_slot", "connect"].contains($0.fields(of: "DefElem")?.text("defname") ?? "") && !($0.fields(of: "DefElem").map(Option.isOn) ?? true)
      } ? nil : "CREATE SUBSCRIPTION"
    default: nil
    }
  }
}
