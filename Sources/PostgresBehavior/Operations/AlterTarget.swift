import PostgresSyntax

/// The relation an ALTER TABLE names, and which of its subcommands an operation is.
public struct AlterTarget: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case table, index, view, materializedView, sequence, foreignTable, type }

  public var relation: RelationName
  public var kind: Kind
  public var ifExists: Bool
  public var isOnly: Bool
  /// The ordinal of the subcommand, from 0; an inline constraint has that of its ADD COLUMN.
  public var subcommand: Int
  public var subcommandCount: Int
  /// Where the relation's name starts, as a byte offset in the file.
  public var location: Int

  init?(_ node: Node, in statement: Statement) {
    guard let relation = node["relation"], let name = RelationName(rangeVar: relation) else { return nil }
    self.relation = name
    kind = switch node.text("objtype") ?? node.text("relkind") {
    case "OBJECT_INDEX": .index
    case "OBJECT_VIEW": .view
    case "OBJECT_MATVIEW": .materializedView
    case "OBJECT_SEQUENCE": .sequence
    case "OBJECT_FOREIGN_TABLE": .foreignTable
    case "OBJECT_TYPE": .type
    default: .table
    }
    ifExists = node.flag("missing_ok")
    isOnly = !relation.flag("inh")
    subcommand = 0
    subcommandCount = 1
    location = statement.span.start + relation.number("location")
  }

  var effectKind: Effect.Kind {
    switch kind {
    case .index: .index
    case .view: .view
    case .materializedView: .materializedView
    case .sequence: .sequence
    case .table, .foreignTable, .type: .table
    }
  }

  /// The subcommand's lock on the relation and, unless ONLY is said, on all its partitions.
  func effects(_ lock: LockMode, _ work: Work = .catalog, in moment: Moment, recursing: Bool = true) -> [Effect] {
    guard kind == .table else { return [moment.effect(relation, lock, work, kind: effectKind)] }
    let isEmpty = isOnly && moment.schema.table(relation)?.kind == .partitioned
    return moment.effects(relation, lock, isEmpty ? .catalog : work, recursing: recursing && !isOnly)
  }
}
