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
    for at in run.record.places(with: .changesSettings) {
      let step = run.steps[at]
      guard step.isUselessLocal, !findings.contains(where: { step.statement.span.contains($0.span) }) else { continue }
      findings.append(Finding(.localOutside, at: step.statement.span, help: .useSet, fix: plainSet(at, run.steps, context)))
    }
    return findings + swallowed(run.steps, context)
  }

  /// Why the statement at an index has no lock_timeout that helps, said at the SET that was meant to.
  private func blame(_ index: Int, _ steps: [Step], _ context: RuleContext, _ limit: Int) -> [Finding] {
    let victim = steps[index]
    let label = Finding.Label(.unprotected(victim.command), at: context.layout(of: victim).keywords())
    func isUnprotected(_ step: Step) -> Bool { step.waitsForever || (step.settings.lockTimeout?.milliseconds ?? 0) > limit }
    guard let at = steps[..<index].lastIndex(where: { $0.lockTimeoutChange != nil }), let change = steps[at].lockTimeoutChange else {
      guard victim.waitsForever, let late = steps[index...].firstIndex(where: { ($0.lockTimeoutChange?.timeout?.milliseconds ?? 0) > 0 }) else { return [] }
      let fix = earlier(late, index, steps, context, limit, isUnprotected)
      return [Finding(.tooLate, at: steps[late].statement.span, help: .moveUp, labels: [label], fix: fix)]
    }
    let step = steps[at], span = step.statement.span
    func found(_ message: Finding.Message, _ help: Finding.Message, _ fix: Fix?) -> [Finding] {
      [Finding(message, at: span, help: help, labels: [label], fix: fix)]
    }
    func again() -> Fix? { self.again(at, index, steps, context, limit, isUnprotected) }
    if step.isUselessLocal { return found(.localOutside, .useSet, plainSet(at, steps, context)) }
    if change.isReset { return found(.reset, .resetLater, again()) }
    if change.isLocal, step.transaction.number != victim.transaction.number { return found(.endedEarly, .useSet, again()) }
    guard let timeout = change.timeout else { return [] }
    if timeout.milliseconds <= 0 { return found(.zero, .short, otherValue(at, index, steps, context, limit, isUnprotected)) }
    if timeout.milliseconds > limit {
      let message = Finding.Message.tooLong(timeout.shown, Settings.Timeout(milliseconds: limit).shown)
      return found(message, .short, otherValue(at, index, steps, context, limit, isUnprotected))
    }
    // A good value that a ROLLBACK took back.
    return victim.waitsForever ? found(.rolledBack, .setAgain, again()) : []
  }

  // MARK: Fixes

  /// The steps from one on, up to the next that changes lock_timeout.
  private func stretch(_ first: Int, _ steps: [Step]) -> ArraySlice<Step> { steps[first...].prefix { $0.lockTimeoutChange == nil } }

  private func fix(_ title: Finding.Message, _ edits: [Edit], _ context: RuleContext) -> Fix? {
    edits.isEmpty || context.session.wrapping == .simpleQuery ? nil : Fix(.safe, title, edits)
  }

  /// The last value in force that was of use.
  private func goodValue(_ steps: ArraySlice<Step>, _ limit: Int) -> String {
    steps.reversed().lazy.compactMap { $0.lockTimeoutChange?.timeout }.first { $0.milliseconds > 0 && $0.milliseconds <= limit }?.shown ?? "5s"
  }

  /// Set once more, before the statement that needs it.
  private func again(_ at: Int, _ index: Int, _ steps: [Step], _ context: RuleContext, _ limit: Int, _ isUnprotected: (Step) -> Bool) -> Fix? {
    var writer = LockTimeoutWriter(goodValue(steps[...at], limit), in: context)
    writer.protect(stretch(index, steps), where: isUnprotected)
    return fix(.again, writer.edits, context)
  }

  /// Set before the statement that needs it; where that makes the late one superfluous, it goes.
  private func earlier(_ late: Int, _ index: Int, _ steps: [Step], _ context: RuleContext, _ limit: Int, _ isUnprotected: (Step) -> Bool) -> Fix? {
    var writer = LockTimeoutWriter(goodValue(steps[late...late], limit), in: context)
    writer.protect(steps[index..<late], where: isUnprotected)
    guard let change = steps[late].lockTimeoutChange, !writer.edits.isEmpty else { return nil }
    let isSame = change.timeout?.shown == goodValue(steps[late...late], limit), isLocal = change.isLocal
    let isKnown = isLocal ? writer.blocks.contains(steps[late].transaction.number) : writer.isOn && !steps[late].transaction.isBlock
    let removal = isSame && isKnown && !change.isFunctionCall ? [context.removal(of: steps[late].statement)] : []
    return fix(.moveUp, writer.edits + removal, context)
  }

  /// A short value in the place of none or of a long one; where it was meant for a concurrent statement, it is set again behind that.
  private func otherValue(_ at: Int, _ index: Int, _ steps: [Step], _ context: RuleContext, _ limit: Int, _ isUnprotected: (Step) -> Bool) -> Fix? {
    let step = steps[at], layout = context.layout(of: step)
    let isMeant = steps[at..<index].contains { $0.isConcurrent || $0.isCuredByConcurrently }
    guard !isMeant, step.lockTimeoutChange?.isFunctionCall == false,
      let sign = layout.tokens.firstIndex(where: { context.source[$0.span] == "=" || context.source.token($0, is: "to") }), layout.tokens.indices.contains(sign + 1)
    else { return again(at, index, steps, context, limit, isUnprotected) }
    let value = Span(layout.tokens[sign + 1].span.start, step.statement.span.end)
    return fix(.short, [.replace(value, with: "'5s'")] + whenOn(at, steps, context), context)
  }

  /// Off before concurrent statements, and on behind them, once a SET is in force for the session.
  private func whenOn(_ at: Int, _ steps: [Step], _ context: RuleContext) -> [Edit] {
    guard !steps[at].transaction.isBlock, at + 1 < steps.count else { return [] }
    var writer = LockTimeoutWriter(isOn: true, in: context)
    writer.protect(stretch(at + 1, steps)) { _ in true }
    return writer.edits
  }

  /// A statement_timeout that ends every wait before lock_timeout can.
  private func swallowed(_ steps: [Step], _ context: RuleContext) -> [Finding] {
    guard let at = steps.firstIndex(where: { step in
      guard let lock = step.settings.lockTimeout?.milliseconds, let statement = step.settings.statementTimeout?.milliseconds else { return false }
      return lock > 0 && statement > 0 && statement <= lock && step.blocking != nil
    }), let lock = steps[at].settings.lockTimeout, let statement = steps[at].settings.statementTimeout,
      let set = steps[..<at].last(where: { $0.lockTimeoutChange != nil || $0.change(of: "statement_timeout") != nil })
    else { return [] }
    let plan = Fix.plan(.raiseStatement, [Fix.Step(.timeForTheWork, sql: "SET statement_timeout = '\(Settings.Timeout(milliseconds: lock.milliseconds * 12).shown)';")])
    return [Finding(.shorterStatement(statement.shown, lock.shown), at: set.statement.span, help: .raiseStatement, fix: plan)]
  }

  private func plainSet(_ at: Int, _ steps: [Step], _ context: RuleContext) -> Fix? {
    let step = steps[at], layout = context.layout(of: step)
    guard step.lockTimeoutChange?.isFunctionCall == false, let set = layout.word("set"), let local = layout.word("local") else { return nil }
    return fix(.dropLocal, [.delete(Span(set.end, local.end))] + whenOn(at, steps, context), context)
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
  fileprivate static let timeForTheWork: Self = "longer than `lock_timeout`, with time for the work itself"
  fileprivate static let again: Self = "set it again where it is needed"
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
