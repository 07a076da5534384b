import Linting
import Migrations
import PostgresBehavior

/// An order to the migration tool that it does not see, or that its file does not need.
struct MisplacedAnnotation: Rule {
  static let metadata = RuleMetadata(
    id: "misplaced-annotation", summary: "a comment that switches off the tool's transaction, where the tool does not see it or the file does not need it",
    severity: .warning)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    let annotations = context.migration.annotations
    if annotations.isEmpty { return [] }
    let title = context.migration.runnerTitle
    return annotations.compactMap { annotation in
      if let fault = annotation.fault {
        return Finding(.unseen(fault.problem), at: annotation.span, note: .stays(title), help: Finding.Message(fault.cure))
      }
      let sections = context.migration.sections ?? []
      // The orders of a file speak for all of it, those of a part for what stands behind them.
      let own = sections.count > 1 ? sections.firstIndex { $0.span.start >= annotation.span.end && $0.transaction == .none } : nil
      let steps = own.map { own in run.steps.filter { $0.unit.section == own } } ?? run.steps
      guard !steps.isEmpty, steps.allSatisfy(\.isAtHomeInTransaction), steps.hasNothingToSplit else { return nil }
      return Finding(.unneeded(title), at: annotation.span, note: .atomic, help: .remove)
    }
  }
}

extension Step {
  /// Whether a transaction around it changes nothing in what it does.
  fileprivate var isAtHomeInTransaction: Bool {
    refusesTransactionBlock == nil && body == nil && !operations.contains { operation in
      operation.transactionControl != nil || operation.is(AddEnumValue.self) || operation.is(DoBlock.self) || operation.is(CallProcedure.self)
        || operation.is(OtherStatement.self)
    }
  }
}

extension [Step] {
  /// Whether there is one statement at most that others could feel: with several, to commit them one by one may be the point.
  fileprivate var hasNothingToSplit: Bool {
    count { step in !step.operations.allSatisfy { $0.setVariable != nil } && step.effects.contains { $0.exempt == nil } } <= 1
  }
}

extension Finding.Message {
  fileprivate static func unseen(_ problem: String) -> Self { "this has no effect: \(problem)" }
  fileprivate static func stays(_ tool: String) -> Self { "\(tool) runs the file as if it were not there" }
  fileprivate static func unneeded(_ tool: String) -> Self { "switches off the transaction of \(tool), which nothing here needs" }
  fileprivate static let atomic: Self = "without a transaction, a migration that fails half-way leaves what it has done so far, and is not noted down as done"
  fileprivate static let remove: Self = "remove it"
}
