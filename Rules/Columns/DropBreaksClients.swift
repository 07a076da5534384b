import Linting
import PostgresBehavior
import PostgresSyntax

/// `DROP` of what programs ask for by name, or rely on in a column.
struct DropBreaksClients: Rule {
  static let metadata = RuleMetadata(
    id: "drop-breaks-clients", summary: "a drop breaks the programs that still use what is gone", severity: .warning, fix: .plan)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    guard !step.traits.isDisjoint(with: [.drops, .relaxesColumns]), let first = step.operations.first, step.effects.contains(where: \.blocksReads) || first.is(DropObject.self) else { return [] }
    let findings = step.operations.enumerated().compactMap { at, operation -> Finding? in
      if let drop = operation.as(DropRelation.self) { return finding(drop, step, context) }
      if let drop = operation.as(DropObject.self) { return finding(drop, step, context) }
      if let drop = operation.as(DropColumn.self) { return finding(drop, step.effects(of: at), context) }
      if let drop = operation.as(DropNotNull.self) { return finding(drop, context) }
      if let set = operation.as(SetColumnDefault.self) { return finding(set, context) }
      return nil
    }
    return findings.isEmpty || context.isRolledBack ? [] : findings
  }

  // MARK: Names

  private func finding(_ drop: DropRelation, _ step: Step, _ context: RuleContext) -> Finding? {
    guard drop.kind != .sequence else { return nil }
    let felt = drop.relations.filter { name in !context.isNewName(.relation(name)) }
    let gone = felt.filter { context.successor(of: .relation($0)) == nil }
    let place = context.layout.keywords(drop.kind == .table || drop.kind == .view ? 2 : 3)
    if gone.isEmpty {
      let emptied = felt.filter { context.successor(of: .relation($0)) == .empty }
      guard drop.kind == .table, !emptied.isEmpty else { return nil }
      return Finding(.losesRows(emptied), at: place, help: .keepRows)
    }
    let names = gone.map(ClientName.relation)
    return Finding(
      .breaks(names, with: views(step.effects, except: drop.relations, context)), at: place, note: .oldVersions, help: help(names, context))
  }

  private func finding(_ drop: DropObject, _ step: Step, _ context: RuleContext) -> Finding? {
    let felt = drop.clientNames.filter { name in
      // Only triggers can call it.
      if case .function(let function) = name, context.schema.triggerFunctions.contains(function) { return false }
      return !context.isNewName(name)
    }
    let gone = felt.filter { context.successor(of: $0) == nil }, emptied = felt.filter { context.successor(of: $0) == .empty }
    guard !gone.isEmpty || !emptied.isEmpty else { return nil }
    let place = context.layout.keywords(2)
    if gone.isEmpty { return drop.cascades ? Finding(.losesContents(emptied), at: place, help: .keepRows) : nil }
    let isType = drop.kind == "TYPE" || drop.kind == "DOMAIN"
    let tables = isType ? step.effects.filter { $0.exempt == nil && $0.kind == .table }.map(\.relation) : []
    return Finding(
      tables.isEmpty ? .breaks(gone, with: []) : .dropsColumns(gone, in: tables), at: place, note: .oldVersions, help: help(gone, context))
  }

  private func finding(_ drop: DropColumn, _ effects: [Effect], _ context: RuleContext) -> Finding? {
    let table = drop.target.relation, name = ClientName.column(table, drop.column), known = context.schema.table(table)
    guard drop.target.kind != .type, !context.isNewName(name) else { return nil }
    let column = known?.column(drop.column)
    if drop.ifExists, let known, known.hasAllColumns, column == nil { return nil }
    let place = context.layout.subcommand(drop.target)
    switch context.successor(of: name) {
    case .equal: return nil
    case .empty: return Finding(.losesValues(name), at: place, help: .newColumn)
    case nil:
      let isKey = known?.constraints.contains { $0.kind == .primaryKey && $0.columns.contains(drop.column) } ?? false
      let isRequired = column.map { $0.isNotNull && !$0.hasDefault && $0.generated == nil } ?? false
      return Finding(
        .breaks([name], with: views(effects, except: [], context)), at: place, note: .oldVersions,
        help: isRequired ? .defaultFirst(table, drop.column) : help([name], context),
        fix: fix(drop, isRequired: isRequired && !isKey, context))
    }
  }

  /// The programs first, the column last.
  private func fix(_ drop: DropColumn, isRequired: Bool, _ context: RuleContext) -> Fix? {
    let table = drop.target.relation, name = ClientName.column(table, drop.column)
    if context.comesBackTooLate(name) { return nil }
    let optional = context.patiently("ALTER TABLE \(table.sql) ALTER COLUMN \(Identifier.sql(drop.column)) DROP NOT NULL")
    return .plan("the programs first, the column last", (isRequired ? [Fix.Step("so that they can leave it out", sql: optional)] : []) + [
      Fix.Step("deploy the version that does not name `\(drop.column)`, and wait for the last one that does to go"),
      Fix.Step("in a later migration", sql: context.patiently(context.source[context.statement.span])),
    ])
  }

  /// The views that CASCADE takes as well.
  private func views(_ effects: [Effect], except named: [RelationName], _ context: RuleContext) -> [RelationName] {
    effects.filter { effect in
      effect.exempt == nil && (effect.kind == .view || effect.kind == .materializedView) && !named.contains(effect.relation)
        && context.successor(of: .relation(effect.relation)) == nil
    }.map(\.relation)
  }

  private func help(_ names: [ClientName], _ context: RuleContext) -> Finding.Message {
    names.first(where: context.comesBackTooLate).map(Finding.Message.oneTransaction) ?? .later
  }

  // MARK: What a column promises

  private func finding(_ drop: DropNotNull, _ context: RuleContext) -> Finding? {
    let table = drop.target.relation, name = ClientName.column(table, drop.column)
    guard !context.isNewName(name), !isNullable(drop.column, of: table, context) else { return nil }
    let isUndone = context.restOfTransaction { operation in
      if let set = operation.as(SetNotNull.self) { return set.target.relation == table && set.column == drop.column }
      return operation.drops(drop.column, of: table)
    }
    if isUndone { return nil }
    return Finding(.mayBeNull(name), at: context.layout.subcommand(drop.target), note: .readers, help: .readersFirst)
  }

  private func isNullable(_ column: String, of table: RelationName, _ context: RuleContext) -> Bool {
    guard let known = context.schema.table(table), let old = known.column(column) else { return false }
    return !old.isNotNull && !known.notNullColumns.contains(column)
  }

  private func finding(_ set: SetColumnDefault, _ context: RuleContext) -> Finding? {
    let table = set.target.relation
    guard set.value == nil, !context.schema.isNew(table), !context.schema.isTemporary(table), let known = context.schema.table(table)
    else { return nil }
    let column = known.column(set.column), own = context.step?.operations ?? []
    let isRequired = known.notNullColumns.contains(set.column) || column?.isNotNull ?? false
      || own.contains { $0.as(SetNotNull.self)?.column == set.column }
    guard isRequired, column?.hasDefault ?? true, column?.generated == nil else { return nil }
    if context.restOfTransaction(has: { $0.letsInsertsOmit(set.column, of: table) }) { return nil }
    let place = context.layout.subcommand(set.target)
    let isAdded = context.schema.isNew(set.column, of: table)
    guard isAdded else {
      return Finding(.omitted(set.column, table), at: place, note: .noValue, help: .keepDefault(set.column))
    }
    let addition = context.recent.last { step in
      step.operations.contains { $0.as(AddColumn.self).map { $0.target.relation == table && $0.column.name == set.column } ?? false }
    }
    let label = addition.map { Finding.Label("added here, with a default for the rows that are there", at: $0.statement.span) }
    return Finding(
      .addedWithoutDefault(set.column, table), at: place, note: .django, help: .keepDefault(set.column), labels: [label].compactMap { $0 })
  }
}

