import Migrations

/// Findings in what `sqlmigrate` printed: with the operation that the SQL comes from, and the way out in Django's words.
struct SqlmigrateTranslation {
  private let operations: SqlmigrateOperations
  private let isAtomic: Bool

  /// Nil for any other migration.
  init?(of migration: Migration) {
    guard migration.tool is Django else { return nil }
    operations = SqlmigrateOperations(in: migration.source)
    isAtomic = migration.source.has("begin;", at: 0)
  }

  func finding(_ finding: Finding) -> Finding {
    guard let title = operations.title(at: finding.span.start) else { return finding }
    var told = finding
    told.operation = title
    told.absorbed = finding.absorbed.map(self.finding)
    guard let name = SqlmigrateOperations.name(of: title) else { return told }
    let operation = MigrationOrigin.Operation(name, at: finding.span, head: finding.span, isFixable: false)
    told.help = DjangoAdvice(rule: finding.rule, operation: operation, isAtomic: isAtomic, isAlone: operations.count == 1).help ?? finding.help
    // Django would write the same SQL again.
    told.fix = finding.fix.flatMap { $0.safety == .plan ? $0 : nil }
    return told
  }
}
