public import PostgresSyntax

/// What a rule can ask to see: one kind of operation, a whole statement, a transaction or a migration.
public protocol Subject: Sendable {}

/// What a statement, or one subcommand of ALTER TABLE, does. The types in `Operations/` use PostgreSQL's own words.
public protocol Operation: Subject {
  /// The locks it takes and the work it does, on every relation that is there before it, named or not.
  func effects(in moment: Moment) -> [Effect]
  /// Notes what it changes.
  func apply(to schema: Schema, in moment: Moment)
  /// The statement's name when it fails in a transaction block (`PreventInTransactionBlock`): `CREATE INDEX CONCURRENTLY`.
  func refusesTransactionBlock(in moment: Moment) -> String?
  /// The relations that have another name behind it.
  func renamings(in schema: Schema) -> [(old: RelationName, new: RelationName)]
  /// Itself, if it is BEGIN, COMMIT or their kin: asked of every statement, so without a cast.
  var transactionControl: TransactionControl? { get }
  /// Itself, if it is SET or RESET.
  var setVariable: SetVariable? { get }
  /// Those that come from it.
  var traits: StepTraits { get }
  /// Whether something gets a name by it that programs may ask for.
  var givesName: Bool { get }
  /// Itself, if foreign keys may go with what it drops.
  var dropsForeignKeys: (any DropsForeignKeys)? { get }
}

extension Operation {
  /// Itself if it is of a type. Rules ask this of every operation of every statement, and `as?` costs more than most of them.
  public func `as`<Other: Operation>(_ type: Other.Type) -> Other? {
    guard Self.self == Other.self else { return nil }
    return withUnsafePointer(to: self) { UnsafeRawPointer($0).assumingMemoryBound(to: Other.self).pointee }
  }
  public func `is`<Other: Operation>(_ type: Other.Type) -> Bool { Self.self == Other.self }

  public func effects(in moment: Moment) -> [Effect] { [] }
  public func apply(to schema: Schema, in moment: Moment) {}
  public func refusesTransactionBlock(in moment: Moment) -> String? { nil }
  public func renamings(in schema: Schema) -> [(old: RelationName, new: RelationName)] { [] }
  public var transactionControl: TransactionControl? { nil }
  public var setVariable: SetVariable? { nil }
  public var traits: StepTraits { [] }
  public var givesName: Bool { false }
  public var dropsForeignKeys: (any DropsForeignKeys)? { nil }
}

/// Where an operation stands when it runs.
public struct Moment {
  public let schema: Schema
  public let session: Session
  public let version: ServerVersion
  public let statement: Statement

  /// An effect, exempt if the relation is new or temporary. `indirect` relations of a new one are looked at on their own.
  func effect(_ relation: RelationName, _ lock: LockMode, _ work: Work = .catalog, kind: Effect.Kind? = nil) -> Effect {
    effect(relation, schema.relation(relation), lock, work, kind: kind)
  }

  /// The same for a relation that was looked up already.
  private func effect(_ relation: RelationName, _ known: Schema.Relation?, _ lock: LockMode, _ work: Work, kind: Effect.Kind? = nil) -> Effect {
    Effect(relation, lock, work, kind: kind ?? Effect.Kind(known), exempt: schema.exemption(of: relation, known))
  }

  /// The same on a table and on all its known partitions, as PostgreSQL recurses.
  func effects(_ relation: RelationName, _ lock: LockMode, _ work: Work = .catalog, recursing: Bool = true) -> [Effect] {
    let known = schema.relation(relation)
    guard recursing, let table = known?.table, !table.partitions.isEmpty else { return [effect(relation, known, lock, work)] }
    let partitions = schema.partitions(of: relation)
    // A partitioned table has no rows of its own; one that others inherit from has. Of one that no migration made, nobody knows all
    // partitions.
    let isEmpty = table.kind == .partitioned && table.origin != nil
    return [effect(relation, known, lock, isEmpty ? .catalog : work)]
      + partitions.map { effect($0, lock, schema.table($0)?.kind == .partitioned ? .catalog : work) }
  }

  /// The same on the table at the other end of a foreign key: its partitions are locked, tables that inherit from it are not.
  func effectsOnPartner(_ relation: RelationName, _ lock: LockMode) -> [Effect] {
    effects(relation, lock, recursing: schema.table(relation)?.kind == .partitioned)
  }

  func origin() -> Origin { Origin(migration: schema.migration, span: statement.span) }
}

extension Effect.Kind {
  fileprivate init(_ relation: Schema.Relation?) {
    self = switch relation {
    case .table(let table) where table.kind == .view: .view
    case .table(let table) where table.kind == .materializedView: .materializedView
    case .index: .index
    case .sequence: .sequence
    case .table, nil: .table
    }
  }
}
