public import Migrations
import PostgresBehavior
import PostgresSyntax
import Synchronization

/// One file to lint.
public struct LintInput: Sendable {
  public var migration: Migration
  public var options: LintOptions
  /// Migrations of the same history, such as a folder, are replayed one after the other on one schema, in the order they come.
  public var history: String
  /// Why it cannot be read, if it cannot.
  public var problem: String?

  public init(migration: Migration, options: LintOptions, history: String, problem: String? = nil) {
    self.migration = migration
    self.options = options
    self.history = history
    self.problem = problem
  }
}

/// The way from texts to findings. It touches no file, environment, clock or output.
public struct Linter: Sendable {
  private let book: RuleBook
  private let knownRules: Set<String>
  private let metadata: [RuleMetadata]

  public init(rules: [any Rule.Type]) {
    book = RuleBook(rules)
    metadata = rules.map { $0.metadata } + EngineRule.allCases.map(\.metadata)
    knownRules = Set(metadata.map(\.id))
  }

  public func lint(_ inputs: [LintInput]) -> Report {
    let lowered = Lowered(inputs)
    let results = eachHistory(of: inputs) { lint($0, inputs, lowered) }
    return Report(
      migrations: inputs.map(\.migration), findings: results.flatMap { $0 }.sorted(in: inputs), fileCount: inputs.count,
      statementCount: lowered.count)
  }

  public func locks(_ inputs: [LintInput]) -> LockReport {
    let lowered = Lowered(inputs)
    let results = eachHistory(of: inputs) { group -> [(Int, LockReport.File)] in
      var replay: Replay?
      return group.enumerated().map { ordinal, number in
        let options = inputs[number].options
        let current = replay ?? Replay(version: options.version)
        replay = current
        let run = current.run(lowered[number], migration: ordinal, wrapping: options.wrapping, initial: options.session) { _, _ in }.run
        return (number, LockReport.File(migration: inputs[number].migration, steps: run.steps))
      }
    }
    return LockReport(files: results.flatMap { $0 }.sorted { $0.0 < $1.0 }.map(\.1))
  }

  /// Calls `work` with the inputs of each history, several at a time.
  private func eachHistory<R: Sendable>(of inputs: [LintInput], _ work: @escaping @Sendable ([Int]) -> R) -> [R] {
    var order: [String] = [], groups: [String: [Int]] = [:]
    for (number, input) in inputs.enumerated() {
      if groups[input.history] == nil { order.append(input.history) }
      groups[input.history, default: []].append(number)
    }
    let all = order.compactMap { groups[$0] }
    if all.count == 1 { return all.map(work) }
    let results = Slots<R>(all.count)
    ParserThreads.forEach(all.count) { number, _ in results[number] = work(all[number]) }
    return results.all
  }

  // MARK: One history

  private func lint(_ group: [Int], _ inputs: [LintInput], _ lowered: Lowered) -> [Finding] {
    guard let first = group.first else { return [] }
    let replay = Replay(version: inputs[first].options.version)
    var byMigration = [[Finding]](repeating: [], count: group.count)
    var lastContext: RuleContext?
    for (ordinal, number) in group.enumerated() {
      let input = inputs[number], options = input.options
      let severities = book.severities(options)
      var findings: [Finding] = []

      let file = FileInHand(input.migration, options)

      func context(_ event: Replay.Event, _ effects: [Effect]) -> RuleContext {
        RuleContext(file: file, schema: replay.schema, effects: effects, event: event)
      }

      let (run, session) = replay.run(lowered[number], migration: ordinal, wrapping: options.wrapping, initial: options.session) { step, event in
        book.check(step, severities, context(event, step.effects), into: &findings)
        for (at, operation) in step.operations.enumerated() {
          book.check(operation, severities, context(event, step.effects(of: at)), into: &findings)
        }
      }
      let end = context(Replay.Event(step: nil, session: session, earlier: run.steps), [])
      for transaction in run.transactions { book.check(transaction, severities, end, into: &findings) }
      book.check(run, severities, end, into: &findings)
      lastContext = end
      byMigration[ordinal] = findings + syntaxErrors(lowered[number], options) + (unreadable(input).map { [$0] } ?? [])
    }
    if let lastContext {
      var findings: [Finding] = []
      let severities = book.severities(lastContext.options)
      book.check(HistoryRun(sources: group.map { inputs[$0].migration.source }), severities, lastContext, into: &findings)
      for finding in findings {
        let at = finding.migration ?? group.count - 1
        if byMigration.indices.contains(at) { byMigration[at].append(finding) }
      }
    }
    return group.enumerated().flatMap { ordinal, number in
      let options = inputs[number].options
      let filter = SuppressionFilter(
        source: inputs[number].migration.source, statements: lowered[number], options: options, knownRules: knownRules,
        activeRules: Set(metadata.filter { options.severity(of: $0) != nil }.map(\.id)))
      return filter.apply(to: byMigration[ordinal]).map { finding in
        var finding = finding
        finding.migration = number
        return finding
      }
    }
  }

  private func unreadable(_ input: LintInput) -> Finding? {
    input.problem.flatMap { EngineRule.unreadableFile.finding("cannot be read: \($0)", at: Span(0, 0), input.options) }
  }

  private func syntaxErrors(_ statements: [LoweredStatement], _ options: LintOptions) -> [Finding] {
    statements.compactMap { lowered in
      guard let error = lowered.error else { return nil }
      let span = lowered.statement.span.contains(error.offset) ? Span(error.offset, error.offset + 1) : Span(error.offset, error.offset)
      return EngineRule.syntaxError.finding(Finding.Message(error.message), at: span, options)
    }
  }
}

extension [Finding] {
  /// By path, then place, then rule; each once.
  fileprivate func sorted(in inputs: [LintInput]) -> [Finding] {
    func path(_ finding: Finding) -> Int { finding.migration ?? 0 }
    var result = sorted { a, b in
      if path(a) != path(b) { return path(a) < path(b) }
      return (a.span.start, a.rule, a.span.end) < (b.span.start, b.rule, b.span.end)
    }
    result = result.enumerated().filter { $0.offset == 0 || $0.element != result[$0.offset - 1] }.map(\.element)
    return result
  }
}
