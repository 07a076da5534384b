import PostgresBehavior
import PostgresSyntax

/// Lints the migrations of one history, one after the other, on one schema.
final class HistoryLint: @unchecked Sendable {
  private let linter: Linter
  private let replay: Replay
  /// Of the whole run.
  private let inputs: [LintInput]
  private var files: [LintedFile] = []
  private var end: RuleContext?
  private let lockOrders = LockOrders()
  private(set) var statementCount = 0
  /// How many statements of a file the parser refuses, by the file's number in the run; whatever the options make of that.
  private(set) var syntaxErrors: [Int: Int] = [:]
  /// The steps of the reviewed files, by their numbers in the run, if they are to be kept.
  private(set) var steps: [Int: [Step]] = [:]
  private let keepsSteps: Bool

  init(_ linter: Linter, _ inputs: [LintInput], _ version: ServerVersion, keepsSteps: Bool) {
    self.linter = linter
    self.inputs = inputs
    self.keepsSteps = keepsSteps
    replay = Replay(version: version)
  }

  func lint(_ input: LintInput, number: Int, _ reading: FileReading) {
    let options = input.options, source = input.migration.source, file = FileInHand(input.migration, options), schema = replay.schema
    let book = linter.book, severities = book.severities(options)
    var findings: [Finding] = []
    func context(_ event: Replay.Event, _ effects: [Effect], step: Step? = nil) -> RuleContext {
      RuleContext(file: file, schema: schema, effects: effects, event: event, step: step, lockOrders: lockOrders)
    }
    // The statements around those in DO blocks and functions.
    var bodies: Set<Span> = []
    // The first step of the transaction in hand, and its first finding.
    var opened = 0, found = 0
    func checkTransaction(_ event: Replay.Event, isClosed: Bool) {
      let steps = event.earlier.all[opened...]
      guard let first = steps.first else { return }
      let run = TransactionRun(steps: steps, of: first.transaction, isClosed: isClosed), told = findings.count
      opened = steps.endIndex
      book.check(run, severities, context(event, []), into: &findings)
      findings.fold(since: found, into: told, in: book)
      found = findings.count
    }

    replay.begin(
      migration: files.count, in: source, delivery: input.delivery(of: reading.statements), initial: options.session)
    reading.forEachPiece { statements in
      guard input.isReviewed else { return replay.run(statements) { _, _ in } }
      for lowered in statements where lowered.error != nil {
        syntaxErrors[number, default: 0] += 1
        findings.append(syntaxError(lowered.error, lowered.statement.span, source, options))
      }
      replay.run(statements) { step, event in
        if let last = event.earlier.all.last, last.transaction.number != step.transaction.number { checkTransaction(event, isClosed: true) }
        let known = findings.count
        let whole = context(event, step.effects, step: step)
        book.check(step, severities, whole, into: &findings)
        for at in step.operations.indices {
          book.check(step.operations[at], severities, step.operations.count == 1 ? whole : context(event, step.effects(of: at), step: step), into: &findings)
        }
        if let body = step.body {
          bodies.insert(body.statement)
          if !body.isVerbatim { for at in known..<findings.count { findings[at].place(at: step.statement.span) } }
        }
      }
    }
    let (run, session) = replay.end()
    let last = Replay.Event(session: session, earlier: run.record), end = context(last, [])
    reading.leftovers.end = self.end
    self.end = end
    if input.isReviewed {
      checkTransaction(last, isClosed: run.openTransaction == nil)
      book.check(run, severities, end, into: &findings)
      if let cut = CutStatements(input, reading.statements) { findings += cut.findings }
      statementCount += reading.statements.count
      if keepsSteps { steps[number] = run.steps }
    }
    lockOrders.note(run, of: input.migration)

    if !bodies.isEmpty {
      let bodies = bodies.sorted { $0.start < $1.start }
      for at in findings.indices where findings[at].fix.map({ $0.edits.contains { bodies.touch($0.span) } }) ?? false { findings[at].fix = nil }
    }
    if let problem = input.problem {
      findings.append(EngineRule.unreadableFile.finding("cannot be read: \(problem)", at: Span(0, 0), options))
    }
    files.append(LintedFile(number, Suppression.mayStand(in: source) ? reading.statements : nil, findings))
  }

