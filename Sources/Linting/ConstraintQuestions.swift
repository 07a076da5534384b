public import PostgresBehavior
public import PostgresSyntax

extension RuleContext {
  /// A table that this migration made and put no row into: there is nothing to check in it.
  public func isEmpty(_ table: RelationName) -> Bool {
    schema.isNew(table) && !(schema.table(table)?.mayHoldRows ?? true)
  }
}

extension [Effect] {
  /// The effects on some relations; all of them when there are none.
  public func on(_ relations: [RelationName]) -> [Effect] {
    let named = filter { relations.contains($0.relation) }
    return named.isEmpty ? self : named
  }

  /// Those that writers wait for, outside of exempt relations.
  public var blocking: [Effect] { filter(\.blocksWrites) }
}

extension Finding.Message {
  /// `` `a`, `b` and `c` ``
  public static func list(_ names: [some CustomStringConvertible]) -> String {
    var text = TextBuilder(capacity: 24 * names.count)
    for (at, name) in names.enumerated() {
      text.append(at == 0 ? "`" : at + 1 == names.count ? " and `" : ", `")
      text.append(name.description)
      text.append("`")
    }
    return text.text
  }

  /// `blocks every read and write of … and every write to … while …`, after the locks of some effects.
  public static func blocks(_ effects: [Effect], while doing: String) -> Self { "\(blocks(effects)) while \(doing)" }

  /// The same without a reason.
  public static func blocks(_ effects: [Effect]) -> Self {
    var text: Finding.Message?
    func add(_ reads: Bool, ofViews: Bool, _ stopped: String) {
      func isMeant(_ effect: Effect) -> Bool { effect.lock.blocksReads == reads && (effect.kind == .materializedView) == ofViews }
      guard effects.contains(where: isMeant) else { return }
      let names = list(effects.filter(isMeant).map(\.relation))
      text = text.map { "\($0) and \(stopped) \(names)" } ?? "blocks \(stopped) \(names)"
    }
    add(true, ofViews: false, "every read and write of")
    add(true, ofViews: true, "every read and refresh of")
    add(false, ofViews: false, "every write to")
    add(false, ofViews: true, "every refresh of")
    return text ?? "blocks "
  }

  /// How a constraint gets checked without holding anybody up.
  public static func validateLater(_ added: AddConstraint, in schema: Schema) -> Self {
    let name = Identifier.sql(added.resolvedName(in: schema))
    return "add it `NOT VALID`, then `ALTER TABLE \(added.target.relation.sql) VALIDATE CONSTRAINT \(name)` in a later transaction"
  }

  /// How a UNIQUE or PRIMARY KEY gets its index without holding anybody up.
  public static func buildFirst(_ added: AddConstraint, in schema: Schema) -> Self {
    let constraint = added.constraint, table = added.target.relation
    if constraint.isWithoutOverlaps { return noConcurrentWay }
    if schema.table(table)?.kind == .partitioned {
      return """
        build a unique index `CONCURRENTLY` on each partition, make it a constraint there with `USING INDEX`, \
        and add the constraint to `\(table)` last: it takes those over and builds nothing
        """
    }
    let name = Identifier.sql(added.resolvedName(in: schema))
    var build = "CREATE UNIQUE INDEX CONCURRENTLY \(name) ON \(table.sql) (\(Identifier.sql(constraint.columns)))"
    if !constraint.including.isEmpty { build += " INCLUDE (\(Identifier.sql(constraint.including)))" }
    if constraint.nullsNotDistinct { build += " NULLS NOT DISTINCT" }
    var adopt = "ALTER TABLE \(table.sql) ADD CONSTRAINT \(name) \(constraint.keyword) USING INDEX \(name)"
    if constraint.isDeferrable { adopt += constraint.isInitiallyDeferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE" }
    return "\(constraint.isInline ? "add the column alone, then " : "")`\(build)` outside a transaction, then `\(adopt)`"
  }

  /// How a column gets NOT NULL without a scan under its lock.
  public static func proveNotNull(_ column: String, of table: RelationName, _ version: ServerVersion) -> Self {
    if version >= 18 {
      let name = Identifier.sql(ObjectName.choose(table.name, column, "not_null"))
      return """
        `ALTER TABLE \(table.sql) ADD CONSTRAINT \(name) NOT NULL \(Identifier.sql(column)) NOT VALID`, \
        then `VALIDATE CONSTRAINT \(name)` in a later transaction
        """
    }
    let name = Identifier.sql(ObjectName.choose(table.name, column, "nn"))
    return """
      `ALTER TABLE \(table.sql) ADD CONSTRAINT \(name) CHECK (\(Identifier.sql(column)) IS NOT NULL) NOT VALID`; \
      in a later transaction `VALIDATE CONSTRAINT \(name)`; then `SET NOT NULL` reads nothing; \
      `DROP CONSTRAINT \(name)` in an `ALTER TABLE` after it
      """
  }

  /// For constraints that `USING INDEX` cannot make.
  public static let noConcurrentWay: Self =
    "PostgreSQL has no concurrent way: add it in a quiet hour with a `lock_timeout`, or fill a new table that has it and swap the names"
}

extension StatementLayout {
  /// The caret for a constraint that is added: its own words behind ADD COLUMN, else the whole subcommand.
  public func place(of added: AddConstraint) -> Span {
    added.constraint.isInline ? keyword(of: added.constraint) : subcommand(added.target)
  }

