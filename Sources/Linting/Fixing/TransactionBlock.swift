import PostgresBehavior
import PostgresSyntax

/// The BEGIN … COMMIT of a file around a statement.
struct TransactionBlock {
  let opening: Step
  let commit: Statement
  /// The statements before the one in hand, BEGIN and SET LOCAL left out.
  let earlier: [Step]
  /// Those behind it, before COMMIT.
  let rest: [LoweredStatement]
  /// The SET LOCALs before the statement.
  let localSettings: [Step]
  /// The statements before BEGIN, as far as they are in sight.
  let before: [LoweredStatement]
  /// Those behind COMMIT.
  let behind: [LoweredStatement]
  private let historyTable: String?

  /// Nil for a block whose ends are not plain, or not in sight: nobody knows what would go with it.
  init?(around step: Step, in context: RuleContext) {
    guard let begin = step.transaction.opening, let opening = context.earlier(at: begin),
      opening.operations.first?.transactionControl?.kind == .begin, let first = context.recent.firstIndex(where: { $0 === opening })
    else { return nil }
    let before = context.recent[context.recent.index(after: first)...]
    guard let end = context.later.firstIndex(where: { $0.operations.first?.transactionControl != nil }),
      let control = context.later[end].operations.first?.transactionControl, control.kind == .commit, !control.chains,
      !context.later[..<end].contains(where: { $0.error != nil }), !before.contains(where: { $0.operations.first?.transactionControl != nil })
    else { return nil }
    self.opening = opening
    self.before = context.recent[..<first].suffix(4).map(\.lowered)
    behind = Array(context.later[(end + 1)...])
    commit = context.later[end].statement
    rest = Array(context.later[..<end])
    historyTable = context.migration.tool?.historyTable
    localSettings = before.filter { $0.setsLocally }
    earlier = before.filter { !$0.setsLocally }
  }

  /// COMMIT, and what opens the transaction once more: its BEGIN and its SET LOCALs.
  func restart(in source: SourceText) -> [Rewrite.Part] {
    let begin = source[opening.statement.span], commit = source.sql("COMMIT", like: opening.statement.span.start)
    return ([commit, begin] + localSettings.map { source[$0.statement.span] }).map { .sql($0) }
  }

  /// Whether there is nothing else in it than a statement and what SET LOCAL sets for it.
  func isOnly(_ step: Step) -> Bool { earlier.isEmpty && rest.isEmpty }

  func isFirst(_ step: Step) -> Bool { earlier.isEmpty }

  /// Whether what SET LOCAL sets changes nothing in what a statement means.
  var canLoseLocalSettings: Bool {
    localSettings.allSatisfy { $0.operations.allSatisfy { $0.setVariable.map { $0.name.map(harmlessSettings.contains) ?? false } ?? false } }
  }

  /// Whether a COMMIT in its middle leaves the same in the end: only statements that make and change objects stand in it.
  /// Rows that were written together stay together; the one that tells of the migration is alone.
  var canBeSplit: Bool {
    (earlier.map(\.lowered) + rest).allSatisfy { $0.operations.allSatisfy(\.isPlainDefinition) || tellsOfMigration($0) }
  }

  /// Whether it is noted in it that the migration is done, which should not be said before it is.
  var endsWithNote: Bool { rest.contains(where: tellsOfMigration) }

  private func tellsOfMigration(_ statement: LoweredStatement) -> Bool {
    guard let historyTable, statement.operations.count == 1 else { return false }
    return statement.operations.first?.as(DataChange.self)?.table.name == historyTable
  }
}

/// Settings that change nothing in what a statement means.
let harmlessSettings: Set<String> = [
  "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout", "client_min_messages",
  "maintenance_work_mem", "work_mem", "max_parallel_maintenance_workers", "max_parallel_workers_per_gather",
]

extension Step {
  fileprivate var setsLocally: Bool { operations.allSatisfy { $0.setVariable?.isLocal ?? false } && !operations.isEmpty }
}

extension Operation {
  /// Whether it makes, changes or drops an object that stays as it is until the next statement names it.
  fileprivate var isPlainDefinition: Bool {
    if let set = setVariable { return set.isLocal || set.name.map(harmlessSettings.contains) ?? false }
    if let created = self.as(CreateTable.self) { return !created.isTemporary }
    if let other = self.as(OtherStatement.self) { return definitions.contains(other.node) }
    return !(self.is(DataChange.self) || self.is(Select.self) || self.is(DoBlock.self) || self.is(CallProcedure.self) || self.is(LockTable.self)
      || self.is(Truncate.self) || self.is(CreateTableAs.self) || transactionControl != nil)
  }
}

private let definitions: Set<String> = [
  "CreateExtensionStmt", "CommentStmt", "GrantStmt", "GrantRoleStmt", "CreateSchemaStmt", "AlterDefaultPrivilegesStmt", "CreateRoleStmt",
  "AlterOwnerStmt", "CreateFunctionStmt", "AlterFunctionStmt", "CreateEnumStmt", "CompositeTypeStmt", "DefineStmt", "CreateSeqStmt",
]

extension LoweredStatement {
  /// Whether a statement behind another might need what that makes, or what it makes might need this one's: it has one of the names, or
  /// nobody can say.
  /// - Parameters:
  ///   - names: what the other makes.
  ///   - relations: what the other works on.
  ///   - isKey: whether it makes a unique index, which foreign keys and ON CONFLICT look for.
  func mayNeed(_ names: [String], _ relations: [String], isKey: Bool, in source: SourceText) -> Bool {
    func mentions(_ name: String) -> Bool { source.mentions(name, in: statement.span) }
    if operations.isEmpty || operations.contains(where: \.isUnforeseeable) || mentions("cascade") { return true }
    if names.contains(where: mentions) { return true }
    return relations.contains(where: mentions) && !operations.allSatisfy { $0.goesBesides(isKey: isKey) }
  }
}

extension Operation {
  /// Whether it may come before or behind new indexes and constraints of its table, and before or behind their being checked.
  fileprivate func goesBesides(isKey: Bool) -> Bool {
    if let added = self.as(AddConstraint.self)?.constraint { return added.kind == .check || added.kind == .foreignKey && !isKey }
    if self.is(DataChange.self) || self.is(Select.self) { return !isKey }
    if let command = self.as(TableCommand.self) { return [.comment, .grant, .createStatistics, .createPolicy, .createTrigger].contains(command.kind) }
    return self.is(AddColumn.self) || self.is(SetNotNull.self) || self.is(DropNotNull.self) || self.is(SetColumnDefault.self) || self.is(ValidateConstraint.self)
      || self.is(CreateIndex.self) || setVariable != nil
  }

  /// Whether its text does not tell what it touches.
  fileprivate var isUnforeseeable: Bool {
    if let set = setVariable { return !(set.name.map(harmlessSettings.contains) ?? false) }
    if let select = self.as(Select.self) { return !select.functions.isEmpty }
    if let other = self.as(OtherStatement.self) { return !definitions.contains(other.node) }
    return self.is(DoBlock.self) || self.is(CallProcedure.self) || self.is(SetSchema.self) || self.is(RenameObject.self)
  }
}