  /// When the last file is through: what the rules say of the whole, and what the suppressions leave and silence, by the files' numbers.
  func finish() -> [(number: Int, findings: [Finding], suppressed: [SuppressedFinding])] {
    if let end {
      var findings: [Finding] = []
      let whole = HistoryRun(sources: files.map { inputs[$0.number].migration.source })
      linter.book.check(whole, linter.book.severities(end.options), end, into: &findings)
      for finding in findings {
        let at = finding.migration ?? files.count - 1
        if files.indices.contains(at) { files[at].findings.append(finding) }
      }
    }
    return files.filter { inputs[$0.number].isReviewed }.map { file in
      let kept: [Finding], suppressed: [SuppressedFinding]
      if let origin = inputs[file.number].migration.origin {
        (kept, suppressed) = OriginSuppressions(origin).apply(to: OriginTranslation(of: inputs[file.number].migration, origin).findings(file.findings))
      } else {
        let django = SqlmigrateTranslation(of: inputs[file.number].migration)
        let findings = django.map { file.findings.map($0.finding) } ?? file.findings
        (kept, suppressed) = file.statements.map { linter.suppressions(inputs[file.number], $0).apply(to: findings) } ?? (findings, [])
      }
      file.findings = []
      return (file.number, kept, suppressed)
    }
  }

  private func syntaxError(_ error: SyntaxError?, _ statement: Span, _ source: SourceText, _ options: LintOptions) -> Finding? {
    guard let error else { return nil }
    // What a placeholder stands for may be anything.
    if source.hasPlaceholder(in: statement) { return nil }
    // One whole character.
    var end = statement.contains(error.offset) ? error.offset + 1 : error.offset
    while end < statement.end, source[end] & 0xc0 == 0x80 { end += 1 }
    return EngineRule.syntaxError.finding(Finding.Message(error.message), at: Span(error.offset, end), options)
  }
}

/// A file that is through, by its number in the run, with its statements where a comment may silence some.
private final class LintedFile {
  let number: Int
  let statements: [Statement]?
  var findings: [Finding]

  init(_ number: Int, _ statements: [Statement]?, _ findings: [Finding]) {
    self.number = number
    self.statements = statements
    self.findings = findings
  }
}

extension Finding {
  /// For what does not stand in the file as PostgreSQL gets it.
  fileprivate mutating func place(at span: Span) {
    self.span = span
    labels = []
    fix = nil
  }
}

extension [Finding] {
  /// Appends what was found, if anything.
  mutating func append(_ finding: Finding?) {
    if let finding { append(contentsOf: CollectionOfOne(finding)) }
  }

  /// Takes out the findings about long work that others, from a second index on, have taken in.
  /// - Parameter since: the first finding that may be taken out.
  fileprivate mutating func fold(since first: Int, into second: Int, in book: RuleBook) {
    var isAbsorbed: [Bool] = []
    for at in second..<count where !self[at].absorbs.isEmpty {
      let parts = (first..<second).filter { part in
        self[at].absorbs.has(self[part].span.start) && self[part].relations.contains { $0.exempt == nil && $0.work >= .scan }
          && book.isBlocking(self[part].rule)
      }
      if let first = parts.first { self[at].help = self[first].help ?? self[at].help }
      // Out of the transaction with the long work: one at a time, as each changes what the others stand beside.
      // A plan of a part's own comes before a plan for the whole, though not before edits.
      let fixes = parts.compactMap { self[$0].fix }
      self[at].fix = fixes.first { !$0.edits.isEmpty } ?? (self[at].fix.flatMap { $0.edits.isEmpty ? nil : $0 }) ?? fixes.first ?? self[at].fix
      self[at].absorbed = parts.map { self[$0] }
      if isAbsorbed.isEmpty { isAbsorbed = Array<Bool>(repeating: false, count: count - first) }
      for part in parts { isAbsorbed[part - first] = true }
    }
    guard !isAbsorbed.isEmpty else { return }
    replaceSubrange(first..., with: indices[first...].filter { !isAbsorbed[$0 - first] }.map { self[$0] })
  }
}

extension [Span] {
  /// Whether one of them, in their order, holds an offset.
  fileprivate func has(_ offset: Int) -> Bool { first(endingBehind: offset)?.contains(offset) ?? false }

  /// Whether a change of a stretch would change something in one of them, in their order; what comes right before it or behind it does not.
  fileprivate func touch(_ span: Span) -> Bool { first(endingBehind: span.start).map { $0.start < span.end } ?? false }

  private func first(endingBehind offset: Int) -> Span? {
    let at = orderedIndex(where: { $0.end > offset })
    return at < count ? self[at] : nil
  }
}
