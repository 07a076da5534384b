public import PostgresSyntax

/// CREATE TABLE, with PARTITION OF, INHERITS, LIKE and OF (CreateStmt).
public struct CreateTable: Operation {
  public var table: RelationName
  public var columns: [ColumnDefinition]
  /// Those on their own and those behind columns.
  public var constraints: [ConstraintDefinition]
  public var ifNotExists: Bool
  public var isTemporary: Bool
  public var isForeign: Bool
  /// `PARTITION OF`
  @Seldom public var partitionOf: RelationName?
  /// `FOR VALUES …` or `DEFAULT` behind it.
  @Seldom public var bound: PartitionBound?
  public var inherits: [RelationName]
  public var like: [RelationName]
  /// Those of LIKE with `INCLUDING INDEXES`: their keys are made too.
  public var likeWithKeys: [RelationName]
  /// `OF`
  @Seldom public var ofType: RelationName?
  /// `UNLOGGED`
  public var isUnlogged: Bool
  /// `USING` and `TABLESPACE`
  @Seldom public var accessMethod: String?
  @Seldom public var tablespace: String?
  /// `PARTITION BY`: its columns, nil for an expression. Nil for a table without.
  public var partitionKey: [String?]?

  init?(_ node: Node, isForeign: Bool, in statement: Statement) {
    guard let relation = node["relation"], let table = RelationName(rangeVar: relation) else { return nil }
    self.table = table
    self.isForeign = isForeign
    isTemporary = relation.text("relpersistence") == "t" || table.isTemporary
    isUnlogged = relation.text("relpersistence") == "u"
    accessMethod = node.text("accessMethod")
    tablespace = node.text("tablespacename")
    ofType = node["ofTypename"].flatMap { RelationName(parts: $0.names("names")) }
    ifNotExists = node.flag("if_not_exists")
    columns = []
    constraints = []
    like = []
    likeWithKeys = []
    let elements = node.list("tableElts")
    // A long file has many columns, and none of its statements is let go of before its end.
    columns.reserveCapacity(elements.count)
    for element in elements {
      if let column = element.fields(of: "ColumnDef").flatMap({ ColumnDefinition($0, in: statement) }) {
        columns.append(column)
        constraints += column.constraints
      } else if let constraint = element.fields(of: "Constraint").flatMap({ ConstraintDefinition($0, in: statement) }) {
        constraints.append(constraint)
      } else if let clause = element.fields(of: "TableLikeClause"), let source = RelationName(rangeVar: clause["relation"]) {
        like.append(source)
        // CREATE_TABLE_LIKE_INDEXES
        if clause.number("options") & (1 << 6) != 0 { likeWithKeys.append(source) }
      }
    }
    for constraint in node.list("constraints") {
      if let made = constraint.fields(of: "Constraint").flatMap({ ConstraintDefinition($0, in: statement) }) { constraints.append(made) }
    }
    let parents = node.list("inhRelations").compactMap { RelationName(rangeVar: $0.fields(of: "RangeVar")) }
    let bound = node["partbound"].map(PartitionBound.init)
    self.bound = bound
    partitionOf = bound == nil ? nil : parents.first
    inherits = bound == nil ? parents : []
    partitionKey = node["partspec"].map { key in
      key.list("partParams").map { part in
        // One with a collation or an operator class of its own is compared like an expression: no CHECK on the column says the same.
        part.fields(of: "PartitionElem").flatMap { $0["collation"] == nil && $0["opclass"] == nil ? $0.text("name") : nil }
      }
    }
  }

  /// The tables its foreign keys point at, each once.
  public var referencedTables: [RelationName] {
    var seen: [RelationName] = []
    for constraint in constraints {
      if let other = constraint.referencedTable, other != table, !seen.contains(other) { seen.append(other) }
    }
    return seen
  }