extension Operation {
  fileprivate func drops(_ column: String, of table: RelationName) -> Bool {
    if let drop = self.as(DropColumn.self) { return drop.target.relation == table && drop.column == column }
    return self.as(DropRelation.self)?.relations.contains(table) ?? false
  }

  /// Whether an INSERT can do without a column behind it.
  fileprivate func letsInsertsOmit(_ column: String, of table: RelationName) -> Bool {
    if let set = self.as(SetColumnDefault.self) { return set.target.relation == table && set.column == column && set.value != nil }
    if let drop = self.as(DropNotNull.self) { return drop.target.relation == table && drop.column == column }
    if let command = self.as(AlterTableCommand.self) {
      return command.target.relation == table && command.subtype == "AddIdentity" && command.name == column
    }
    return drops(column, of: table)
  }
}

extension Finding.Message {
  fileprivate static func breaks(_ names: [ClientName], with views: [RelationName]) -> Self {
    let more = views.isEmpty ? "" : ", or \(list(views)), which \(views.count == 1 ? "goes" : "go") with it"
    return "breaks programs that still use \(names.map(\.description).joined(separator: " or "))\(more)"
  }
  fileprivate static func dropsColumns(_ types: [ClientName], in tables: [RelationName]) -> Self {
    "drops every column of \(types.map(\.description).joined(separator: ", ")) with it, in \(list(tables))"
  }
  fileprivate static func losesRows(_ tables: [RelationName]) -> Self {
    "loses the rows of \(list(tables)): programs find an empty table of that name"
  }
  fileprivate static func losesContents(_ names: [ClientName]) -> Self {
    "loses all that is in \(names.map(\.description).joined(separator: ", ")): programs find it empty"
  }
  fileprivate static func losesValues(_ column: ClientName) -> Self {
    "loses the values of \(column): the new column of that name does not have them"
  }
  fileprivate static func mayBeNull(_ column: ClientName) -> Self { "breaks programs that read \(column) and do not expect it to be NULL" }
  fileprivate static func omitted(_ column: String, _ table: RelationName) -> Self {
    "breaks programs whose `INSERT` into `\(table)` leaves out `\(column)`"
  }
  fileprivate static func addedWithoutDefault(_ column: String, _ table: RelationName) -> Self {
    "breaks every running program that inserts into `\(table)`: none of them knows `\(column)` yet, and its default is dropped again"
  }

