public import PostgresBehavior
import PostgresSyntax

/// The SETs that end a list of statements and put timeouts in force again that were taken off for a concurrent statement before them:
/// the next concurrent one can go in front of them.
struct RestoredTimeouts {
  let statements: [Statement]
  /// The statement before them.
  let last: Statement

  /// - Parameters:
  ///   - statements: up to the place where another one is to stand.
  ///   - timeouts: those in force there that would have to be taken off.
  init?(
    endOf statements: some BidirectionalCollection<LoweredStatement>, _ timeouts: [(setting: String, value: Settings.Timeout)], initial: Settings
  ) {
    let ending = statements.suffix(timeouts.count + 1)
    guard !timeouts.isEmpty, ending.count == timeouts.count + 1, let before = ending.first,
      before.operations.contains(where: \.isConcurrentCommand)
    else { return nil }
    var left = timeouts
    for lowered in ending.dropFirst() {
      guard lowered.operations.count == 1, let set = lowered.operations.first?.setVariable, !set.isLocal, !set.isFunctionCall,
        let at = left.firstIndex(where: { $0.setting == set.name }), (set.timeout ?? initial.timeout(set.name)) == left[at].value
      else { return nil }
      left.remove(at: at)
    }
    self.statements = ending.dropFirst().map(\.statement)
    last = before.statement
  }
}

extension Settings {
  fileprivate func timeout(_ setting: String?) -> Timeout? { setting == "lock_timeout" ? lockTimeout : statementTimeout }
}

extension Operation {
  /// Whether it is written with CONCURRENTLY, where that lasts.
  public var isConcurrentCommand: Bool {
    self.as(CreateIndex.self)?.isConcurrent ?? self.as(DropIndex.self)?.isConcurrent ?? self.as(Reindex.self)?.isConcurrent
      ?? self.as(DetachPartition.self)?.isConcurrent ?? false
  }

  /// Whether it is what fixes move out of transactions.
  var isUsuallyMoved: Bool {
    if let set = setVariable { return !set.isLocal && (set.name == "lock_timeout" || set.name == "statement_timeout") }
    if let attach = self.as(AttachPartition.self) { return attach.target.kind == .index }
    return isConcurrentCommand || self.is(ValidateConstraint.self) || self.is(AddEnumValue.self)
  }
}

/// Where statements go that leave a block by its end: behind COMMIT and behind those that were moved there before.
struct PlaceBehindBlock {
  let last: Statement
  private let passed: [LoweredStatement]
  private let initial: Settings

  /// - Parameter mayPass: whether a statement that was moved before may run before the new ones.
  init(_ block: TransactionBlock, in context: RuleContext, mayPass: (LoweredStatement) -> Bool) {
    let outside = context.session.settingsOutsideTransaction, source = context.source
    var settings = outside, passed: [LoweredStatement] = [], end = 0, previous = block.commit
    for lowered in block.behind {
      let gap = Span(previous.region.end + 1, lowered.statement.span.start)
      guard previous.isTerminated, !source.hasBlankLine(in: gap), !lowered.operations.isEmpty, lowered.operations.allSatisfy(\.isUsuallyMoved),
        mayPass(lowered)
      else { break }
      passed.append(lowered)
      previous = lowered.statement
      for set in lowered.operations.compactMap(\.setVariable) {
        let value = set.value.map(Settings.Timeout.init)
        if set.name == "lock_timeout" { settings.lockTimeout = value ?? context.session.initial.lockTimeout }
        if set.name == "statement_timeout" { settings.statementTimeout = value ?? context.session.initial.statementTimeout }
      }
      if settings == outside { end = passed.count }
    }
    self.passed = Array(passed.prefix(end))
    last = self.passed.last?.statement ?? block.commit
    initial = context.session.initial
  }

  func restored(_ timeouts: [(setting: String, value: Settings.Timeout)]) -> RestoredTimeouts? {
    RestoredTimeouts(endOf: passed, timeouts, initial: initial)
  }
}

extension SourceText {
  /// Whether a line without anything stands in a stretch between two statements.
  func hasBlankLine(in span: Span) -> Bool {
    var breaks = 0
    return withBytes(of: span) { bytes in
      for byte in bytes {
        if byte == UInt8(ascii: "\n") { breaks += 1 } else if byte > 0x20 { breaks = 0 }
        if breaks > 1 { return true }
      }
      return false
    }
  }
}
