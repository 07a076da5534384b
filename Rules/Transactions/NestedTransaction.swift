import Linting
import PostgresBehavior
import PostgresSyntax

/// `BEGIN` in a transaction, or `COMMIT` and `ROLLBACK` of one that is not the file's own.
struct NestedTransaction: Rule {
  static let metadata = RuleMetadata(
    id: "nested-transaction", summary: "BEGIN inside a transaction, or COMMIT and ROLLBACK without one", severity: .error, fix: .safe)

  func check(_ control: TransactionControl, in context: RuleContext) -> [Finding] {
    let transaction = context.session.transaction
    switch control.kind {
    case .begin where transaction.kind == .explicit:
      let label = transaction.opening.map { [Finding.Label(.opened, at: $0)] } ?? []
      return [Finding(.secondBegin, at: context.statement.span, note: .onlyWarns, help: .savepoint, labels: label, fix: removal(in: context))]
    case .begin where transaction.kind == .runner:
      return [Finding(.runnerHasBegun, at: context.statement.span, note: .endsTheRunners, help: .leaveItToTheRunner, fix: leavingToRunner(in: context))]
    case .commit where transaction.kind == .none, .rollback where transaction.kind == .none:
      return isConsequence(in: context) ? [] : [Finding(.nothingToEnd, at: context.statement.span, note: .endsNothing, help: .remove, fix: .plan(.remove, [Fix.Step(.takeOut), Fix.Step(.orBegin)]))]
    case .commit where transaction.kind == .runner, .rollback where transaction.kind == .runner, .prepare where transaction.kind == .runner:
      return isConsequence(in: context) ? [] : [Finding(.endsRunners, at: context.statement.span, note: .endsTheRunners, help: .leaveItToTheRunner, fix: .plan(.leaveItToTheRunner, [Fix.Step(.removeBoth), Fix.Step(.orSwitchOff)]))]
    default: return []
    }
  }

  /// After a BEGIN too many an END too many is the same mistake.
  private func isConsequence(in context: RuleContext) -> Bool {
    var depth = context.session.wrapping == .file ? 1 : 0
    for step in context.recent {
      switch step.operations.first?.as(TransactionControl.self)?.kind {
      case .begin:
        if depth > 0 { return true }
        depth += 1
      case .commit, .rollback, .prepare: depth -= 1
      default: break
      }
    }
    return false
  }

  /// The server passes over a second BEGIN, so taking it out changes nothing. One with an isolation level sets that.
  private func removal(in context: RuleContext) -> Fix? {
    guard context.layout.tokens.count <= 2 else { return .plan(.removeBegin, [Fix.Step(.savepoint)]) }
    return .safe(.removeBegin, context.removal(of: context.statement))
  }

  /// A BEGIN before everything and a COMMIT behind it say what the runner says.
  private func leavingToRunner(in context: RuleContext) -> Fix? {
    let controls = context.later.indices.filter { context.later[$0].operations.first?.transactionControl != nil }
    guard context.recent.isEmpty, context.layout.tokens.count <= 2, controls.count == 1, let last = controls.first,
      last == context.later.indices.last, let end = context.later[last].operations.first?.transactionControl, end.kind == .commit, !end.chains
    else { return .plan(.leaveItToTheRunner, [Fix.Step(.removeBoth), Fix.Step(.orSwitchOff)]) }
    return .safe(.leaveItToTheRunner, context.removal(of: context.statement), context.removal(of: context.later[last].statement))
  }
}

extension Finding.Message {
  fileprivate static let opened: Self = "the transaction is open since here"
  fileprivate static let secondBegin: Self = "`BEGIN` inside a transaction opens nothing; the first `COMMIT` ends it all"
  fileprivate static let onlyWarns: Self = "PostgreSQL has no nested transactions: it warns and goes on in the one that is open"
  fileprivate static let savepoint: Self = "remove it, or use `SAVEPOINT` for a part that can be rolled back alone"
  fileprivate static let removeBegin: Self = "remove the `BEGIN` that does nothing"
  fileprivate static let runnerHasBegun: Self = "`BEGIN` inside the runner's transaction opens nothing"
  fileprivate static let endsRunners: Self = "ends the runner's transaction in the middle of the file"
  fileprivate static let endsTheRunners: Self =
    "a `COMMIT` of the file's own commits the runner's transaction: what follows runs without one, and a later failure rolls nothing back"
  fileprivate static let leaveItToTheRunner: Self = "leave BEGIN and COMMIT to the runner, or switch its transaction off for this file"
  fileprivate static let nothingToEnd: Self = "there is no transaction to end here"
  fileprivate static let endsNothing: Self = "PostgreSQL warns and goes on; every statement before it was committed on its own"
  fileprivate static let remove: Self = "remove it, or put the `BEGIN` that is missing where the transaction is to start"
  fileprivate static let removeBoth: Self = "take `BEGIN`, `COMMIT` and `ROLLBACK` out of the file, where all of it may be one transaction"
  fileprivate static let orSwitchOff: Self = "or have the runner run this file without a transaction, where it needs several"
  fileprivate static let takeOut: Self = "take it out, where every statement before it was meant to be committed on its own"
  fileprivate static let orBegin: Self = "or put `BEGIN;` before the first statement that was meant to be in the transaction"
}