  fileprivate static func oneTransaction(_ name: ClientName) -> Self {
    "put it into one transaction with the statement that makes \(name) again"
  }
  fileprivate static let later: Self =
    "drop it in a later migration, when no running version names it; `-- lintel: ignore[drop-breaks-clients] …` says that it is so"
  fileprivate static func defaultFirst(_ table: RelationName, _ column: String) -> Self {
    """
    `ALTER TABLE \(table.sql) ALTER COLUMN \(Identifier.sql(column)) SET DEFAULT …` lets new versions leave it out; \
    drop it in a later migration, when no running version names it
    """
  }
  fileprivate static let keepRows: Self = "rename it instead, and drop it when nobody has missed it"
  fileprivate static let newColumn: Self =
    "add a column of another name, fill it from this one, and drop this one when no running version names it"
  fileprivate static let readers: Self = "the first NULL that a new version writes is read by the old ones too"
  fileprivate static let readersFirst: Self =
    "do it when every running version can read NULL there; to let an `INSERT` leave the column out, `SET DEFAULT` does"
  fileprivate static let noValue: Self = "the column is `NOT NULL`: without a default, such an `INSERT` fails"
  fileprivate static let django: Self = """
    `ADD COLUMN … DEFAULT … NOT NULL` and `DROP DEFAULT` behind it is how Django adds a required column: each `INSERT` of an \
    older version fails
    """
  fileprivate static func keepDefault(_ column: String) -> Self {
    "drop the default in a later migration, when every running version writes `\(column)`; in Django `db_default` keeps it"
  }
}
