import Linting
import PostgresBehavior
import PostgresSyntax

/// `RENAME` and `SET SCHEMA` of what programs ask for by name.
struct RenameBreaksClients: Rule {
  static let metadata = RuleMetadata(
    id: "rename-breaks-clients", summary: "a rename breaks the programs that still use the old name", severity: .warning, fix: .plan)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    guard step.traits.contains(.renames), let operation = step.operations.first, let (old, new) = operation.renaming, !isUnfelt(old, new, context), !context.isRolledBack
    else { return [] }
    let layout = context.layout
    let words = layout.tokens.last { context.source.token($0, is: operation.is(SetSchema.self) ? "set" : "rename") }
    let place = words.map { Span($0.span.start, layout.statement.span.end) } ?? layout.statement.span
    return [Finding(.breaks(old, operation), at: place, note: .oldVersions, help: help(old, new, operation, context), fix: fix(old, new, operation, context))]
  }

  /// Whether nobody misses the old name.
  private func isUnfelt(_ old: ClientName, _ new: ClientName, _ context: RuleContext) -> Bool {
    // ALTER TABLE renames indexes and sequences too.
    if case .relation(let name) = old, context.schema.index(name) != nil || context.schema.sequence(name) != nil { return true }
    // A new table that takes the place of an old one.
    if context.isNewName(old) || context.wasTaken(new) { return true }
    switch (context.successor(of: old), old) {
    case (nil, _): return false
    // What reads the column finds no value there.
    case (.empty, .column): return false
    default: return true
    }
  }

  private func fix(_ old: ClientName, _ new: ClientName, _ operation: any Operation, _ context: RuleContext) -> Fix? {
    let own = context.source[context.statement.span]
    if context.comesBackTooLate(old) { return nil }
    func replaced(_ made: String, _ drop: String) -> Fix {
      .plan("serve both names until the last program is replaced", [
        Fix.Step("in one transaction", sql: "BEGIN;\nSET LOCAL lock_timeout = '2s';\n\(own);\n\(made);\nCOMMIT;"),
        Fix.Step("deploy the version that says the new name, and wait for the last one that says the old to go"), .sql(drop + ";"),
      ])
    }
    switch (old, new) {
    case (.relation(let old), .relation(let new)):
      return replaced("CREATE VIEW \(old.sql) AS SELECT * FROM \(new.sql)", "DROP VIEW \(old.sql)")
    case (.column(let table, let column), .column(_, let name)):
      guard let known = context.schema.table(table), known.kind == .ordinary || known.kind == .partitioned, let definition = known.column(column),
        definition.generated == nil
      else { return nil }
      let steps = ColumnPlan(table, replacing: column, by: name, in: context).renaming(definition.type.description, isNotNull: definition.isNotNull)
      return .plan("keep the column under both names until the last program is replaced", steps)
    case (.value(let type, let value), .value(_, let name)):
      let moves = context.schema.tables(using: type).flatMap { table in
        (context.schema.table(table)?.columns ?? []).filter { RelationName(schema: $0.type.schema, $0.type.name) == type && !$0.type.isArray }.map { column in
          BackfillPlan(table, in: context).update(set: "\(Identifier.sql(column.name)) = \(Identifier.literal(name))", where: "\(Identifier.sql(column.name)) = \(Identifier.literal(value))")
        }
      }
      return .plan("add the new value beside the old one", [
        .sql("ALTER TYPE \(type.sql) ADD VALUE \(Identifier.literal(name)) AFTER \(Identifier.literal(value));"),
        Fix.Step("deploy the version that knows both values and writes the new one"),
      ] + moves)
    default: return nil
    }
  }

  private func help(_ old: ClientName, _ new: ClientName, _ operation: any Operation, _ context: RuleContext) -> Finding.Message {
    if context.comesBackTooLate(old) { return .oneTransaction(old) }
    switch (old, new) {
    case (.relation(let old), .relation(let new)): return .view(old, new)
    case (.column(let table, let column), .column(_, let new)):
      switch (operation.as(RenameObject.self)?.kind, context.schema.table(table)?.kind) {
      case ("ATTRIBUTE", _), (_, .materializedView): return .knowBoth
      case (_, .view): return .bothInView(table, column, new)
      // Nobody told what it is: the statement may.
      case (_, nil) where context.layout.word("view") != nil: return .knowBoth
      default: return .newColumn(column, new)
      }
    case (.value(let type, let value), .value(_, let new)): return .addValue(type, value, new)
    case (.function(let old), .function(let new)): return .function(old, new)
    case (.schema(let old), _): return .schema(old)
    default: return .knowBoth
    }
  }
}

extension Finding.Message {
  fileprivate static func breaks(_ old: ClientName, _ operation: any Operation) -> Self {
    if let moved = operation.as(SetSchema.self) { return "breaks programs that do not look for \(old) in `\(moved.newSchema)`" }
    if case .value = old { return "breaks programs that still write \(old), or know no other" }
    return "breaks programs that still ask for \(old)"
  }
  fileprivate static func oneTransaction(_ old: ClientName) -> Self {
    "put it into one transaction with the statement that makes \(old) again"
  }
  fileprivate static func view(_ old: RelationName, _ new: RelationName) -> Self {
    "`CREATE VIEW \(old.sql) AS SELECT * FROM \(new.sql)` in the same transaction serves them until the last one is replaced"
  }
  fileprivate static func newColumn(_ old: String, _ new: String) -> Self {
    """
    add `\(new)` beside `\(old)`, keep them equal with a trigger, fill the old rows in batches, and drop `\(old)` when no \
    running version uses it
    """
  }
  fileprivate static func bothInView(_ view: RelationName, _ old: String, _ new: String) -> Self {
    "`CREATE OR REPLACE VIEW \(view.sql)` with `\(new)` as one more column at its end, until no running version uses `\(old)`"
  }
  fileprivate static func addValue(_ type: RelationName, _ old: String, _ new: String) -> Self {
    "`ALTER TYPE \(type.sql) ADD VALUE '\(new)'`, and move the rows when no running version writes `\(old)`"
  }
  fileprivate static func function(_ old: RelationName, _ new: RelationName) -> Self {
    "make a function `\(old)` that calls `\(new)`, in the same transaction, until the last one is replaced"
  }
  fileprivate static func schema(_ old: String) -> Self {
    "`CREATE SCHEMA \(Identifier.sql(old))` again in the same transaction, with views of the tables that they use"
  }
  fileprivate static let knowBoth: Self = "leave the name as it is, or rename it when no running version says the old one"
}
