import PostgresSyntax

/// What the replay of the migrations so far knows of the database. A relation it has no entry for is unknown, not absent.
///
/// The replay alone changes it; rules read the state before the statement they look at.
public final class Schema {
  /// The ordinal of the migration under replay.
  public private(set) var migration = 0
  private var relations: [RelationName: Relation] = [:]
  /// The views that read a relation, and perhaps some that did once.
  private var readers: [RelationName: Set<RelationName>] = [:]
  private var types: [RelationName: UserType] = [:]
  private var functions: [RelationName: Function] = [:]
  /// Functions that triggers call, those included that were dropped since.
  public internal(set) var triggerFunctions: Set<RelationName> = []
  /// What to put back on ROLLBACK, oldest first.
  private var journal: [Change]?

  private enum Change {
    case relation(RelationName, Relation?)
    case type(RelationName, UserType?)
    case function(RelationName, Function?)
  }

  public init() {}

  /// Tables, indexes and sequences share their names (pg_class).
  enum Relation {
    case table(Table)
    indirect case index(Index)
    indirect case sequence(Origin)

    var table: Table? { if case .table(let table) = self { table } else { nil } }
    var index: Index? { if case .index(let index) = self { index } else { nil } }
    /// Of an index: a look at it in its place, for a copy costs more.
    func needs(_ column: String) -> Bool { if case .index(let index) = self { index.needs(column) } else { false } }
    var sequence: Origin? { if case .sequence(let origin) = self { origin } else { nil } }
  }

  // MARK: What is known

  func relation(_ name: RelationName) -> Relation? { relations[name] }
  public func table(_ name: RelationName) -> Table? { relations[name]?.table }
  public func index(_ name: RelationName) -> Index? { relations[name]?.index }
  /// Of a function that a migration made; of several with one name the most volatile.
  public func functionVolatility(_ name: RelationName) -> Volatility? { functions[name]?.volatility }
  func function(_ name: RelationName) -> Function? { functions[name] }
  public func type(_ name: RelationName) -> UserType? { types[name] }
  public func type(of name: TypeName) -> UserType? { types[RelationName(schema: name.schema, name.name)] }
  public func sequence(_ name: RelationName) -> Origin? { relations[name]?.sequence }
  public var allSequences: [RelationName] { relations.filter { $0.value.sequence != nil }.keys.sorted() }
  func sequences(in schemas: Set<String>) -> [RelationName] { allSequences.filter { schemas.contains($0.schema ?? "public") } }
  public var allTables: [Table] { relations.values.compactMap(\.table) }

  /// The indexes known on a table.
  public func indexes(on table: RelationName) -> [Index] { self.table(table)?.indexes.compactMap(index) ?? [] }

  /// The names of those that go with one of its columns.
  func indexes(on table: RelationName, needing column: String) -> [RelationName] {
    self.table(table)?.indexes.filter { relations[$0]?.needs(column) ?? false } ?? []
  }

  /// The partitions below a table, at any depth.
  public func partitions(of name: RelationName) -> [RelationName] {
    var found: [RelationName] = [], rest = table(name)?.partitions ?? []
    if rest.isEmpty { return [] }
    while let next = rest.popLast() {
      guard !found.contains(next) else { continue }
      found.append(next)
      rest += table(next)?.partitions ?? []
    }
    return found.sorted()
  }

  /// The tables with a column of a type, or of a domain over it.
  public func tables(using type: RelationName) -> [RelationName] {
    var found = Set(allTables.filter { $0.columns.contains { RelationName(schema: $0.type.schema, $0.type.name) == type } }.map(\.name))
    for (name, other) in types where name != type {
      if case .domain(let base, _, _) = other, RelationName(schema: base.schema, base.name) == type { found.formUnion(tables(using: name)) }
    }
    return found.sorted()
  }

  /// Whether this migration made the relation, so that no other session can know it.
  public func isNew(_ name: RelationName) -> Bool {
    isNew(relations[name])
  }

  /// Whether this migration added a column, or made its table.
  public func isNew(_ column: String, of table: RelationName) -> Bool {
    isNew(table) || self.table(table)?.column(column)?.origin?.migration == migration
  }

  public func isTemporary(_ name: RelationName) -> Bool { name.isTemporary || isTemporary(relations[name]) }

  /// Why nobody else waits for a relation, looked up already.
  func exemption(of name: RelationName, _ relation: Relation?) -> Effect.Exemption? {
    name.isTemporary || isTemporary(relation) ? .temporary : isNew(relation) ? .new : nil
  }

  private func isNew(_ relation: Relation?) -> Bool {
    switch relation {
    case .table(let table): table.origin?.migration == migration && !table.mayHaveExisted
    case .index(let index): isNew(index.table)
    case .sequence(let origin): origin.migration == migration
    case nil: false
    }
  }

  private func isTemporary(_ relation: Relation?) -> Bool {
    switch relation {
    case .table(let table): table.isTemporary
    case .index(let index): isTemporary(index.table)
    case .sequence, nil: false
    }
  }

  // MARK: Changes

  func begin(migration ordinal: Int) {
    migration = ordinal
    journal = nil
  }

