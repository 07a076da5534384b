import Linting
import PostgresBehavior
import PostgresSyntax

/// A concurrent statement behind others that cannot run a second time.
struct MixedConcurrentMigration: Rule {
  static let metadata = RuleMetadata(
    id: "mixed-concurrent-migration", summary: "when a CONCURRENTLY statement fails, its file cannot be run again", severity: .warning,
    fix: .plan)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    guard context.tool?.recordsSections == true else { return checkPart(run, in: context) }
    // A section that is done is not run again.
    let sections = Dictionary(grouping: run.steps) { $0.unit.section }
    return sections.keys.sorted().flatMap { checkPart(MigrationRun(record: Steps(sections[$0] ?? []), wrapping: .none), in: context) }
  }

  private func checkPart(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    guard let last = run.steps.lastIndex(where: \.isConcurrent), let first = run.stepsRunOnce(before: last, limit: 1, in: context).first,
      let at = run.steps.firstIndex(where: { $0.isConcurrent && $0.statement.span.start > first.step.statement.span.start })
    else { return [] }
    let step = run.steps[at], before = run.stepsRunOnce(before: at, in: context)
    func place(_ step: Step) -> Span { context.layout(of: step).command(of: step) }
    return [
      Finding(
        .cannotRunAgain(step.command), at: place(step), note: .committed, help: .split(context.migration.runner == "psql" ? nil : context.tool?.optOut(for: context.migration)?.instruction),
        labels: before.map { .init($0.secondRun == .fails ? .failsNext : .repeatsNext, at: place($0.step)) },
        relations: step.effects.filter { $0.exempt == nil }, fix: plan(run, context))
    ]
  }
}

extension MixedConcurrentMigration {
  /// A file for what goes before, one for concurrent statements in a row, one for what comes behind them.
  private func plan(_ run: MigrationRun, _ context: RuleContext) -> Fix {
    var steps: [Fix.Step] = [], text = TextBuilder(capacity: 0), isConcurrent = false
    func close() {
      guard !text.isEmpty else { return }
      let number = steps.count + 1
      steps.append(Fix.Step(isConcurrent ? "migration \(number), that runs outside a transaction" : "migration \(number)", sql: text.text))
      text.clear()
    }
    for step in run.steps where step.body == nil {
      // Timeouts around concurrent statements go with them.
      let isTimeout = step.change(of: "lock_timeout") != nil || step.change(of: "statement_timeout") != nil
      if step.isConcurrent != isConcurrent, !(isTimeout && !step.transaction.isBlock) {
        close()
        isConcurrent = step.isConcurrent
      }
      guard !isTimeout || step.transaction.isBlock else { continue }
      if !text.isEmpty {
        text.append("\n")
      } else if !isConcurrent, !step.transaction.isBlock, step.settings != context.session.initial, let timeout = step.settings.lockTimeout {
        text.append("SET lock_timeout = '\(timeout.shown)';\n")
      }
      context.source.withBytes(of: step.statement.span) { text.append($0) }
      text.append(";")
    }
    close()
    return .plan(.splitFile, steps)
  }
}

extension Finding.Message {
  fileprivate static let splitFile: Self = "a migration for each part that is safe to run again"
  fileprivate static func cannotRunAgain(_ command: String) -> Self {
    "when `\(command)` is stopped, what stands above it is done already, and the file cannot be run again"
  }
  fileprivate static let committed: Self = """
    outside a transaction every statement is committed on its own; a concurrent one waits long, \
    and may fail on a timeout, a deadlock or a duplicate
    """
  fileprivate static func split(_ optOut: String?) -> Self {
    let way = optOut.map { $0.isEmpty ? "" : ", and \($0)" } ?? ""
    return "put it into a migration of its own\(way); or let the others say `IF NOT EXISTS` and `IF EXISTS`"
  }
  fileprivate static let failsNext: Self = "fails the second time"
  fileprivate static let repeatsNext: Self = "adds the same again, or fails on a key"
}
