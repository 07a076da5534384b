import Linting
import PostgresBehavior
import PostgresSyntax

/// A `lock_timeout` that is set and does not protect the statement it was meant for.
struct IneffectiveLockTimeout: Rule {
  static let metadata = RuleMetadata(
    id: "ineffective-lock-timeout", summary: "a lock_timeout that protects nothing", severity: .warning, fix: .safe)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    let limit = context.options.longestLockTimeout
    let unprotected = run.steps.firstIndex { $0.blocking != nil && ($0.waitsForever || ($0.settings.lockTimeout?.milliseconds ?? 0) > limit) }
    var findings: [Finding] = []
    if let unprotected { findings += blame(unprotected, run.steps, context, limit) }
    // SET LOCAL outside a transaction only draws a warning from the server, whatever comes after it.
    for step in run.record.having(.changesSettings) where step.isUselessLocal && !findings.contains(where: { step.statement.span.contains($0.span) }) {
      findings.append(Finding(.localOutside, at: step.statement.span, help: .useSet, fix: plainSet(step, context)))
    }
    return findings + swallowed(run.steps, context)
  }

  /// Why the statement at an index has no lock_timeout that helps, said at the SET that was meant to.
  private func blame(_ index: Int, _ steps: [Step], _ context: RuleContext, _ limit: Int) -> [Finding] {
    let victim = steps[index]
    let label = Finding.Label(.unprotected(victim.command), at: StatementLayout(victim.statement, in: context.source).keywords())
    guard let at = steps[..<index].lastIndex(where: { $0.lockTimeoutChange != nil }), let change = steps[at].lockTimeoutChange else {
      guard victim.waitsForever, let late = steps[index...].first(where: { ($0.lockTimeoutChange?.timeout?.milliseconds ?? 0) > 0 }) else { return [] }
      return [Finding(.tooLate, at: late.statement.span, help: .moveUp, labels: [label])]
    }
    let step = steps[at], span = step.statement.span
    if step.isUselessLocal { return [Finding(.localOutside, at: span, help: .useSet, labels: [label], fix: plainSet(step, context))] }
    if change.isReset { return [Finding(.reset, at: span, help: .resetLater, labels: [label])] }
    if change.isLocal, step.transaction.number != victim.transaction.number { return [Finding(.endedEarly, at: span, help: .useSet, labels: [label])] }
    guard let timeout = change.timeout else { return [] }
    if timeout.milliseconds <= 0 { return [Finding(.zero, at: span, help: .short, labels: [label])] }
    if timeout.milliseconds > limit {
      return [Finding(.tooLong(timeout.shown, Settings.Timeout(milliseconds: limit).shown), at: span, help: .short, labels: [label])]
    }
    // A good value that a ROLLBACK took back.
    return victim.waitsForever ? [Finding(.rolledBack, at: span, help: .setAgain, labels: [label])] : []
  }

  /// A statement_timeout that ends every wait before lock_timeout can.
  private func swallowed(_ steps: [Step], _ context: RuleContext) -> [Finding] {
    guard let at = steps.firstIndex(where: { step in
      guard let lock = step.settings.lockTimeout?.milliseconds, let statement = step.settings.statementTimeout?.milliseconds else { return false }
      return lock > 0 && statement > 0 && statement <= lock && step.blocking != nil
    }), let lock = steps[at].settings.lockTimeout, let statement = steps[at].settings.statementTimeout,
      let set = steps[..<at].last(where: { $0.lockTimeoutChange != nil || $0.change(of: "statement_timeout") != nil })
    else { return [] }
    return [Finding(.shorterStatement(statement.shown, lock.shown), at: set.statement.span, help: .raiseStatement)]
  }

  private func plainSet(_ step: Step, _ context: RuleContext) -> Fix? {
    let layout = StatementLayout(step.statement, in: context.source)
    guard step.lockTimeoutChange?.isFunctionCall == false, let set = layout.word("set"), let local = layout.word("local") else { return nil }
    return .safe(.dropLocal, .delete(Span(set.end, local.end)))
  }
}

extension Step {
  fileprivate var isUselessLocal: Bool { lockTimeoutChange?.isLocal == true && !transaction.isBlock }
}

extension Finding.Message {
  fileprivate static let localOutside: Self = "`SET LOCAL` outside a transaction has no effect, so no `lock_timeout` is in force"
  fileprivate static let useSet: Self = "write `SET lock_timeout`, which lasts as long as the session"
  fileprivate static let dropLocal: Self = "set it for the session"
  fileprivate static let reset: Self = "takes the `lock_timeout` away before the statement that needs it"
  fileprivate static let resetLater: Self = "move it behind the last statement that takes a strong lock"
  fileprivate static let endedEarly: Self = "this `SET LOCAL` ends with its transaction, before the statement that needs it"
  fileprivate static let rolledBack: Self = "a rollback takes this `lock_timeout` back before the statement that needs it"
  fileprivate static let setAgain: Self = "set it again behind the rollback"
  fileprivate static let zero: Self = "a `lock_timeout` of 0 waits forever"
  fileprivate static let short: Self = "take a few seconds, such as `5s`, and try again when the lock was not to be had"
  fileprivate static let tooLate: Self = "sets `lock_timeout` behind a statement that has waited for its lock already"
  fileprivate static let moveUp: Self = "move it before the first statement that takes a strong lock"
  fileprivate static let raiseStatement: Self = "a `statement_timeout` counts the wait as well; make it longer than `lock_timeout`, or 0"
  fileprivate static func unprotected(_ command: String) -> Self { "`\(command)` waits for its lock without a useful limit" }
  fileprivate static func tooLong(_ value: String, _ limit: String) -> Self {
    "a `lock_timeout` of \(value) lets a queue build up for \(value); over \(limit) it protects nobody"
  }
  fileprivate static func shorterStatement(_ statement: String, _ lock: String) -> Self {
    "`statement_timeout` (\(statement)) ends the wait before `lock_timeout` (\(lock)) can"
  }
}
