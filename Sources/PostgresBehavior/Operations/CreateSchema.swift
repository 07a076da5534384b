import PostgresSyntax

/// CREATE SCHEMA.
public struct CreateSchema: Operation {
  public var name: String
  public var ifNotExists: Bool

  init?(_ node: Node) {
    // AUTHORIZATION without a name means the role's own.
    guard let name = node.text("schemaname") else { return nil }
    self.name = name
    ifNotExists = node.flag("if_not_exists")
  }

  public var givesName: Bool { true }
}
