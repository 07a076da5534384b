public import PostgresSyntax

/// A constraint as it is written, in a column or on its own.
public struct ConstraintDefinition: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case check, notNull, unique, primaryKey, exclusion, foreignKey }

  public var kind: Kind
  /// Nil when PostgreSQL is to choose it.
  public var name: String?
  public var columns: [String]
  /// What the index behind an EXCLUDE calls its columns and expressions.
  var exclusionLabels: [String] = []
  /// The table and columns a foreign key points at. The columns are empty when the primary key is meant.
  @Seldom public var referencedTable: RelationName?
  public var referencedColumns: [String]
  @Seldom public var expression: Expression?
  /// What a CHECK says of single columns.
  var condition: Condition?
  /// `USING INDEX`.
  @Seldom public var usingIndex: String?
  public var isNotValid: Bool
  /// `NO INHERIT`
  public var isNoInherit: Bool
  public var isEnforced: Bool
  public var isDeferrable: Bool
  public var isInitiallyDeferred: Bool
  public var nullsNotDistinct: Bool
  public var including: [String]
  /// `UNIQUE (…, range WITHOUT OVERLAPS)` (18): a GiST index stands behind it.
  public var isWithoutOverlaps: Bool
  /// Of a foreign key: ON DELETE, ON UPDATE and MATCH, as pg_constraint spells them.
  public var foreignKeyActions: [String]
  /// Written behind a column.
  public var isInline: Bool
  /// Byte offset in the file.
  public var location: Int

  init?(_ node: Node, in statement: Statement) {
    switch node.text("contype") {
    case "CONSTR_CHECK": kind = .check
    case "CONSTR_NOTNULL": kind = .notNull
    case "CONSTR_UNIQUE": kind = .unique
    case "CONSTR_PRIMARY": kind = .primaryKey
    case "CONSTR_EXCLUSION": kind = .exclusion
    case "CONSTR_FOREIGN": kind = .foreignKey
    default: return nil
    }
    name = node.text("conname")
    let foreign = node.names("fk_attrs"), keys = node.names("keys")
    columns = foreign.isEmpty ? keys : foreign
    if kind == .exclusion {
      let elements = node.list("exclusions").compactMap { $0.fields(of: "List")?.list("items").first?.fields(of: "IndexElem").map(IndexElement.init) }
      columns = elements.compactMap(\.column)
      exclusionLabels = elements.map(\.label)
    }
    referencedTable = RelationName(rangeVar: node["pktable"])
    referencedColumns = node.names("pk_attrs")
    expression = node["raw_expr"].map(Expression.init)
    condition = kind == .check ? node["raw_expr"].map(Condition.init) : nil
    usingIndex = node.text("indexname")
    isNotValid = node.flag("skip_validation")
    isNoInherit = node.flag("is_no_inherit")
    isEnforced = Grammar.majorVersion < 18 || (kind != .check && kind != .foreignKey) || node.flag("is_enforced")
    isDeferrable = node.flag("deferrable")
    isInitiallyDeferred = node.flag("initdeferred")
    nullsNotDistinct = node.flag("nulls_not_distinct")
    including = node.names("including")
    isWithoutOverlaps = node.flag("without_overlaps")
    foreignKeyActions = kind == .foreignKey ? [node.text("fk_del_action"), node.text("fk_upd_action"), node.text("fk_matchtype")].map { $0 ?? "" } : []
    isInline = false
    location = statement.span.start + node.number("location")
    if !isEnforced { isNotValid = true }
  }

  /// As people write it: `FOREIGN KEY`.
  public var keyword: String {
    switch kind {
    case .check: "CHECK"
    case .notNull: "NOT NULL"
    case .unique: "UNIQUE"
    case .primaryKey: "PRIMARY KEY"
    case .exclusion: "EXCLUDE"
    case .foreignKey: "FOREIGN KEY"
    }
  }

  /// Without the keys that say what another one says, such as `PRIMARY KEY UNIQUE`; the primary key first (`transformIndexConstraints`).
  static func withoutTwins(_ constraints: [ConstraintDefinition]) -> [ConstraintDefinition] {
    // Most tables have the primary key first, and no other key beside it.
    let keepsOrder = !constraints.dropFirst().contains { $0.kind == .primaryKey }
    if keepsOrder, !constraints.contains(where: { $0.kind == .unique }) { return constraints }
    var kept: [ConstraintDefinition] = []
    for constraint in constraints.filter({ $0.kind == .primaryKey }) + constraints.filter({ $0.kind != .primaryKey }) {
      let twin = constraint.kind != .unique ? nil : kept.firstIndex {
        ($0.kind == .primaryKey || $0.kind == .unique) && $0.columns == constraint.columns && $0.including == constraint.including
          && $0.nullsNotDistinct == constraint.nullsNotDistinct && $0.isDeferrable == constraint.isDeferrable
          && $0.isInitiallyDeferred == constraint.isInitiallyDeferred
      }
      if let twin { kept[twin].name = kept[twin].name ?? constraint.name } else { kept.append(constraint) }
    }
    return kept
  }

  /// Whether rows that are there are read when it is added.
  public var validatesRows: Bool { !isNotValid && usingIndex == nil }
}
