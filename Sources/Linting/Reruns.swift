public import PostgresBehavior

/// What becomes of a statement that has run, and is run again.
public enum SecondRun: Sendable {
  /// It fails, because what it makes is there, or what it drops is gone.
  case fails
  /// It adds the same once more.
  case repeats
}

/// Statements of a file, in their order, as they would run a second time.
public struct Reruns {
  /// What the file drops IF EXISTS: it may be made again behind that.
  private var dropped: Set<String> = []

  public init() {}

  /// Nil for a statement that may run twice, and for one of which nobody can tell.
  public mutating func next(_ step: Step, _ layout: @autoclosure () -> StatementLayout) -> SecondRun? {
    guard let operation = step.operations.first, operation.transactionControl == nil, operation.setVariable == nil else { return nil }
    if operation.is(DataChange.self) { return secondRun(ofData: step, layout) }
    if step.command.hasPrefix("DROP ") {
      guard layout().saysIfExists else { return .fails }
      dropped.formUnion(step.operations.flatMap(Reruns.droppedNames))
      return nil
    }
    if !dropped.isEmpty, let made = Reruns.madeName(operation), dropped.contains(made) { return nil }
    if step.command.hasPrefix("CREATE ") { return secondRun(ofCreate: operation, layout) }
    var worst: SecondRun?
    for operation in step.operations {
      switch secondRun(ofChange: operation, layout) {
      case .fails: return .fails
      case .repeats: worst = .repeats
      case nil: break
      }
    }
    return worst
  }

  private func secondRun(ofData step: Step, _ layout: () -> StatementLayout) -> SecondRun? {
    guard let change = step.operations.first?.as(DataChange.self), change.kind == .insert || change.kind == .copy,
      step.effects.contains(where: { $0.relation == change.table && $0.exempt != .temporary })
    else { return nil }
    return layout().saysWhatIsThere ? nil : .repeats
  }

  private func secondRun(ofCreate operation: any Operation, _ layout: () -> StatementLayout) -> SecondRun? {
    // A temporary table is gone with its session.
    if operation.as(CreateTable.self)?.isTemporary ?? operation.as(CreateTableAs.self)?.isTemporary ?? false { return nil }
    if let index = operation.as(CreateIndex.self), index.name == nil { return .repeats }
    return layout().saysIfExists || layout().saysOrReplace ? nil : .fails
  }

  private mutating func secondRun(ofChange operation: any Operation, _ layout: () -> StatementLayout) -> SecondRun? {
    if let added = operation.as(AddColumn.self) { return added.ifNotExists ? nil : .fails }
    if let drop = operation.as(DropColumn.self) { return drop.ifExists ? nil : .fails }
    if let drop = operation.as(DropConstraint.self) {
      if drop.ifExists { dropped.insert("\(drop.target.relation) \(drop.name)") }
      return drop.ifExists ? nil : .fails
    }
    if let added = operation.as(AddConstraint.self) {
      // The one behind ADD COLUMN comes and goes with its column.
      if added.constraint.isInline { return nil }
      guard let name = added.constraint.name else {
        return added.constraint.kind == .primaryKey || added.constraint.usingIndex != nil ? .fails : .repeats
      }
      return dropped.contains("\(added.target.relation) \(name)") ? nil : .fails
    }
    if let rename = operation.as(RenameObject.self) {
      return ["TABLE", "VIEW", "MATVIEW", "INDEX", "SEQUENCE"].contains(rename.kind) && layout().saysIfExists ? nil : .fails
    }
    if operation.is(SetSchema.self) { return layout().saysIfExists ? nil : .fails }
    if let added = operation.as(AddEnumValue.self) { return added.ifNotExists ? nil : .fails }
    if operation.is(AttachPartition.self) || operation.is(DetachPartition.self) { return .fails }
    return operation.as(AlterTableCommand.self)?.subtype == "AddIdentity" ? .fails : nil
  }

  // MARK: Names

  private static func madeName(_ operation: any Operation) -> String? {
    if let created = operation.as(CreateTable.self) { return "\(created.table)" }
    if let created = operation.as(CreateTableAs.self) { return "\(created.table)" }
    if let created = operation.as(CreateView.self) { return "\(created.view)" }
    if let created = operation.as(CreateSequence.self) { return "\(created.sequence)" }
    if let index = operation.as(CreateIndex.self) { return index.name.map { "\(RelationName(schema: index.table.schema, $0))" } }
    if let created = operation.as(CreateEnum.self) { return "\(created.type)" }
    if let created = operation.as(CreateCompositeType.self) { return "\(created.type)" }
    if let created = operation.as(CreateDomain.self) { return "\(created.domain)" }
    if let created = operation.as(CreateFunction.self) { return "\(created.function)" }
    if let command = operation.as(TableCommand.self), let table = command.relation, let name = command.name { return "\(table) \(name)" }
    return nil
  }

  private static func droppedNames(_ operation: any Operation) -> [String] {
    if let drop = operation.as(DropRelation.self) { return drop.relations.map { "\($0)" } }
    if let drop = operation.as(DropIndex.self) { return drop.indexes.map { "\($0)" } }
    guard let drop = operation.as(DropObject.self) else { return [] }
    if let table = drop.table { return drop.part.map { ["\(table) \($0)"] } ?? [] }
    return drop.names.map { "\($0)" }
  }
}

extension StatementLayout {
  /// IF EXISTS or IF NOT EXISTS near the statement's start.
  var saysIfExists: Bool {
    zip(head.prefix(12), head.dropFirst()).contains { word, next in
      source.token(word, is: "if") && (source.token(next, is: "not") || source.token(next, is: "exists"))
    }
  }

  /// `CREATE OR REPLACE`
  var saysOrReplace: Bool { head.dropFirst(2).first.map { source.token($0, is: "replace") } ?? false }

  /// ON CONFLICT, or a NOT EXISTS or EXCEPT that leaves out the rows that are there.
  var saysWhatIsThere: Bool { word("conflict") != nil || word("exists") != nil || word("except") != nil }
}

extension MigrationRun {
  /// The steps before one that cannot run a second time, without concurrent ones and the CREATE INDEX … ON ONLY that goes with them.
  /// - Parameter limit: how many are enough.
  public func stepsRunOnce(before end: Int, limit: Int = .max, in context: RuleContext) -> [(step: Step, secondRun: SecondRun)] {
    var reruns = Reruns(), found: [(step: Step, secondRun: SecondRun)] = []
    for step in steps[..<end] where found.count < limit {
      guard let secondRun = reruns.next(step, context.layout(of: step)), !step.isConcurrent,
        step.operations.first?.as(CreateIndex.self)?.isOnly != true
      else { continue }
      found.append((step, secondRun))
    }
    return found
  }
}

extension Step {
  /// Whether it is a CONCURRENTLY statement, outside a transaction block as it has to be, on what others use.
  public var isConcurrent: Bool {
    guard !transaction.isBlock, refusesTransactionBlock != nil, effects.contains(where: { $0.exempt == nil }),
      let operation = operations.first
    else { return false }
    return operation.as(CreateIndex.self)?.isConcurrent ?? operation.as(DropIndex.self)?.isConcurrent
      ?? operation.as(Reindex.self)?.isConcurrent ?? operation.as(DetachPartition.self)?.isConcurrent ?? false
  }
}
