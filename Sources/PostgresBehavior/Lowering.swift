public import PostgresSyntax

/// A statement, and what it does, or what the parser says against it.
public struct LoweredStatement: Sendable {
  public var statement: Statement
  public var command: String
  public var operations: [any Operation]
  public var error: SyntaxError?
  /// For a statement inside a DO block or a function: where that is.
  public var body: BodyPlace?
  /// What was read in its place.
  private(set) var text: String?
  /// Whether something gets a name by it that programs may ask for.
  public private(set) var givesNames = false

  /// Parses a statement and takes from its tree what Lintel keeps of it.
  public init(_ statement: Statement, in source: SourceText, with reader: TreeReader) {
    self.init(statement, in: source, with: reader, text: nil, readsBodies: true)
  }

  init(_ statement: Statement, command: String, operations: [any Operation], body: BodyPlace?) {
    self.statement = statement
    self.command = command
    self.operations = operations
    self.body = body
    givesNames = operations.contains { $0.givesName }
  }

  /// - Parameter text: what to parse in the statement's place.
  init(_ statement: Statement, in source: SourceText, with reader: TreeReader, text: String?, readsBodies: Bool) {
    self.statement = statement
    self.text = text
    command = ""
    operations = []
    do {
      let lowering = Lowering(statement: statement, source: source)
      if let (command, operations) = try reader.withTree(of: statement, in: source, text: text, lowering.lower) {
        self.command = command
        self.operations = operations
        givesNames = operations.contains { $0.givesName }
      }
      guard readsBodies else { return }
      if var block = operations.first?.as(DoBlock.self) {
        let bodies = BodyReader(kind: .doBlock, statement: statement, source: source, reader: reader)
        block.body = bodies.statements(of: block.text)
        operations = [block]
      } else if var function = operations.first?.as(CreateFunction.self) {
        let bodies = BodyReader(kind: .function, statement: statement, source: source, reader: reader)
        function.body = function.text.map(bodies.statements) ?? bodies.atomicStatements()
        operations = [function]
      }
    } catch let error as SyntaxError {
      self.error = error
    } catch {
      self.error = SyntaxError(message: "\(error)", offset: statement.span.start)
    }
  }
}

/// From the parse tree of one statement to its operations.
struct Lowering {
  let statement: Statement
  let source: SourceText

  func lower(_ root: Node) -> (command: String, operations: [any Operation]) {
    guard let (tag, node) = root.tagged else { return ("", []) }
    let operations = lower(tag, node)
    return (CommandTag.make(tag, node, operations), operations)
  }

