import Linting
import PostgresBehavior
import PostgresSyntax

/// `ALTER SEQUENCE` with more work behind it in one transaction.
struct AlterSequenceBlocksNextval: Rule {
  static let metadata = RuleMetadata(
    id: "alter-sequence-blocks-nextval", summary: "ALTER SEQUENCE holds up every nextval until its transaction ends", severity: .warning,
    fix: .plan, isBlocking: true)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    guard let first = run.steps.firstIndex(where: { !$0.lockedSequences.isEmpty }),
      let more = run.steps[(first + 1)...].first(where: \.isWork)
    else { return [] }
    let step = run.steps[first], sequences = step.lockedSequences
    let label = Finding.Label(.waitsForThis, at: context.layout(of: more).keywords())
    return [
      Finding(
        .blocks(sequences.map(\.relation)), at: context.layout(of: step).keywords(2), note: .held(sequences[0]),
        help: .last, labels: [label], relations: sequences, fix: plan(run, context))
    ]
  }
}

extension AlterSequenceBlocksNextval {
  private func plan(_ run: TransactionRun, _ context: RuleContext) -> Fix {
    let steps = run.steps.filter { !$0.lockedSequences.isEmpty }
    return .plan(.last, [
      Fix.Step("take these out of where they stand", sql: steps.map(context.text).joined(separator: "\n")),
      Fix.Step(run.transaction.kind == .explicit ? "and put them right before `COMMIT`, or behind it" : "and put them at the end, or into a migration of their own"),
    ])
  }
}

extension Step {
  /// What it takes from `nextval`: sequences that others use.
  fileprivate var lockedSequences: [Effect] {
    guard command == "ALTER SEQUENCE", transaction.isBlock else { return [] }
    return effects.filter { $0.kind == .sequence && $0.blocksWrites }
  }

  /// Whether it may take its time, or wait for a lock.
  fileprivate var isWork: Bool { !effects.isEmpty || !traits.contains(.changesSettings) && operations.contains { $0.transactionControl == nil } }
}

extension Finding.Message {
  fileprivate static func blocks(_ sequences: [RelationName]) -> Self {
    "blocks every `nextval` of \(list(sequences)) until the transaction ends"
  }
  fileprivate static func held(_ effect: Effect) -> Self {
    "the `\(effect.lock.manualName)` lock on the sequence is held to the end, and every `INSERT` that takes a number from it waits"
  }
  fileprivate static let last: Self = "make it the last statement of the transaction, or give it one of its own"
  fileprivate static let waitsForThis: Self = "they wait for this, too"
}
