import Linting
import PostgresBehavior
import PostgresSyntax

/// A statement outside a transaction that could say `IF NOT EXISTS` or `IF EXISTS`.
struct NotRerunnable: Rule {
  static let metadata = RuleMetadata(
    id: "not-rerunnable", summary: "a statement that is committed on its own fails when its file is run again", severity: .note,
    fix: .unsafe)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    // The last statement that can fail leaves nothing behind it undone.
    guard let last = run.steps.lastIndex(where: \.canFail) else { return [] }
    // What stands above a concurrent statement is mixed-concurrent-migration's.
    let mixed = run.steps.lastIndex(where: \.isConcurrent) ?? 0
    var reruns = Reruns(), findings: [Finding] = []
    for (at, step) in run.steps[..<last].enumerated() {
      let layout = context.layout(of: step)
      guard reruns.next(step, layout) == .fails, !step.transaction.isBlock, at >= mixed || step.isConcurrent else { continue }
      let (edits, words) = guards(step, layout)
      guard !edits.isEmpty else { continue }
      findings.append(
        Finding(
          .failsNext(step.command), at: layout.command(of: step), note: .committed, help: .add(words),
          fix: Fix(.unsafe, .addWords(words), edits)))
    }
    return findings
  }

  /// The places for `IF NOT EXISTS` and `IF EXISTS`.
  private func guards(_ step: Step, _ layout: StatementLayout) -> (edits: [Edit], words: String) {
    func after(_ span: Span?, _ words: String) -> (edits: [Edit], words: String) {
      (span.map { [.insert(" \(words)", at: $0.end)] } ?? [], words)
    }
    guard let operation = step.operations.first else { return ([], "") }
    if operation.is(DropIndex.self) || operation.is(DropRelation.self) { return after(layout.command(of: step), "IF EXISTS") }
    if let drop = operation.as(DropObject.self) { return drop.hasPlainName ? after(layout.command(of: step), "IF EXISTS") : ([], "") }
    if let index = operation.as(CreateIndex.self) {
      // Beside CONCURRENTLY it would hide the invalid index of a failed build.
      return index.isConcurrent || index.name == nil ? ([], "") : after(layout.keywords(through: "index"), "IF NOT EXISTS")
    }
    if operation.is(CreateSequence.self) { return after(layout.keywords(through: "sequence"), "IF NOT EXISTS") }
    if operation.is(CreateTable.self) { return after(layout.keywords(through: "table"), "IF NOT EXISTS") }
    if let created = operation.as(CreateTableAs.self) {
      // SELECT … INTO knows no such words.
      let isSelect = layout.source.token(layout.head.first, is: "select")
      return isSelect ? ([], "") : after(layout.keywords(through: created.isMaterializedView ? "view" : "table"), "IF NOT EXISTS")
    }
    if operation.is(AddEnumValue.self) { return after(layout.word("value"), "IF NOT EXISTS") }
    if step.command == "CREATE EXTENSION" { return after(layout.keywords(2), "IF NOT EXISTS") }
    return ofSubcommands(step, layout)
  }

  private func ofSubcommands(_ step: Step, _ layout: StatementLayout) -> (edits: [Edit], words: String) {
    var edits: [Edit] = [], words: [String] = []
    for operation in step.operations {
      let target: AlterTarget, said: String, object: StaticString
      if let added = operation.as(AddColumn.self), !added.ifNotExists {
        (target, said, object) = (added.target, "IF NOT EXISTS", "column")
      } else if let drop = operation.as(DropColumn.self), !drop.ifExists {
        (target, said, object) = (drop.target, "IF EXISTS", "column")
      } else if let drop = operation.as(DropConstraint.self), !drop.ifExists {
        (target, said, object) = (drop.target, "IF EXISTS", "constraint")
      } else {
        continue
      }
      let first = layout.tokens.drop { $0.span.start < layout.subcommand(target).start }.prefix(2)
      guard let word = first.last(where: { layout.source.token($0, is: object) }) ?? first.first else { continue }
      edits.append(.insert(" \(said)", at: word.span.end))
      if !words.contains(said) { words.append(said) }
    }
    return (edits, words.joined(separator: "` and `"))
  }
}

extension Step {
  fileprivate var canFail: Bool { operations.first.map { $0.setVariable == nil && $0.transactionControl == nil } ?? false }
}

extension SourceText {
  fileprivate func token(_ token: Token?, is word: StaticString) -> Bool { token.map { self.token($0, is: word) } ?? false }
}

extension DropObject {
  /// Whether its kind is one word in SQL as in the parse tree.
  fileprivate var hasPlainName: Bool {
    ["TRIGGER", "POLICY", "RULE", "FUNCTION", "PROCEDURE", "AGGREGATE", "TYPE", "DOMAIN", "SCHEMA", "EXTENSION"].contains(kind)
  }
}

extension Finding.Message {
  fileprivate static func failsNext(_ command: String) -> Self { "`\(command)` is refused when the file stops behind it and is run again" }
  fileprivate static let committed: Self = "outside a transaction every statement is committed on its own"
  fileprivate static func add(_ words: String) -> Self { "`\(words)`, if what is there can only be what this file made or dropped" }
  fileprivate static func addWords(_ words: String) -> Self { "say `\(words)`" }
}