  public func effects(in moment: Moment) -> [Effect] {
    // IF NOT EXISTS on a table that is there stops before any other lock.
    if ifNotExists, let known = moment.schema.table(table), !known.mayHaveExisted { return [] }
    var effects = referencedTables.flatMap { moment.effectsOnPartner($0, .shareRowExclusive) }
    if let parent = partitionOf {
      effects.append(moment.effect(parent, .accessExclusive))
      effects += moment.defaultPartition(of: parent, besides: table, bound)
      // The parent's foreign keys are made for the partition too.
      for constraint in moment.schema.table(parent)?.constraints ?? [] {
        if let other = constraint.referencedTable { effects += moment.effectsOnPartner(other, .shareRowExclusive) }
      }
    }
    effects += inherits.map { moment.effect($0, .shareUpdateExclusive) }
    effects += like.map { moment.effect($0, .accessShare) }
    return effects
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if ifNotExists, schema.table(table) != nil { return }
    let made = Table(name: table, kind: isForeign ? .foreign : partitionKey == nil ? .ordinary : .partitioned)
    made.isTemporary = isTemporary
    made.hasAllColumns = ofType == nil
    made.ofType = ofType
    made.isUnlogged = isUnlogged
    made.accessMethod = accessMethod
    made.tablespace = tablespace
    made.origin = moment.origin()
    made.mayHaveExisted = ifNotExists
    made.partitionKey = partitionKey ?? []
    made.partitionBound = bound
    made.parent = partitionOf ?? inherits.first
    for source in [partitionOf].compactMap({ $0 }) + inherits + like {
      guard let known = schema.table(source) else { made.hasAllColumns = false; continue }
      made.hasAllColumns = made.hasAllColumns && known.hasAllColumns
      for var column in known.columns where !made.columns.contains(where: { $0.name == column.name }) {
        column.sequence = nil
        made.columns.append(column)
      }
    }
    // PARTITION OF may list columns again, without a type.
    made.columns.reserveCapacity(made.columns.count + columns.count)
    for column in columns {
      if let at = made.columns.firstIndex(where: { $0.name == column.name }) {
        made.columns[at].isNotNull = made.columns[at].isNotNull || column.isNotNull
      } else {
        made.columns.append(Column(column, origin: moment.origin()))
      }
    }
    if let partitionOf { schema.update(partitionOf) { $0.kind = .partitioned } }
    schema.set(made)
    if isTemporary { return }
    for column in columns where column.type.isSerial || column.generated == .identity {
      schema.makeSequence(for: column.name, of: table, in: moment)
    }
    for constraint in ConstraintDefinition.withoutTwins(constraints) { schema.add(constraint, to: table, in: moment, isNewTable: true) }
  }

  public var givesName: Bool { true }

  public var traits: StepTraits { .makesTables }
}

/// CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW (CreateTableAsStmt).
public struct CreateTableAs: Operation {
  public var table: RelationName
  public var isMaterializedView: Bool
  public var ifNotExists: Bool
  public var isTemporary: Bool
  /// `WITH NO DATA`
  public var skipsData: Bool
  public var sources: [RelationName]
  private let uses: [RelationUse]
  private let readColumns: Set<String>

  init?(_ node: Node) {
    guard let relation = node["into"]?["rel"] ?? node["intoClause"]?["rel"], let table = RelationName(rangeVar: relation) else { return nil }
    self.table = table
    isMaterializedView = node.text("objtype") == "OBJECT_MATVIEW"
    ifNotExists = node.flag("if_not_exists")
    isTemporary = relation.text("relpersistence") == "t" || table.isTemporary
    skipsData = node["into"]?.flag("skipData") ?? false
    uses = Query.uses(of: node["query"] ?? node, except: table)
    sources = uses.relations
    readColumns = Query.columns(of: node["query"] ?? node)
  }

  public func effects(in moment: Moment) -> [Effect] {
    if ifNotExists, let known = moment.schema.table(table), !known.mayHaveExisted { return [] }
    return moment.effects(of: uses, depth: skipsData ? .rewritten : .planned)
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if ifNotExists, schema.table(table) != nil { return }
    let made = Table(name: table, kind: isMaterializedView ? .materializedView : .ordinary)
    made.isTemporary = isTemporary
    made.origin = moment.origin()
    made.mayHaveExisted = ifNotExists
    made.isPopulated = !skipsData
    if isMaterializedView {
      made.reads = sources
      made.readColumns = readColumns
    }
    made.mayHoldRows = true
    schema.set(made)
  }

  public var givesName: Bool { true }
}

/// CREATE [OR REPLACE] VIEW (ViewStmt).
public struct CreateView: Operation {
  public var view: RelationName
  public var replaces: Bool
  public var isTemporary: Bool
  public var sources: [RelationName]
  private let uses: [RelationUse]
  private let readColumns: Set<String>

  init?(_ node: Node) {
    guard let view = RelationName(rangeVar: node["view"]) else { return nil }
    self.view = view
    replaces = node.flag("replace")
    isTemporary = node["view"]?.text("relpersistence") == "t" || view.isTemporary
    uses = Query.uses(of: node["query"] ?? node, except: view)
    sources = uses.relations
    readColumns = Query.columns(of: node["query"] ?? node)
  }

  public func effects(in moment: Moment) -> [Effect] {
    let reads = moment.effects(of: uses, depth: .parsed)
    // OR REPLACE locks the view there is; one that no migration made may be there all the same.
    return replaces ? [moment.effect(view, .accessExclusive, kind: .view)] + reads : reads
  }

  public func apply(to schema: Schema, in moment: Moment) {
    if replaces, schema.table(view) != nil {
      schema.update(view) { $0.reads = sources; $0.readColumns = readColumns }
      return
    }
    let made = Table(name: view, kind: .view)
    made.isTemporary = isTemporary
    made.reads = sources
    made.readColumns = readColumns
    made.origin = moment.origin()
    made.mayHaveExisted = replaces
    schema.set(made)
  }

  public var givesName: Bool { true }
}
