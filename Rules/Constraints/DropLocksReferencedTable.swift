import Linting
import PostgresBehavior
import PostgresSyntax

/// DROP of a foreign key, with its table, its column or alone.
struct DropLocksReferencedTable: Rule {
  static let metadata = RuleMetadata(
    id: "drop-locks-referenced-table", summary: "dropping a foreign key blocks reads and writes of the table at its other end",
    severity: .warning, fix: .plan, isBlocking: true)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    guard step.effects.contains(where: \.blocksReads) else { return [] }
    return step.operations.enumerated().compactMap { at, operation in
      guard let drop = operation.dropsForeignKeys, !isWayOut(drop, step, context) else { return nil }
      let partners = drop.foreignKeyPartners(in: context.schema)
      let locked = step.effects(of: at).filter { $0.blocksReads && $0.kind == .table && partners.contains($0.relation) }
      guard let first = locked.first else { return nil }
      let (what, place) = described(drop, context.layout)
      let keys = keys(drop, first, context), own = context.source[step.statement.span]
      let rest = operation.is(DropConstraint.self) ? [] : [Fix.Step("then, in a transaction of its own", sql: context.patiently(own))]
      let alone = keys.isEmpty ? [context.source[Span(step.statement.span.start, place.end)]] : keys
      return Finding(
        .alsoBlocks(what, locked), at: place, note: .triggers(first), help: .constraintFirst(keys), relations: locked,
        fix: .plan("drop the foreign keys alone first", alone.map {
          Fix.Step("in a transaction of its own; when it fails on the `lock_timeout`, try again", sql: context.patiently($0))
        } + rest))
    }
  }

  /// The constraint by itself, before any other lock of the transaction, and not waiting without end.
  private func isWayOut(_ drop: any DropsForeignKeys, _ step: Step, _ context: RuleContext) -> Bool {
    guard drop.is(DropConstraint.self), step.operations.count == 1, context.session.locks.isEmpty, let timeout = step.settings.lockTimeout
    else { return false }
    return timeout.milliseconds > 0 && timeout.milliseconds <= context.options.longestLockTimeout
  }

  private func described(_ drop: any DropsForeignKeys, _ layout: StatementLayout) -> (what: String, place: Span) {
    if let drop = drop.as(DropColumn.self) { return ("`\(drop.column)`", layout.subcommand(drop.target)) }
    if let drop = drop.as(DropConstraint.self) { return ("`\(drop.name)`", layout.subcommand(drop.target)) }
    return (Finding.Message.list(drop.as(DropRelation.self)?.relations ?? []), layout.keywords(2))
  }

  /// The statements that drop the foreign keys between what goes and another table.
  private func keys(_ drop: any DropsForeignKeys, _ other: Effect, _ context: RuleContext) -> [String] {
    let gone: [RelationName], column: String?
    if let drop = drop.as(DropRelation.self) {
      (gone, column) = (drop.relations, nil)
    } else if let drop = drop.as(DropColumn.self) {
      (gone, column) = ([drop.target.relation], drop.column)
    } else if let drop = drop.as(DropConstraint.self), drop.cascades {
      (gone, column) = ([drop.target.relation], nil)
    } else {
      return []
    }
    func keys(_ table: RelationName, to others: [RelationName]) -> [String] {
      (context.schema.table(table)?.constraints ?? []).filter { constraint in
        guard constraint.referencedTable.map(others.contains) ?? false else { return false }
        return column.map { !gone.contains(table) || constraint.columns.contains($0) } ?? true
      }.map { "ALTER TABLE \(table.sql) DROP CONSTRAINT \(Identifier.sql($0.name))" }
    }
    return gone.flatMap { keys($0, to: [other.relation]) } + keys(other.relation, to: gone)
  }
}

extension Finding.Message {
  fileprivate static func alsoBlocks(_ what: String, _ locked: [Effect]) -> Self {
    "dropping \(what) also blocks every read and write of \(list(locked.map(\.relation)))"
  }
  fileprivate static func triggers(_ effect: Effect) -> Self {
    """
    a foreign key has triggers on both tables: taking them off `\(effect.relation)` needs \(effect.lock.withArticle) lock on it, \
    and waits for all who use it
    """
  }
  fileprivate static func constraintFirst(_ keys: [String]) -> Self {
    guard let first = keys.first else {
      return "drop it alone, before all else, with a short `lock_timeout`, and try again when that fails"
    }
    return keys.count == 1
      ? "`\(first)` first, in a transaction of its own with a short `lock_timeout`"
      : "drop its foreign keys first, each in a transaction of its own with a short `lock_timeout`"
  }
}
