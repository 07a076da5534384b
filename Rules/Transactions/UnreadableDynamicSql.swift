import Linting
import PostgresBehavior
import PostgresSyntax

/// EXECUTE of a text that is put together when it runs.
struct UnreadableDynamicSql: Rule {
  static let metadata = RuleMetadata(
    id: "unreadable-dynamic-sql", summary: "EXECUTE of a text that cannot be read before it runs", severity: .note)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    let places = run.steps.filter { $0.operations.first?.is(DynamicSQL.self) ?? false }.map(\.statement.span)
    guard let first = places.first else { return [] }
    return [Finding(.unread, at: first, help: .format, labels: places.dropFirst().map { .init(.thisToo, at: $0) })]
  }
}

extension Finding.Message {
  fileprivate static let unread: Self = "nobody knows what this runs before it does, so nothing is said about it"
  fileprivate static let format: Self = "a constant, or `format` with a constant template, can be read"
  fileprivate static let thisToo: Self = "this one too"
}
