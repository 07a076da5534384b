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
        relations: context.felt)
    ]
  }

  private func isNew(_ domain: RelationName, _ context: RuleContext) -> Bool {
    context.recent.contains { $0.operations.contains { $0.as(CreateDomain.self)?.domain == domain } }
  }
}

extension Finding.Message {
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