  private func lower(_ tag: String, _ node: Node) -> [any Operation] {
    switch tag {
    case "AlterTableStmt": return alterTable(node)
    case "CreateStmt": return one(CreateTable(node, isForeign: false, in: statement), tag, node)
    case "CreateForeignTableStmt": return one(node["base"].flatMap { CreateTable($0, isForeign: true, in: statement) }, tag, node)
    case "CreateTableAsStmt": return one(CreateTableAs(node), tag, node)
    case "ViewStmt": return one(CreateView(node), tag, node)
    case "IndexStmt": return one(CreateIndex(node, in: statement), tag, node)
    case "DropStmt": return one(Drop.operation(node), tag, node)
    case "RenameStmt": return one(RenameObject(node), tag, node)
    case "AlterObjectSchemaStmt": return one(SetSchema(node), tag, node)
    case "ReindexStmt": return one(Reindex(node, in: statement), tag, node)
    case "RefreshMatViewStmt": return one(RefreshMaterializedView(node, in: statement), tag, node)
    case "TransactionStmt": return one(TransactionControl(node), tag, node)
    case "VariableSetStmt": return one(SetVariable(node), tag, node)
    case "DiscardStmt": return node.text("target") == "DISCARD_ALL" ? [SetVariable(resettingAll: ())] : [OtherStatement(tag, node)]
    case "TruncateStmt": return [Truncate(node)]
    case "LockStmt": return [LockTable(node)]
    case "CreateSchemaStmt": return one(CreateSchema(node), tag, node)
    case "CreateSeqStmt": return one(CreateSequence(node), tag, node)
    case "AlterSeqStmt": return one(AlterSequence(node), tag, node)
    case "CreateEnumStmt": return one(CreateEnum(node), tag, node)
    case "AlterEnumStmt": return one(alterEnum(node), tag, node)
    case "CompositeTypeStmt": return one(RelationName(rangeVar: node["typevar"]).map(CreateCompositeType.init), tag, node)
    case "CreateDomainStmt": return one(CreateDomain(node), tag, node)
    case "AlterDomainStmt": return one(AlterDomain(node), tag, node)
    case "CreateTrigStmt": return trigger(node)
    case "CreatePolicyStmt":
      return table(
        .createPolicy, node["table"], name: node.text("policy_name"), uses: [node["qual"], node["with_check"]],
        isRestrictive: !node.flag("permissive"))
    case "AlterPolicyStmt": return table(.alterPolicy, node["table"], name: node.text("policy_name"), uses: [node["qual"], node["with_check"]])
    case "RuleStmt": return table(.createRule, node["relation"], name: node.text("rulename"), uses: [node["actions"], node["whereClause"]])
    case "CreateStatsStmt":
      return node.list("relations").flatMap { table(.createStatistics, $0.fields(of: "RangeVar"), name: node.names("defnames").last) }
    case "ClusterStmt": return table(.cluster, node["relation"])
    case "VacuumStmt": return vacuum(node)
    case "CommentStmt": return one(comment(node), tag, node)
    case "GrantStmt": return grant(node, tag)
    case "CreatePublicationStmt", "AlterPublicationStmt": return publication(node, tag)
    case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt": return one(dataChange(tag, node), tag, node)
    case "SelectStmt": return select(node)
    case "DoStmt": return [DoBlock(text: bodyText(node.list("args")))]
    case "CallStmt":
      return one(RelationName(parts: node["funccall"]?.names("funcname") ?? []).map(CallProcedure.init), tag, node)
    case "CreateFunctionStmt":
      return one(RelationName(parts: node.names("funcname")).map { name in
        let option = node.list("options").compactMap { $0.fields(of: "DefElem") }.first { $0.text("defname") == "volatility" }
        let levels: [String: Volatility] = ["immutable": .immutable, "stable": .stable]
        let volatility = option?["arg"]?.word.flatMap { levels[$0] }
        return CreateFunction(
          function: name, isProcedure: node.flag("is_procedure"), volatility: volatility ?? .volatile,
          isForTriggers: node["returnType"]?.names("names").last == "trigger",
          text: node["sql_body"] == nil ? bodyText(node.list("options")) : nil, uses: node["sql_body"].map { Query.uses(of: $0) } ?? [])
      }, tag, node)
    case "PrepareStmt": return one(node["query"].map { PlannedQuery(uses: Query.uses(of: $0), depth: .rewritten) }, tag, node)
    case "DeclareCursorStmt": return one(node["query"].map { PlannedQuery(uses: Query.uses(of: $0), depth: .planned) }, tag, node)
    case "ExplainStmt":
      guard let query = node["query"]?.tagged, Option.isOn("analyze", in: node.list("options")) else {
        return one(node["query"].map { PlannedQuery(uses: Query.uses(of: $0), depth: .planned) }, tag, node)
      }
      return lower(query.tag, query.fields)
    default: return [OtherStatement(tag, node)]
    }
  }

  private func one(_ operation: (any Operation)?, _ tag: String, _ node: Node) -> [any Operation] { [operation ?? OtherStatement(tag, node)] }

  private func table(
    _ kind: TableCommand.Kind, _ relation: Node?, name: String? = nil, uses: [Node?] = [], isRestrictive: Bool = false
  ) -> [any Operation] {
    var command = TableCommand(kind, RelationName(rangeVar: relation), name: name)
    command.isRestrictive = isRestrictive
    command.uses = uses.compactMap { $0 }.flatMap { Query.uses(of: $0) }.filter { !["old", "new"].contains($0.relation.description) }
    return [command]
  }

  private func trigger(_ node: Node) -> [any Operation] {
    var command = TableCommand(.createTrigger, RelationName(rangeVar: node["relation"]), name: node.text("trigname"))
    command.isForEachRow = node.flag("row")
    command.function = RelationName(parts: node.names("funcname"))
    if let other = RelationName(rangeVar: node["constrrel"]) { command.uses = [RelationUse(other, .accessShare)] }
    return [command]
  }

  // MARK: ALTER TABLE

  private func alterTable(_ node: Node) -> [any Operation] {
    guard var target = AlterTarget(node, in: statement) else { return [OtherStatement("AlterTableStmt", node)] }
    let commands = node.list("cmds").compactMap { $0.fields(of: "AlterTableCmd") }
    if target.kind == .type {
      return [AlterCompositeType(type: target.relation, changesType: commands.contains { $0.text("subtype") == "AT_AlterColumnType" })]
    }
    let dropped = commands.filter { $0.text("subtype") == "AT_DropConstraint" }.compactMap { $0.text("name") }
    target.subcommandCount = commands.count
    return commands.enumerated().flatMap { number, command in
      target.subcommand = number
      return subcommand(command, target, dropped)
    }
  }

