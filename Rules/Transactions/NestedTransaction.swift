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
      return [Finding(.runnerHasBegun, at: context.statement.span, note: .endsTheRunners, help: .leaveItToTheRunner)]
    case .commit where transaction.kind == .none, .rollback where transaction.kind == .none:
      return isConsequence(in: context) ? [] : [Finding(.nothingToEnd, at: context.statement.span, note: .endsNothing, help: .remove)]
    case .commit where transaction.kind == .runner, .rollback where transaction.kind == .runner, .prepare where transaction.kind == .runner:
      return isConsequence(in: context) ? [] : [Finding(.endsRunners, at: context.statement.span, note: .endsTheRunners, help: .leaveItToTheRunner)]
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

  /// The server passes over a second BEGIN, so taking it out changes nothing.
  private func removal(in context: RuleContext) -> Fix? {
    guard context.statement.isTerminated, let end = context.source.endOfLine(after: context.statement.span.end) else { return nil }
    return .safe(.removeBegin, .delete(Span(context.statement.span.start, end)))
  }
}

extension SourceText {
  /// Behind the `;` and the line break after it, if nothing else stands on the line.
  fileprivate func endOfLine(after offset: Int) -> Int? {
    var at = offset
    while self[at] == UInt8(ascii: " ") { at += 1 }
    guard self[at] == UInt8(ascii: ";") else { return nil }
    at += 1
    while self[at] == UInt8(ascii: " ") || self[at] == UInt8(ascii: "\r") { at += 1 }
    return self[at] == UInt8(ascii: "\n") ? at + 1 : nil
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
}