  /// Two words that follow each other, the last such pair in a span. The words are lower case.
  public func words(_ first: StaticString, _ second: StaticString, in span: Span) -> Span? {
    for (one, two) in zip(tokens, tokens.dropFirst()).reversed() where span.contains(one.span) && span.contains(two.span) {
      if source.token(one, is: first), source.token(two, is: second) { return Span(one.span.start, two.span.end) }
    }
    return nil
  }
}

extension Step {
  /// Whether it adds a CHECK that proves a column NOT NULL, `NOT VALID`, and validates it as well: too late for its own SET NOT NULL.
  public func validatesProof(of column: String) -> Bool {
    let proofs = operations.compactMap { $0.as(AddConstraint.self) }.filter { added in
      added.constraint.isNotValid && added.constraint.expression?.provesNotNull.contains(column) ?? false
    }
    return proofs.contains { proof in operations.contains { $0.as(ValidateConstraint.self)?.name == proof.constraint.name } }
  }
}

extension RuleContext {
  /// For a rule that sees a whole history: a statement put behind the one that made something, if that is in the last migration,
  /// the one whose statements are at hand. Of a transaction of the file it comes behind the COMMIT; where the runner has the transaction,
  /// it is a plan.
  /// - Parameter table: the one that it names.
  /// - Parameter inBlock: whether it may stand in the same transaction.
  public func appending(
    _ sql: String, on table: RelationName, behind origin: Origin, _ run: HistoryRun, inBlock: Bool = false, title: Finding.Message
  ) -> Fix? {
    let plan = Fix.plan(title, [Fix.Step("in a later migration", sql: sql + ";")])
    guard origin.migration == run.sources.count - 1, let step = earlier(at: origin.span), isNamedSurely(table, step.settings) else { return plan }
    let text = source.sql(sql, like: step.statement.span.start) + ";"
    guard step.transaction.isBlock, !inBlock else {
      return step.body == nil && step.statement.isTerminated && session.wrapping != .simpleQuery || inBlock
        ? Fix(.safe, title, [source.appending(text, behind: step.statement, mayFollowOthers: true)]) : plan
    }
    let end = recent.first { $0.statement.span.start > step.statement.span.start && $0.operations.first?.transactionControl != nil }
    guard step.transaction.kind == .explicit, let end, let control = end.operations.first?.transactionControl, control.kind == .commit,
      !control.chains, end.statement.isTerminated, isNamedSurely(table, end.settings)
    else { return plan }
    return Fix(.safe, title, [source.appending(text, behind: end.statement, mayFollowOthers: true)])
  }

  /// Whether a table's full name finds it under a search_path: which schema of several has a table that no migration made, nobody knows.
  private func isNamedSurely(_ table: RelationName, _ settings: Settings) -> Bool {
    guard let path = settings.searchPath else { return true }
    return table.schema != nil && (path.count == 1 || schema.table(table)?.origin != nil)
  }
}
