import Linting
import PostgresBehavior

/// `ADD PRIMARY KEY` that builds its index, or looks for NULL, under the table's lock.
struct PrimaryKeyBlocksTable: Rule {
  static let metadata = RuleMetadata(
    id: "primary-key-blocks-table", summary: "a PRIMARY KEY that builds its index or looks for NULL blocks reads and writes",
    severity: .error, fix: .safe, isBlocking: true)

  func check(_ added: AddConstraint, in context: RuleContext) -> [Finding] {
    guard added.constraint.kind == .primaryKey, added.refusal(in: context.schema, context.version) == nil, context.felt(.scan) != nil
    else { return [] }
    return added.constraint.usingIndex == nil ? buildsIndex(added, context) : looksForNull(added, context)
  }

  private func buildsIndex(_ added: AddConstraint, _ context: RuleContext) -> [Finding] {
    // Without a default add-required-column says that it fails.
    if added.constraint.isInline, !added.newColumnHasDefault || context.rewritesColumn(of: added) { return [] }
    let nullable = added.constraint.isInline ? [] : unprovenColumns(added, context)
    return finding(
      added, context, .blocks(named(added, context), while: "the index builds"), .steps(added, nullable.first, context),
      context.buildingFirst(added, proving: nullable))
  }

  private func looksForNull(_ added: AddConstraint, _ context: RuleContext) -> [Finding] {
    let unproven = unprovenColumns(added, context), table = context.schema.table(added.target.relation)
    // SET NOT NULL in the same ALTER TABLE reads the rows for both: not-null-scans-table.
    let set = (context.step?.operations ?? []).compactMap { $0.as(SetNotNull.self)?.column }
    if !unproven.isEmpty, unproven.allSatisfy(set.contains) { return [] }
    let isKnown = unproven.contains { table?.column($0) != nil }
    let effects = named(added, context)
    return finding(
      added, context, isKnown ? .blocks(effects, while: "every row is checked for NULL") : .mayBlock(effects),
      .proveFirst(unproven.first, added.target.relation, context.version), unproven.isEmpty ? nil : proving(unproven, added, context))
  }

  /// The statement as it is, behind others that make its columns NOT NULL.
  private func proving(_ columns: [String], _ added: AddConstraint, _ context: RuleContext) -> Fix? {
    let title: Finding.Message = "look for NULL beside reads and writes", made = context.step?.operations.contains { $0.is(AddColumn.self) } ?? true
    let parts = context.provingNotNull(columns, added.target) + [.original([], .ownTransaction)]
    return made ? nil : context.rewrite(title, parts, names: [context.resolvedName(of: added)])
  }

  private func named(_ added: AddConstraint, _ context: RuleContext) -> [Effect] { context.effects.blocking.on([added.target.relation]) }

  /// The columns of the key that may hold NULL; empty when not even the columns are known.
  private func unprovenColumns(_ added: AddConstraint, _ context: RuleContext) -> [String] {
    added.keyColumns(in: context.schema).filter { !(context.schema.table(added.target.relation)?.provesNotNull($0) ?? false) }
  }

  private func finding(
    _ added: AddConstraint, _ context: RuleContext, _ message: Finding.Message, _ help: Finding.Message, _ fix: Fix?
  ) -> [Finding] {
    guard let effect = named(added, context).first else { return [] }
    return [
      Finding(
        message, at: context.layout.place(of: added), note: context.lock(effect, while: "while it reads every row"), help: help,
        relations: context.effects.blocking.filter { $0.kind != .index }, fix: fix)
    ]
  }
}

extension Finding.Message {
  fileprivate static func mayBlock(_ effects: [Effect]) -> Self {
    "\(blocks(effects, while: "every row is checked for NULL")), unless its columns are `NOT NULL` already"
  }
  fileprivate static func steps(_ added: AddConstraint, _ nullable: String?, _ context: RuleContext) -> Self {
    let build = buildFirst(added, in: context.schema)
    guard let nullable, !added.constraint.isWithoutOverlaps else { return build }
    return "make `\(nullable)` NOT NULL first, in the way of `not-null-scans-table`; then \(build)"
  }
  fileprivate static func proveFirst(_ column: String?, _ table: RelationName, _ version: ServerVersion) -> Self {
    column.map { "make `\($0)` NOT NULL first: \(proveNotNull($0, of: table, version))" }
      ?? "make its columns NOT NULL first, in the way of `not-null-scans-table`"
  }
}
