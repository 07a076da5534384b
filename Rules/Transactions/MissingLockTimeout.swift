import Linting
import PostgresBehavior

/// A lock that others wait for, requested without a `lock_timeout`.
struct MissingLockTimeout: Rule {
  static let metadata = RuleMetadata(
    id: "missing-lock-timeout", summary: "a statement that blocks others waits for its lock without a limit", severity: .warning, fix: .safe,
    isBlocking: true)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    // Where the file sets it, but in vain, ineffective-lock-timeout speaks.
    guard let at = run.steps.firstIndex(where: { $0.blocking != nil && $0.waitsForever }), let effect = run.steps[at].blocking,
      !run.record.having(.changesSettings).contains(where: { $0.lockTimeoutChange != nil })
    else { return [] }
    let step = run.steps[at], layout = context.layout(of: step)
    return [
      Finding(
        .waits(step.command, effect.relation), at: layout.keywords(), note: .queue(effect), help: .set(inBlock: step.transaction.isBlock || context.sendsTogether(step)),
        relations: [effect], fix: fix(run, context))
    ]
  }

  /// In a file that is sent as one string, a second statement beside one that refuses a transaction block would put both into one.
  private func fix(_ run: MigrationRun, _ context: RuleContext) -> Fix? {
    guard run.steps.allSatisfy({ $0.unit.wrapping != .simpleQuery }) else { return nil }
    var writer = LockTimeoutWriter(in: context)
    writer.protect(run.steps) { $0.waitsForever }
    return writer.edits.isEmpty ? nil : Fix(.safe, .setTimeout, writer.edits)
  }
}

extension Finding.Message {
  fileprivate static func waits(_ command: String, _ relation: RelationName) -> Self {
    "`\(command)` waits for its lock on `\(relation)` without a limit, and everybody behind it waits too"
  }
  fileprivate static func queue(_ effect: Effect) -> Self {
    "while \(effect.lock.withArticle) request waits for one long transaction, every later \(effect.lock.blocksReads ? "read and write" : "write") queues behind it"
  }
  fileprivate static func set(inBlock: Bool) -> Self {
    inBlock
      ? "`SET LOCAL lock_timeout = '5s';` before it, and try again when it fails" : "`SET lock_timeout = '5s';` before it, and try again when it fails"
  }
  fileprivate static let setTimeout: Self = "give up after five seconds"
}
