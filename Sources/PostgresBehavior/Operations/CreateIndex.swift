public import PostgresSyntax

/// One column or expression of an index (IndexElem).
public struct IndexElement: Hashable, Sendable {
  /// Nil for an expression.
  public var column: String?
  @Seldom public var expression: Expression?
  /// What the index calls it.
  public var label: String
  public var isDescending: Bool
  /// Not the default for its order: NULLS LAST goes with ASC.
  public var hasOtherNullsOrder: Bool
  @Seldom public var operatorClass: String?
  @Seldom public var collation: String?

  init(_ node: Node) {
    column = node.text("name")
    expression = node["expr"].map(Expression.init)
    label = node.text("indexcolname") ?? column ?? node["expr"].flatMap(ColumnLabel.of) ?? "expr"
    isDescending = node.text("ordering") == "SORTBY_DESC"
    let nulls = node.text("nulls_ordering")
    hasOtherNullsOrder = nulls == (isDescending ? "SORTBY_NULLS_LAST" : "SORTBY_NULLS_FIRST")
    operatorClass = node.names("opclass").last
    collation = node.names("collation").last
  }

  init(column: String) {
    self.column = column
    label = column
    isDescending = false
    hasOtherNullsOrder = false
  }
}

/// CREATE [UNIQUE] INDEX (IndexStmt).
public struct CreateIndex: Operation {
  /// Nil when PostgreSQL is to choose it.
  public var name: String?
  public var table: RelationName
  public var isUnique: Bool
  public var isConcurrent: Bool
  public var ifNotExists: Bool
  /// `ON ONLY`
  public var isOnly: Bool
  public var method: String
  public var elements: [IndexElement]
  public var including: [String]
  @Seldom public var predicate: Expression?
  public var nullsNotDistinct: Bool
  /// `WITH` or `TABLESPACE`
  public var hasOptions: Bool
  /// Byte offset in the file.
  public var tableLocation: Int

  init?(_ node: Node, in statement: Statement) {
    guard let relation = node["relation"], let table = RelationName(rangeVar: relation) else { return nil }
    self.table = table
    name = node.text("idxname")
    isUnique = node.flag("unique")
    isConcurrent = node.flag("concurrent")
    ifNotExists = node.flag("if_not_exists")
    isOnly = !relation.flag("inh")
    method = node.text("accessMethod") ?? "btree"
    elements = node.list("indexParams").compactMap { $0.fields(of: "IndexElem").map(IndexElement.init) }
    including = node.list("indexIncludingParams").compactMap { $0.fields(of: "IndexElem")?.text("name") }
    predicate = node["whereClause"].map(Expression.init)
    nullsNotDistinct = node.flag("nulls_not_distinct")
    hasOptions = !node.list("options").isEmpty || node["tableSpace"] != nil
    tableLocation = statement.span.start + relation.number("location")
  }

  /// The name it will have.
  public func resolvedName(in schema: Schema) -> RelationName {
    RelationName(schema: table.schema, name ?? ObjectName.index(on: table, elements, including: including, in: schema))
  }

  /// Whether IF NOT EXISTS finds the index that it names.
  public func isThere(in schema: Schema) -> Bool { ifNotExists && schema.index(resolvedName(in: schema)) != nil }

  public func effects(in moment: Moment) -> [Effect] {
    let partitioned = moment.schema.table(table)?.kind == .partitioned
    if isConcurrent {
      // The server refuses CONCURRENTLY on a partitioned table, after it took its lock.
      return [moment.effect(table, .shareUpdateExclusive, partitioned ? .catalog : .indexBuild)]
    }
    // It goes on to partitions, not to tables that inherit. IF NOT EXISTS takes all locks before it looks for the index.
    let isCatalogOnly = isThere(in: moment.schema) || (isOnly && partitioned)
    var effects = moment.effects(table, .share, isCatalogOnly ? .catalog : .indexBuild, recursing: partitioned && !isOnly)
    for at in effects.indices.dropFirst() where hasLike(effects[at].relation, in: moment.schema) { effects[at].work = .catalog }
    return effects
  }

  /// Whether a partition has an index that becomes part of this one (`CompareIndexInfo`): each like it that the table has already has
  /// one for itself.
  private func hasLike(_ partition: RelationName, in schema: Schema) -> Bool {
    countLike(on: partition, in: schema) > countLike(on: table, in: schema)
  }

  private func countLike(on table: RelationName, in schema: Schema) -> Int {
    schema.indexes(on: table).count {
      $0.elements == elements && $0.including == including && $0.method == method && $0.isUnique == isUnique && $0.predicate == predicate && $0.isValid
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if isThere(in: schema) { return }
    let name = resolvedName(in: schema)
    let partitioned = schema.table(table)?.kind == .partitioned
    // The server refuses it.
    if partitioned, isConcurrent { return }
    schema.set(Index(
      name: name, table: table, elements: elements, including: including, method: method, isUnique: isUnique,
      isPartial: predicate != nil, isValid: !(isOnly && partitioned), nullsNotDistinct: nullsNotDistinct, constraint: nil, isPartitioned: partitioned,
      isOnly: isOnly && partitioned, origin: moment.origin(), predicate: predicate, hasOptions: hasOptions))
  }

  public func refusesTransactionBlock(in moment: Moment) -> String? { isConcurrent ? "CREATE INDEX CONCURRENTLY" : nil }
}
