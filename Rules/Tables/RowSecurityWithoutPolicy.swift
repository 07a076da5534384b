import Linting
import PostgresBehavior
import PostgresSyntax

/// `ENABLE ROW LEVEL SECURITY` and no policy.
struct RowSecurityWithoutPolicy: Rule {
  static let metadata = RuleMetadata(
    id: "row-security-without-policy",
    summary: "row security without a policy hides every row from ordinary roles",
    severity: .warning, fix: .plan)

  /// At the end of the migration, for the policies may come behind it.
  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    var seen: Set<RelationName> = []
    return run.record.having(.altersOtherwise).flatMap { step in
      step.operations.compactMap { operation in
        guard let command = operation.as(AlterTableCommand.self), command.subtype == "EnableRowSecurity",
          let table = context.schema.table(command.target.relation), table.hasRowLevelSecurity, !table.hasPolicies, !table.isTemporary,
          !context.schema.isNew(table.name), seen.insert(table.name).inserted
        else { return nil }
        return Finding(
          .hides(table, isKnown: context.schema.isFullyKnown(table.name)),
          at: context.layout(of: step).subcommand(command.target), note: .denied, help: .policyFirst(table.name), fix: plan(table.name, step, context))
      }
    }
  }
}

extension RowSecurityWithoutPolicy {
  private func plan(_ table: RelationName, _ step: Step, _ context: RuleContext) -> Fix {
    let name = Identifier.sql(ObjectName.choose(table.name, nil, "policy"))
    return .plan(.policyBefore, [
      Fix.Step(
        "say which rows whom may see; this one keeps all in sight", sql: "CREATE POLICY \(name) ON \(table.sql) USING (true) WITH CHECK (true);"),
      .sql(context.text(of: step)),
    ])
  }
}

extension Finding.Message {
  fileprivate static let policyBefore: Self = "make a policy first, in the same transaction"
  fileprivate static func hides(_ table: Table, isKnown: Bool) -> Self {
    let reason = table.policies.isEmpty ? isKnown ? "it has no policy" : "no migration gives it a policy" : "no policy of it is permissive"
    return "hides every row of `\(table.name)` from ordinary roles: \(reason)"
  }
  fileprivate static let denied: Self =
    """
    they read nothing and every row they write is refused; \
    superusers, roles with `BYPASSRLS` and, without `FORCE`, the owner go on as before
    """
  fileprivate static func policyFirst(_ table: RelationName) -> Self {
    "`CREATE POLICY … ON \(table.sql)` before it, or in the same transaction"
  }
}
