public import PostgresSyntax

/// The place that made an object: which migration of the run, and where in it.
public struct Origin: Hashable, Sendable {
  /// The ordinal of the migration in the order of its run, from 0.
  public var migration: Int
  public var span: Span
}

/// What the replay knows of a table, a view or another relation with columns (pg_class, pg_attribute). The schema alone changes it;
/// an object, because every statement asks for some fact of it.
public final class Table {
  /// pg_class.relkind
  public enum Kind: Hashable, Sendable { case ordinary, partitioned, view, materializedView, foreign }

  public internal(set) var name: RelationName
  public internal(set) var kind: Kind
  public internal(set) var columns: [Column] = []
  /// False when the table was made before the history that was read: it may have columns nobody told of.
  public internal(set) var hasAllColumns = false
  public internal(set) var constraints: [Constraint] = []
  public internal(set) var indexes: [RelationName] = []
  /// Whether an index was dropped that partitions had too, so that names of theirs are free again.
  public internal(set) var hasDroppedIndexes = false
  /// The partitioned or inherited table above it.
  @Seldom public internal(set) var parent: RelationName?
  public internal(set) var partitions: [RelationName] = []
  /// Of a partition; nil when nobody told.
  @Seldom public internal(set) var partitionBound: PartitionBound?
  /// The columns of the partition key; nil for an expression among them, or a column with its own collation or operator class.
  public internal(set) var partitionKey: [String?] = []
  public internal(set) var isTemporary = false
  /// Rows were written to it since the migration that made it.
  public internal(set) var mayHoldRows = false
  /// Tables whose foreign keys point here.
  public internal(set) var referencedBy: Set<RelationName> = []
  public internal(set) var origin: Origin?
  /// Made by `IF NOT EXISTS`: it may have been there before, so it is never new.
  public internal(set) var mayHaveExisted = false
  public internal(set) var hasRowLevelSecurity = false
  /// pg_class.relispopulated: false for a materialized view that cannot be read yet.
  public internal(set) var isPopulated = true
  /// pg_class.relpersistence is `u`; nil when nobody told.
  public internal(set) var isUnlogged: Bool?
  /// pg_am.amname and pg_tablespace.spcname where a statement named them.
  @Seldom public internal(set) var accessMethod: String?
  @Seldom public internal(set) var tablespace: String?
  /// `CREATE TABLE … OF`
  @Seldom public internal(set) var ofType: RelationName?
  /// What the query of a view reads, and the columns it names: `*` for all.
  public internal(set) var reads: [RelationName] = []
  public internal(set) var readColumns: Set<String> = []
  public internal(set) var triggers: [Trigger] = []
  public internal(set) var policies: Set<String> = []
  /// Those AS RESTRICTIVE, which show no row on their own.
  public internal(set) var restrictivePolicies: Set<String> = []
  /// What is switched off, in the order of the statements that did it.
  public internal(set) var disabled: [Disabled] = []
  /// Its extended statistics (pg_statistic_ext).
  public internal(set) var statistics: Set<RelationName> = []

  /// Columns that were SET NOT NULL, though nobody told what else they are.
  public internal(set) var notNullColumns: Set<String> = []

  init(name: RelationName, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// Another one with the same facts, for changes that may have to be taken back.
  func copy() -> Table {
    let copy = Table(name: name, kind: kind)
    copy.columns = columns
    copy.hasAllColumns = hasAllColumns
    copy.constraints = constraints
    copy.indexes = indexes
    copy.hasDroppedIndexes = hasDroppedIndexes
    copy.parent = parent
    copy.partitions = partitions
    copy.partitionBound = partitionBound
    copy.partitionKey = partitionKey
    copy.isTemporary = isTemporary
    copy.mayHoldRows = mayHoldRows
    copy.referencedBy = referencedBy
    copy.origin = origin
    copy.mayHaveExisted = mayHaveExisted
    copy.hasRowLevelSecurity = hasRowLevelSecurity
    copy.isPopulated = isPopulated
    copy.isUnlogged = isUnlogged
    copy.accessMethod = accessMethod
    copy.tablespace = tablespace
    copy.ofType = ofType
    copy.reads = reads
    copy.readColumns = readColumns
    copy.triggers = triggers
    copy.policies = policies
    copy.restrictivePolicies = restrictivePolicies
    copy.disabled = disabled
    copy.statistics = statistics
    copy.notNullColumns = notNullColumns
    return copy
  }

  public var isDefaultPartition: Bool { partitionBound == .default }
  /// Whether a policy lets rows through.
  public var hasPolicies: Bool { !policies.isSubset(of: restrictivePolicies) }
  public func column(_ name: String) -> Column? { columns.first { $0.name == name } }
  /// Most constraints are of other kinds, and to copy them all costs more than to look.
  var foreignKeys: [Constraint] {
    var keys: [Constraint] = []
    for at in constraints.indices where constraints[at].kind == .foreignKey { keys.append(constraints[at]) }
    return keys
  }
  public func constraint(_ name: String) -> Constraint? { constraints.first { $0.name == name } }

  /// Whether a valid CHECK, or the column itself, already says that a column holds no NULL.
  /// - Parameter dropped: constraints that do not count.
  public func provesNotNull(_ column: String, without dropped: [String] = []) -> Bool {
    if notNullColumns.contains(column) || self.column(column)?.isNotNull ?? false { return true }
    return constraints.contains { $0.isValid && $0.isEnforced && $0.provesNotNull.contains(column) && !dropped.contains($0.name) }
  }
}

/// pg_trigger
public struct Trigger: Hashable, Sendable {
  public var name: String
  /// FOR EACH ROW: partitions have a copy.
  public var isForEachRow: Bool
  public var function: RelationName?
}

/// A trigger, a rule or the row security of a table that a statement switched off (pg_trigger.tgenabled, pg_rewrite.ev_enabled,
/// pg_class.relrowsecurity).
public struct Disabled: Hashable, Sendable {
  public enum Part: Hashable, Sendable { case trigger(String), allTriggers, userTriggers, rule(String), rowSecurity }