  private func subcommand(_ node: Node, _ target: AlterTarget, _ dropped: [String]) -> [any Operation] {
    let name = node.text("name") ?? "", definition = node["def"]
    let ifExists = node.flag("missing_ok"), cascades = node.text("behavior") == "DROP_CASCADE"
    switch node.text("subtype") {
    case "AT_AddColumn":
      guard let column = definition?.fields(of: "ColumnDef").flatMap({ ColumnDefinition($0, in: statement) }) else { break }
      let added = AddColumn(target: target, column: column, ifNotExists: ifExists)
      return [added]
        + column.constraints.map {
          AddConstraint(target: target, constraint: $0, newColumnHasDefault: column.givesValues, skipsKnownColumn: ifExists)
        }
    case "AT_DropColumn": return [DropColumn(target: target, column: name, ifExists: ifExists, cascades: cascades)]
    case "AT_AlterColumnType":
      guard let column = definition?.fields(of: "ColumnDef"), let type = TypeName(column["typeName"]) else { break }
      return [
        AlterColumnType(
          target: target, column: name, type: type, collation: column["collClause"]?.names("collname").last,
          using: column["raw_default"].map(Expression.init))
      ]
    case "AT_SetNotNull": return [SetNotNull(target: target, column: name, droppedConstraints: dropped)]
    case "AT_DropNotNull": return [DropNotNull(target: target, column: name)]
    case "AT_ColumnDefault": return [SetColumnDefault(target: target, column: name, value: definition.map(Expression.init))]
    case "AT_AddConstraint":
      guard let constraint = definition?.fields(of: "Constraint").flatMap({ ConstraintDefinition($0, in: statement) }) else { break }
      return [AddConstraint(target: target, constraint: constraint, newColumnHasDefault: false)]
    case "AT_ValidateConstraint": return [ValidateConstraint(target: target, name: name)]
    case "AT_DropConstraint": return [DropConstraint(target: target, name: name, ifExists: ifExists, cascades: cascades)]
    case "AT_AlterConstraint":
      let constraint = definition?.fields(of: "ATAlterConstraint") ?? definition?.fields(of: "Constraint")
      let changes = constraint?.flag("alterEnforceability") ?? false, enforces = constraint?.flag("is_enforced") ?? false
      return [
        AlterConstraint(
          target: target, name: constraint?.text("conname") ?? name, enforces: changes && enforces, stopsEnforcing: changes && !enforces)
      ]
    case "AT_AttachPartition":
      guard let command = definition?.fields(of: "PartitionCmd"), let partition = RelationName(rangeVar: command["name"]) else { break }
      return [AttachPartition(target: target, partition: partition, bound: command["bound"].map(PartitionBound.init) ?? .unclear)]
    case "AT_DetachPartition", "AT_DetachPartitionFinalize":
      guard let command = definition?.fields(of: "PartitionCmd"), let partition = RelationName(rangeVar: command["name"]) else { break }
      return [
        DetachPartition(
          target: target, partition: partition, isConcurrent: command.flag("concurrent"),
          finalizes: node.text("subtype") == "AT_DetachPartitionFinalize")
      ]
    default: break
    }
    return [AlterTableCommand(node, target: target)]
  }

  // MARK: The rest

  private func alterEnum(_ node: Node) -> (any Operation)? {
    guard let type = RelationName(parts: node.names("typeName")), let value = node.text("newVal") else { return nil }
    if let old = node.text("oldVal") { return RenameObject(enumValue: old, to: value, of: type) }
    return AddEnumValue(type: type, value: value, ifNotExists: node.flag("skipIfNewValExists"))
  }

  private func vacuum(_ node: Node) -> [any Operation] {
    let options = node.list("options")
    let kind: TableCommand.Kind = !node.flag("is_vacuumcmd") ? .analyze : Option.isOn("full", in: options) ? .vacuumFull : .vacuum
    let relations = node.list("rels").compactMap { RelationName(rangeVar: $0.fields(of: "VacuumRelation")?["relation"]) }
    return relations.isEmpty ? [TableCommand(kind, nil)] : relations.map { TableCommand(kind, $0) }
  }

  private func comment(_ node: Node) -> (any Operation)? {
    guard var parts = node["object"]?.fields(of: "List")?.names("items") else { return nil }
    switch node.text("objtype") {
    case "OBJECT_TABLE", "OBJECT_INDEX", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE", "OBJECT_SEQUENCE": break
    case "OBJECT_COLUMN": parts = Array(parts.dropLast())
    case "OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE":
      let part = parts.popLast()
      return RelationName(parts: parts).map { TableCommand(.comment, $0, name: part) }
    default: return nil
    }
    return RelationName(parts: parts).map { TableCommand(.comment, $0) }
  }

