import Linting
import PostgresBehavior
import PostgresSyntax

/// A concurrent statement behind others that cannot run a second time.
struct MixedConcurrentMigration: Rule {
  static let metadata = RuleMetadata(
    id: "mixed-concurrent-migration", summary: "when a CONCURRENTLY statement fails, its file cannot be run again", severity: .warning,
    fix: .plan)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    guard context.tool?.recordsSections == true else { return check(run.steps, in: context) }
    // A section that is done is not run again.
    let sections = Dictionary(grouping: run.steps) { $0.unit.section }
    return sections.keys.sorted().flatMap { check(sections[$0] ?? [], in: context) }
  }

  private func check(_ steps: [Step], in context: RuleContext) -> [Finding] {
    let run = MigrationRun(steps: steps, wrapping: .none)
    guard let last = run.steps.lastIndex(where: \.isConcurrent), let first = run.stepsRunOnce(before: last, limit: 1, in: context).first,
      let at = run.steps.firstIndex(where: { $0.isConcurrent && $0.statement.span.start > first.step.statement.span.start })
    else { return [] }
    let step = run.steps[at], before = run.stepsRunOnce(before: at, in: context)
    func place(_ step: Step) -> Span { StatementLayout(step.statement, in: context.source).command(of: step) }
    return [
      Finding(
        .cannotRunAgain(step.command), at: place(step), note: .committed, help: .split(context.tool?.optOut(for: context.migration)?.instruction),
        labels: before.map { .init($0.secondRun == .fails ? .failsNext : .repeatsNext, at: place($0.step)) },
        relations: step.effects.filter { $0.exempt == nil })
    ]
  }
}

extension Finding.Message {
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