  public var part: Part
  public var origin: Origin
  /// The ordinal of its subcommand in the statement.
  public var subcommand: Int
}

/// pg_attribute
public struct Column: Hashable, Sendable {
  public var name: String
  public var type: TypeName
  public var isNotNull: Bool
  public var hasDefault: Bool
  public var generated: ColumnDefinition.Generated?
  @Seldom public var collation: String?
  /// The sequence of a serial or identity column: it belongs to the column.
  @Seldom public var sequence: RelationName?
  /// Nil if it may be older than the statement that adds it: `IF NOT EXISTS`.
  public var origin: Origin?
  /// The sequences its default calls.
  public var defaultSequences: [RelationName] = []

  init(_ definition: ColumnDefinition, origin: Origin?) {
    self.origin = origin
    defaultSequences = definition.defaultExpression?.sequences ?? []
    name = definition.name
    type = definition.type.stored
    isNotNull = definition.isNotNull
    hasDefault = definition.hasDefault
    generated = definition.generated
    collation = definition.collation
  }
}

/// pg_constraint
public struct Constraint: Hashable, Sendable {
  public var name: String
  public var kind: ConstraintDefinition.Kind
  public var columns: [String]
  @Seldom public var referencedTable: RelationName?
  public var referencedColumns: [String]
  /// pg_constraint.convalidated
  public var isValid: Bool
  public var isEnforced: Bool
  public var provesNotNull: [String]
  /// Every column its expression names.
  public var usedColumns: [String]
  /// What a CHECK says of single columns.
  var condition: Condition?
  /// The index that stands behind a UNIQUE, PRIMARY KEY or EXCLUDE.
  @Seldom public var index: RelationName?
  public var origin: Origin
  /// Where its definition starts in the file of its origin, in bytes.
  public var location: Int
  public var isDeferrable: Bool
  public var isInitiallyDeferred: Bool
  public var foreignKeyActions: [String]

  init(_ definition: ConstraintDefinition, name: String, origin: Origin) {
    location = definition.location
    isDeferrable = definition.isDeferrable
    isInitiallyDeferred = definition.isInitiallyDeferred
    foreignKeyActions = definition.foreignKeyActions
    self.name = name
    kind = definition.kind
    columns = definition.columns
    referencedTable = definition.referencedTable
    referencedColumns = definition.referencedColumns
    isValid = !definition.isNotValid
    isEnforced = definition.isEnforced
    provesNotNull = definition.kind == .notNull ? definition.columns : definition.expression?.provesNotNull ?? []
    usedColumns = definition.kind == .check ? definition.expression?.columns ?? definition.columns : definition.columns
    condition = definition.condition
    self.origin = origin
  }
}

/// pg_index
public struct Index: Hashable, Sendable {
  public var name: RelationName
  public var table: RelationName
  public var elements: [IndexElement]
  public var including: [String]
  public var method: String
  public var isUnique: Bool
  /// With a WHERE.
  public var isPartial: Bool
  public var isValid: Bool
  public var nullsNotDistinct: Bool
  /// The constraint it belongs to.
  @Seldom public var constraint: String? = nil
  public var isPartitioned: Bool
  /// Made ON ONLY a partitioned table: partitions that were there then have none of it.
  public var isOnly = false
  public var origin: Origin
  /// The WHERE of a partial one.
  @Seldom public var predicate: Expression? = nil
  /// Whether it has more than its definition tells here: WITH, TABLESPACE.
  public var hasOptions = false

  /// Whether it needs a column in any way: it goes with the column.
  public func needs(_ column: String) -> Bool {
    elements.contains { $0.column == column || $0.expression?.columns.contains(column) ?? false } || including.contains(column)
      || predicate?.columns.contains(column) ?? false
  }

  /// The leading columns up to the first expression.
  public var columns: [String] { elements.mapWhile { $0.column } }
}

extension Array {
  /// The results up to the first nil.
  fileprivate func mapWhile<R>(_ transform: (Element) -> R?) -> [R] {
    var results: [R] = []
    for element in self {
      guard let result = transform(element) else { break }
      results.append(result)
    }
    return results
  }
}

/// pg_proc, as far as a migration made it.
struct Function {
  var volatility: Volatility
  var body: [LoweredStatement]
  /// The ordinal of the migration that made it.
  var migration: Int
}

/// pg_type, as far as a migration made it.
public enum UserType: Hashable, Sendable {
  case enumeration(values: [EnumValue], origin: Origin)
  /// `isConstrained`: with a CHECK or NOT NULL, so that a new column of it is written row by row.
  /// `hasVolatileDefault`: it gives a new column that has no default of its own its values, row by row too.
  case domain(base: TypeName, isConstrained: Bool, hasVolatileDefault: Bool)
  case composite
}

/// pg_enum
public struct EnumValue: Hashable, Sendable {
  public var name: String
  /// The CREATE TYPE or ALTER TYPE that brought it.
  public var origin: Origin
}
