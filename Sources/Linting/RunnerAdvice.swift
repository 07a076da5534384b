public import Migrations
public import PostgresBehavior

/// What rules say of the tool that runs the file in hand.
extension RuleContext {
  /// The tool, where it is known and the configuration does not say how the file is run.
  public var tool: (any Runner)? { options.wrapping == nil ? migration.tool : nil }

  /// Where a statement goes that cannot run in a transaction, in the words of its tool.
  /// - Parameter other: what to say where no tool is known.
  public func placeOutsideTransaction(else other: Finding.Message) -> Finding.Message {
    guard options.wrapping == nil else { return other }
    if !migration.candidates.isEmpty {
      return "put it alone into a migration of its own, and say `runner = \"…\"` in `lintel.toml`: the file could be for \(migration.runnerTitle)"
    }
    guard let tool = migration.tool else { return other }
    guard let optOut = tool.optOut(for: migration) else {
      return "\(tool.title) has no way to run a file without a transaction: run the statement by hand, or with another tool"
    }
    // Beside nothing else it has a file of its own already.
    let isAlone = step.map(isOnlyStatement) ?? false
    var words = isAlone ? "" : "put it into \(optOut.home) of its own" + (optOut.needsOnlyStatement ? ", as the only statement" : "")
    if !optOut.instruction.isEmpty { words += (words.isEmpty ? "" : ", and ") + optOut.instruction }
    if words.isEmpty { return other }
    return Finding.Message(words)
  }

  /// Whether nothing else stands in the section of a step.
  private func isOnlyStatement(_ step: Step) -> Bool {
    let section = migration.sections?.first { $0.span.contains(step.statement.span.start) }
    return source.statements(in: section?.span).count == 1
  }

  /// Whether a SET may be put beside a step that runs outside of a transaction.
  public func takesSettings(beside step: Step) -> Bool {
    if options.wrapping == nil, migration.isTransactionUncertain || migration.takesNoOthers { return false }
    return !sendsTogether(step)
  }

  /// Whether a statement that is put beside a step of the file is sent in the same string with it.
  public func sendsTogether(_ step: Step) -> Bool {
    if let wrapping = options.wrapping { return wrapping == .simpleQuery }
    let section = migration.sections?.first { $0.span.contains(step.statement.span.start) }
    return section.map { $0.sending == .whole || $0.sending == .pipeline } ?? false
  }
}
