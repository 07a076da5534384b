import Linting
import PostgresBehavior
import PostgresSyntax

/// A timeout in force at a `CONCURRENTLY` statement.
struct ShortTimeoutOnConcurrentBuild: Rule {
  static let metadata = RuleMetadata(
    id: "short-timeout-on-concurrent-build", summary: "a timeout that stops a CONCURRENTLY statement half-way", severity: .error,
    fix: .safe)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    // Statements in a row have one cause: the SET above them.
    var findings: [Finding] = [], end = 0
    let steps = run.steps
    for at in run.record.places(with: .refusesTransactionBlock) where at >= end {
      let group = steps[at...].prefix { leftover(of: $0) != nil && !context.shortTimeouts(in: $0.settings).isEmpty }
      if let found = finding(group, steps[..<at], in: context) { findings.append(found) }
      end = group.endIndex
    }
    return findings
  }

  private func finding(_ group: ArraySlice<Step>, _ earlier: ArraySlice<Step>, in context: RuleContext) -> Finding? {
    guard let first = group.first, let last = group.last, let leftover = leftover(of: first) else { return nil }
    let timeouts = context.shortTimeouts(in: first.settings)
    let sets = timeouts.compactMap { setting, value in
      earlier.last { $0.change(of: setting).map { !$0.isLocal && $0.timeout == value } ?? false }?.statement.span
    }
    let others = group.dropFirst().map { Finding.Label(.thisToo, at: place($0, context)) }
    return Finding(
      .stops(first.refusesTransactionBlock ?? first.command, timeouts.map { "a `\($0.setting)` of \($0.value.shown)" }, leftover),
      at: place(first, context), note: .waits, help: .switchOff(timeouts.map(\.setting)),
      labels: Set(sets).sorted { $0.start < $1.start }.map { .init(.setHere, at: $0) } + others,
      relations: group.flatMap(\.effects).merged.filter { $0.exempt == nil },
      fix: context.session.wrapping == .simpleQuery || !context.takesSettings(beside: first) ? nil : Fix(.safe, .takeOff, context.withoutShortTimeouts(from: first, to: last)))
  }

  private func place(_ step: Step, _ context: RuleContext) -> Span { context.layout(of: step).command(of: step) }

  /// What a statement leaves when it is stopped; nil for one that is not CONCURRENTLY, fails anyway, or that nobody waits for.
  private func leftover(of step: Step) -> Finding.Message? {
    guard step.refusesTransactionBlock != nil, !step.transaction.isBlock, let operation = step.operations.first else { return nil }
    let isFelt = step.effects.contains { $0.exempt == nil }
    if let index = operation.as(CreateIndex.self) {
      // On a partitioned table nothing is built: it fails.
      return index.isConcurrent && step.effects.contains { $0.exempt == nil && $0.work >= .indexBuild } ? .invalidIndex : nil
    }
    if let drop = operation.as(DropIndex.self) {
      // Of two names, or with CASCADE, it fails: invalid-concurrently.
      return drop.isConcurrent && isFelt && drop.indexes.count == 1 && !drop.cascades ? .invalidLeft : nil
    }
    if let reindex = operation.as(Reindex.self) {
      guard reindex.isConcurrent, isFelt || reindex.relation == nil else { return nil }
      return .invalidCopy(of: reindex.kind == .index ? reindex.relation : nil)
    }
    if let detach = operation.as(DetachPartition.self) { return detach.isConcurrent && isFelt ? .pending(detach.partition) : nil }
    return nil
  }
}

extension Finding.Message {
  fileprivate static func stops(_ statement: String, _ timeouts: [String], _ leftover: Self) -> Self {
    "\(timeouts.joined(separator: " or ")) can stop `\(statement)` half-way, which leaves \(leftover)"
  }
  fileprivate static let invalidIndex: Self = "an `INVALID` index behind"
  fileprivate static let invalidLeft: Self = "the index there, `INVALID`"
  fileprivate static func invalidCopy(of index: RelationName?) -> Self {
    index.map { "an `INVALID` copy, `\($0)_ccnew`, behind" } ?? "`INVALID` copies of indexes behind, named `…_ccnew`"
  }
  fileprivate static func pending(_ partition: RelationName) -> Self { "`\(partition)` half detached, until `FINALIZE`" }
  fileprivate static let waits: Self =
    "it waits for older transactions more than once and commits in between, so being stopped takes back only its last part"
  fileprivate static func switchOff(_ settings: [String]) -> Self {
    "\(settings.map { "`SET \($0) = 0;`" }.joined(separator: " and ")) before it, and back again behind it"
  }
  fileprivate static let setHere: Self = "set here"
  fileprivate static let thisToo: Self = "this one too"
  fileprivate static let takeOff: Self = "let it take its time"
}