  /// The table as it is known, or an empty entry for one that is only mentioned.
  func update(_ name: RelationName, _ change: (Table) -> Void) {
    guard !name.isSystem else { return }
    let relation = relations[name], known = relation?.table
    // ALTER TABLE may name an index or a sequence too.
    guard relation == nil || known != nil else { return }
    record { .relation(name, relation) }
    // What the journal holds must stay as it is.
    let table = (journal == nil ? known : known?.copy()) ?? Table(name: name, kind: .ordinary)
    change(table)
    if table !== known { relations[name] = .table(table) }
    note(table)
  }

  private func note(_ table: Table) {
    for relation in table.reads { readers[relation, default: []].insert(table.name) }
  }

  /// The views whose queries name a relation.
  func readers(of relation: RelationName) -> [Table] {
    (readers[relation] ?? []).compactMap(table).filter { $0.reads.contains(relation) }
  }

  /// Changes a table only if it is known.
  func updateIfKnown(_ name: RelationName, _ change: (Table) -> Void) {
    if table(name) != nil { update(name, change) }
  }

  func set(_ table: Table) {
    put(.table(table), table.name)
    note(table)
    if let parent = table.parent { updateIfKnown(parent) { if !$0.partitions.contains(table.name) { $0.partitions.append(table.name) } } }
  }

  func removeTable(_ name: RelationName) {
    guard let table = table(name) else { return }
    put(nil, name)
    for index in table.indexes { removeIndex(index) }
    if let parent = table.parent { updateIfKnown(parent) { $0.partitions.removeAll { $0 == name } } }
    for constraint in table.constraints {
      if let other = constraint.referencedTable { updateIfKnown(other) { $0.referencedBy.remove(name) } }
    }
    for partition in table.partitions { removeTable(partition) }
  }

  func renameTable(_ name: RelationName, to new: RelationName) {
    guard let table = table(name)?.copy() else { return }
    put(nil, name)
    table.name = new
    put(.table(table), new)
    for index in table.indexes { updateIndex(index) { $0.table = new } }
    for partition in table.partitions { updateIfKnown(partition) { $0.parent = new } }
    if let parent = table.parent { updateIfKnown(parent) { $0.partitions = $0.partitions.map { $0 == name ? new : $0 } } }
    for other in table.referencedBy {
      updateIfKnown(other) { other in
        for at in other.constraints.indices where other.constraints[at].referencedTable == name { other.constraints[at].referencedTable = new }
      }
    }
    for constraint in table.constraints {
      if let other = constraint.referencedTable { updateIfKnown(other) { if $0.referencedBy.remove(name) != nil { $0.referencedBy.insert(new) } } }
    }
  }

  func set(_ index: Index) {
    put(.index(index), index.name)
    update(index.table) { if !$0.indexes.contains(index.name) { $0.indexes.append(index.name) } }
  }

  func updateIndex(_ name: RelationName, _ change: (inout Index) -> Void) {
    guard var index = index(name) else { return }
    change(&index)
    put(.index(index), name)
  }

  func removeIndex(_ name: RelationName) {
    guard let index = index(name) else { return }
    takeAway(index)
    if index.isPartitioned { updateIfKnown(index.table) { $0.hasDroppedIndexes = true } }
  }

  func renameIndex(_ name: RelationName, to new: RelationName) {
    guard var index = index(name) else { return }
    takeAway(index)
    index.name = new
    set(index)
  }

  private func takeAway(_ index: Index) {
    put(nil, index.name)
    updateIfKnown(index.table) { $0.indexes.removeAll { $0 == index.name } }
  }

  func renameSequence(_ name: RelationName, to new: RelationName) {
    guard let origin = sequence(name) else { return }
    setSequence(name, nil)
    setSequence(new, origin)
    for table in allTables where table.columns.contains(where: { $0.sequence == name || $0.defaultSequences.contains(name) }) {
      update(table.name) { table in
        for at in table.columns.indices {
          if table.columns[at].sequence == name { table.columns[at].sequence = new }
          table.columns[at].defaultSequences = table.columns[at].defaultSequences.map { $0 == name ? new : $0 }
        }
      }
    }
  }

  func setSequence(_ name: RelationName, _ origin: Origin?) {
    put(origin.map(Relation.sequence), name)
  }

  func setFunction(_ name: RelationName, _ function: Function?) {
    record { .function(name, functions[name]) }
    functions[name] = function
  }

  func setType(_ name: RelationName, _ type: UserType?) {
    record { .type(name, types[name]) }
    types[name] = type
  }

  // MARK: Transactions

  /// A place in the changes to roll back to.
  struct Mark: Hashable, Sendable { fileprivate var count: Int }

  /// Starts to remember changes, unless that was begun already.
  func mark() -> Mark {
    if journal == nil { journal = [] }
    return Mark(count: journal?.count ?? 0)
  }

  /// Takes back what changed since a mark.
  func rollBack(to mark: Mark) {
    while let count = journal?.count, count > mark.count, let change = journal?.popLast() {
      switch change {
      case .relation(let name, let old): relations[name] = old
      case .type(let name, let old): types[name] = old
      case .function(let name, let old): functions[name] = old
      }
    }
  }

  /// Nothing before this can be taken back any more.
  func commit() { journal = nil }

  private func put(_ relation: Relation?, _ name: RelationName) {
    record { .relation(name, relations[name]) }
    relations[name] = relation
  }

  private func record(_ change: () -> Change) {
    if journal != nil { journal?.append(change()) }
  }
}
