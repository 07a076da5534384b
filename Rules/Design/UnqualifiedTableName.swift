import Linting
import PostgresBehavior
import PostgresSyntax

/// A table or view that a statement makes, changes or drops without saying in which schema.
struct UnqualifiedTableName: Rule {
  static let metadata = RuleMetadata(
    id: "unqualified-table-name", summary: "a table's name without its schema depends on the search_path", severity: .note)

  /// Once for each name.
  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    var seen: Set<String> = [], isPathSet = false
    return run.steps.flatMap { step -> [Finding] in
      if let change = step.change(of: "search_path") { isPathSet = !change.isReset }
      guard !isPathSet else { return [] }
      let layout = context.layout(of: step)
      let names = names(in: step, layout).filter { seen.insert(context.source[$0].lowercased()).inserted }
      // A temporary table has no other schema; later statements mean it.
      if isTemporary(step) { return [] }
      return names.map { Finding(.anyone(context.source[$0]), at: $0, note: .searchPath, help: .qualify(context.source[$0])) }
    }
  }

  private func names(in step: Step, _ layout: StatementLayout) -> [Span] {
    let words: [StaticString] = ["create", "alter", "drop"]
    guard let first = layout.head.first, words.contains(where: { layout.source.token(first, is: $0) }) else { return [] }
    let indexed = step.operations.first?.as(CreateIndex.self).flatMap { layout.qualifiedName(at: $0.tableLocation) }
    return (indexed.map { [$0] } ?? layout.tableNames).filter { name in
      !layout.tokens.contains { name.contains($0.span) && layout.source[$0.span] == "." }
    }
  }

  private func isTemporary(_ step: Step) -> Bool {
    guard let operation = step.operations.first else { return false }
    return operation.as(CreateTable.self)?.isTemporary ?? operation.as(CreateTableAs.self)?.isTemporary
      ?? operation.as(CreateView.self)?.isTemporary ?? false
  }
}

extension Finding.Message {
  fileprivate static func anyone(_ name: String) -> Self { "which `\(name)` is meant depends on the `search_path` of whoever runs it" }
  fileprivate static let searchPath: Self = """
    a new table goes to the first schema of `search_path` that exists, and any other statement takes the first table of that \
    name it finds there
    """
  fileprivate static func qualify(_ name: String) -> Self {
    "name its schema, such as `public.\(name)`, or `SET search_path` at the top of the file"
  }
}
