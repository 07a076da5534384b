import Linting
import PostgresBehavior

/// `ALTER DOMAIN` that checks the values of every table that uses the domain.
struct DomainConstraintBlocksWrites: Rule {
  static let metadata = RuleMetadata(
    id: "domain-constraint-blocks-writes", summary: "a domain's constraint is checked while writes to the tables that use it wait",
    severity: .error, fix: .plan, isBlocking: true)

  func check(_ altered: AlterDomain, in context: RuleContext) -> [Finding] {
    guard altered.readsTables, !isNew(altered.domain, context), context.effects.isEmpty || !context.felt.isEmpty else { return [] }
    return [
      Finding(
        .blocksWrites(altered.domain, context.felt), at: context.layout.keywords(2), note: .share(altered.domain), help: .wayOut(altered),
        relations: context.felt, fix: fix(altered, context))
    ]
  }

  private func fix(_ altered: AlterDomain, _ context: RuleContext) -> Fix? {
    let domain = altered.domain.sql, own = context.source[context.statement.span]
    let quietly: Finding.Message = "in a quiet hour; it blocks writes to every table that uses the domain until all are read"
    switch altered.change {
    case .validate, .other: return .plan(.quietHour, [Fix.Step(quietly, sql: context.patiently(own))])
    case .addConstraint:
      let named = context.layout.word("constraint").flatMap { context.layout.qualifiedName(at: $0.end) }
      let name = named.map { context.source[$0] } ?? Identifier.sql(ObjectName.choose(altered.domain.name, nil, "check"))
      return .plan(.quietHour, [
        Fix.Step("an instant: it binds new values and locks no table", sql: "\(own) NOT VALID;"),
        Fix.Step(quietly, sql: context.patiently("ALTER DOMAIN \(domain) VALIDATE CONSTRAINT \(name)")),
      ])
    case .setNotNull:
      let name = Identifier.sql(ObjectName.choose(altered.domain.name, nil, "nn"))
      return .plan(.quietHour, [
        Fix.Step("an instant: it binds new values and locks no table", sql: "ALTER DOMAIN \(domain) ADD CONSTRAINT \(name) CHECK (VALUE IS NOT NULL) NOT VALID;"),
        Fix.Step("replace the NULLs that are left in the tables, in batches"),
        Fix.Step(quietly, sql: context.patiently(own)),
        Fix.Step("it says the same now", sql: "ALTER DOMAIN \(domain) DROP CONSTRAINT \(name);"),
      ])
    }
  }

  private func isNew(_ domain: RelationName, _ context: RuleContext) -> Bool {
    context.recent.contains { $0.operations.contains { $0.as(CreateDomain.self)?.domain == domain } }
  }
}

extension Finding.Message {
  fileprivate static let quietHour: Self = "bind new values at once, and read the old ones in a quiet hour"
  fileprivate static func blocksWrites(_ domain: RelationName, _ tables: [Effect]) -> Self {
    tables.isEmpty
      ? "blocks every write to each table that uses `\(domain)` while every value of it is checked"
      : blocks(tables, while: "every value of `\(domain)` is checked")
  }
  fileprivate static func share(_ domain: RelationName) -> Self {
    "takes a `SHARE` lock on every table with a column of `\(domain)`, and holds all of them while it reads one after the other"
  }
  fileprivate static func wayOut(_ altered: AlterDomain) -> Self {
    switch altered.change {
    case .addConstraint, .other:
      """
      `NOT VALID` locks no table and binds new values at once; `VALIDATE` blocks writes as well, \
      so leave it for a quiet hour, with a `lock_timeout`
      """
    case .validate: "run it in a quiet hour with a `lock_timeout`, or validate a `CHECK` of each table instead: that lets writes pass"
    case .setNotNull:
      """
      `ALTER DOMAIN \(altered.domain.sql) ADD CHECK (VALUE IS NOT NULL) NOT VALID` locks no table and binds new values at once; \
      to check the old ones blocks writes in any case, so do it in a quiet hour
      """
    }
  }
}