  private func grant(_ node: Node, _ tag: String) -> [any Operation] {
    guard node.text("targtype") == "ACL_TARGET_OBJECT", ["OBJECT_TABLE", "OBJECT_SEQUENCE"].contains(node.text("objtype") ?? "")
    else { return [OtherStatement(tag, node)] }
    return node.list("objects").compactMap { RelationName(rangeVar: $0.fields(of: "RangeVar")) }.map { TableCommand(.grant, $0) }
  }

  private func publication(_ node: Node, _ tag: String) -> [any Operation] {
    let tables = [node.list("pubobjects"), node.list("tables")].joined().compactMap { object in
      RelationName(rangeVar: object.fields(of: "PublicationObjSpec")?["pubtable"]?["relation"] ?? object.fields(of: "RangeVar"))
    }
    return tables.isEmpty ? [OtherStatement(tag, node)] : tables.map { TableCommand(.publication, $0) }
  }

  private func dataChange(_ tag: String, _ node: Node) -> (any Operation)? {
    guard let relation = node["relation"], let table = RelationName(rangeVar: relation) else {
      guard tag == "CopyStmt", let uses = node["query"].map({ Query.uses(of: $0) }) else { return nil }
      return Select(sources: uses.relations, locksRows: false, functions: [], uses: uses)
    }
    if tag == "CopyStmt", !node.flag("is_from") {
      return Select(sources: [table], locksRows: false, functions: [], uses: [RelationUse(table, .accessShare)])
    }
    let query = node["selectStmt"]?.fields(of: "SelectStmt")
    let readsQuery = query.map { $0["valuesLists"] == nil } ?? false
    let condition = node["whereClause"].map(WhereClause.init)
    let kind: DataChange.Kind = switch tag {
    case "InsertStmt": .insert
    case "UpdateStmt": .update
    case "DeleteStmt": .delete
    case "MergeStmt": .merge
    default: .copy
    }
    var change = DataChange(kind: kind, table: table, readsQuery: readsQuery, hasCondition: condition.map { !$0.isTrue } ?? false, sources: [])
    // With a second table it may be that one's column.
    if node["fromClause"] == nil, node["usingClause"] == nil { change.pinnedColumns = condition?.pinnedColumns ?? [] }
    // A long list of VALUES names no table: looking for one would cost more than parsing it.
    if kind != .insert || readsQuery {
      change.uses = Query.uses(of: node, except: table)
    } else if let common = node["withClause"] {
      change.uses = Query.uses(of: common, except: table)
    }
    change.sources = change.uses.relations
    change.isOnly = !relation.flag("inh")
    let targets = { (nodes: Node.Elements) in nodes.compactMap { $0.fields(of: "ResTarget")?.text("name") } }
    change.columns = targets(node.list("cols"))
    change.updatedColumns = targets(node.list("targetList"))
    change.rowChanges = [kind]
    if kind == .merge {
      let commands: [String: DataChange.Kind] = ["CMD_INSERT": .insert, "CMD_UPDATE": .update, "CMD_DELETE": .delete]
      let clauses = node.list("mergeWhenClauses").compactMap { $0.fields(of: "MergeWhenClause") }
      change.rowChanges = Set(clauses.compactMap { $0.text("commandType").flatMap { commands[$0] } })
      change.updatedColumns = clauses.filter { $0.text("commandType") == "CMD_UPDATE" }.flatMap { targets($0.list("targetList")) }
    } else if let conflict = node["onConflictClause"], conflict.text("action") == "ONCONFLICT_UPDATE" {
      change.rowChanges.insert(.update)
      change.updatedColumns = targets(conflict.list("targetList"))
    }
    return change
  }

  private func select(_ node: Node) -> [any Operation] {
    if node["intoClause"] != nil, let created = CreateTableAs(node) { return [created] }
    if node["valuesLists"] != nil { return [Select(sources: [], locksRows: false, functions: [])] }
    let calls = node.list("targetList").compactMap { $0.fields(of: "ResTarget")?["val"]?.fields(of: "FuncCall") }
    let settings = calls.compactMap(SetVariable.init(functionCall:))
    let uses = Query.uses(of: node), functions = calls.compactMap { $0.names("funcname").last }
    return settings + [Select(sources: uses.relations, locksRows: !node.list("lockingClause").isEmpty, functions: functions, uses: uses)]
  }

  /// LANGUAGE and AS of DO and CREATE FUNCTION.
  private func bodyText(_ options: Node.Elements) -> BodyText {
    var body = BodyText(location: statement.span.start)
    for option in options.compactMap({ $0.fields(of: "DefElem") }) {
      guard let value = option["arg"]?.fields(of: "List")?.list("items").first ?? option["arg"] else { continue }
      let text = value.word ?? ""
      switch option.text("defname") {
      case "language": body.language = text.lowercased()
      case "as":
        body.text = text
        body.location = statement.span.start + option.number("location")
      default: break
      }
    }
    return body
  }
}
