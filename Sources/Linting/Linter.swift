public import Migrations
import PostgresBehavior
import PostgresSyntax

/// One file to lint.
public struct LintInput: Sendable {
  public var migration: Migration
  public var options: LintOptions
  /// Migrations of the same history, such as a folder, are replayed one after the other on one schema, in the order they come.
  public var history: String
  /// False for a migration that is replayed for the schema alone: nothing is said about it.
  public var isReviewed: Bool
  /// Where it is in use already, such as `origin/main`, so that it may have run and fixes leave it alone; nil for one that may be changed.
  public var inUse: String?
  /// Why it cannot be read, if it cannot.
  public var problem: String?

  public init(migration: Migration, options: LintOptions, history: String, isReviewed: Bool = true, problem: String? = nil) {
    self.migration = migration
    self.options = options
    self.history = history
    self.isReviewed = isReviewed
    self.problem = problem
  }
}

/// The way from texts to findings. It touches no file, environment, clock or output.
public struct Linter: Sendable {
  let book: RuleBook
  private let metadata: [RuleMetadata]

  public init(rules: [any Rule.Type]) {
    book = RuleBook(rules)
    metadata = rules.map { $0.metadata } + EngineRule.allCases.map(\.metadata)
  }

  /// What the rules find. Files are parsed side by side, and one large file in pieces; the replay follows as they come.
  /// - Parameters:
  ///   - keepsLocks: whether the report has also what `locks` gives. It costs memory.
  ///   - progress: is told how many of the inputs are done.
  public func lint(_ inputs: [LintInput], keepsLocks: Bool = false, progress: (Int) -> Void = { _ in }) -> Report {
    var histories: [String: HistoryLint] = [:], order: [HistoryLint] = []
    readInOrder(inputs) { number, reading in
      let input = inputs[number]
      let known = histories[input.history], history = known ?? HistoryLint(self, inputs, input.options.version, keepsSteps: keepsLocks)
      if known == nil {
        histories[input.history] = history
        order.append(history)
      }
      history.lint(input, number: number, reading)
      progress(number + 1)
    }
    var byFile = order.flatMap { $0.finish() }
    byFile.sort { $0.number < $1.number }
    var findings: [Finding] = [], suppressed: [SuppressedFinding] = []
    if byFile.count > 1 { findings.reserveCapacity(byFile.reduce(0) { $0 + $1.findings.count }) }
    for at in byFile.indices {
      byFile[at].findings.putInOrder(file: byFile[at].number)
      findings.take(&byFile[at].findings)
      if !byFile[at].suppressed.isEmpty { suppressed += byFile[at].suppressed.inOrder(file: byFile[at].number) }
    }
    var report = Report(
      migrations: inputs.map(\.migration.asWritten), findings: findings, fileCount: inputs.count(where: \.isReviewed),
      statementCount: order.reduce(0) { $0 + $1.statementCount })
    report.reviewed = byFile.map(\.number)
    report.suppressed = suppressed
    report.histories = order
    if keepsLocks {
      let steps = order.reduce(into: [:]) { $0.merge($1.steps) { $1 } }
      report.locks = LockReport(files: report.reviewed.map { LockReport.File(migration: inputs[$0].migration, steps: steps[$0] ?? []) })
    }
    return report
  }

  /// What PostgreSQL will do.
  /// - Parameter progress: is told how many of the inputs are done.
  public func locks(_ inputs: [LintInput], progress: (Int) -> Void = { _ in }) -> LockReport {
    var histories: [String: (replay: Replay, count: Int)] = [:], files: [LockReport.File] = []
    readInOrder(inputs) { number, reading in
      let input = inputs[number]
      let (replay, count) = histories[input.history] ?? (Replay(version: input.options.version), 0)
      histories[input.history] = (replay, count + 1)
      replay.begin(
        migration: count, in: input.migration.source, delivery: input.delivery(of: reading.statements), initial: input.options.session)
      reading.forEachPiece { replay.run($0) { _, _ in } }
      let steps = replay.end().run.steps
      if input.isReviewed { files.append(LockReport.File(migration: input.migration, steps: steps)) }
      progress(number + 1)
    }
    return LockReport(files: files)
  }

  private func readInOrder(_ inputs: [LintInput], _ body: (Int, FileReading) -> Void) {
    let batches = batches(of: inputs), size = inputs.reduce(0) { $0 + $1.migration.source.count }
    ParserThreads.inOrder(batches.count, size: size) { batch, reader in
      batches[batch].map { FileReading(inputs[$0], with: reader) }
    } consume: { batch, readings in
      for (number, reading) in zip(batches[batch], readings) { body(number, reading) }
    }
  }

  /// Handing over costs more than parsing a small file, so some of them go together.
  private func batches(of inputs: [LintInput]) -> [Range<Int>] {
    var batches: [Range<Int>] = [], start = 0, size = 0
    for number in inputs.indices {
      size += inputs[number].migration.source.count
      if size >= 1 << 13 || number + 1 == inputs.count {
        batches.append(start..<number + 1)
        (start, size) = (number + 1, 0)
      }
    }
    return batches
  }

  func suppressions(_ input: LintInput, _ statements: [Statement]) -> SuppressionFilter {
    SuppressionFilter(
      source: input.migration.source, statements: statements, options: input.options, knownRules: metadata.lazy.map(\.id),
      activeRules: { rule in metadata.contains { $0.id == rule && input.options.severity(of: $0) != nil } })
  }
}

extension [Finding] {
  /// Sorts the findings of one file by place, then rule, and keeps one of those that say the same.
  fileprivate mutating func putInOrder(file: Int) {
    for at in indices { self[at].migration = file }
    sort { $0.comesBefore($1) }
    var kept = 0
    for at in indices where at == 0 || self[at].span != self[kept - 1].span || self[at] != self[kept - 1] {
      if at != kept { swapAt(at, kept) }
      kept += 1
    }
    removeSubrange(kept...)
  }
}

extension [SuppressedFinding] {
  /// Those of one file, by place, each once.
  fileprivate func inOrder(file: Int) -> [SuppressedFinding] {
    var found = self
    for at in found.indices { found[at].finding.migration = file }
    found.sort { $0.finding.comesBefore($1.finding) }
    return found.indices.filter { $0 == 0 || found[$0] != found[$0 - 1] }.map { found[$0] }
  }
}

extension Finding {
  /// Whether it stands before another one of its file.
  public func comesBefore(_ other: Finding) -> Bool {
    // Most differ here.
    if span.start != other.span.start { return span.start < other.span.start }
    return (rule, span.end, message.description) < (other.rule, other.span.end, other.message.description)
  }
}
