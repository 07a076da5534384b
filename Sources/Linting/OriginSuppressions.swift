import Migrations
import PostgresSyntax

/// `# lintel: ignore[rule] reason` above an operation of a migration in Python or in one of its lines, and `# lintel: ignore-file[rule] reason`.
struct OriginSuppressions {
  private struct Entry {
    var suppression: Suppression
    /// The number of its operation; nil for the whole file.
    var operation: Int?
  }

  private let origin: MigrationOrigin
  private var entries: [Entry] = []
  private var malformed: [Span] = []

  init(_ origin: MigrationOrigin) {
    self.origin = origin
    let source = origin.source
    guard source.firstOffset(of: "lintel:", in: source.span) != nil else { return }
    for line in 1...max(1, source.lineCount) {
      let span = source.span(ofLine: line)
      guard let word = source.firstOffset(of: "lintel:", in: span) else { continue }
      var hash = word - 1
      while hash > span.start, source[hash] == 0x20 || source[hash] == 0x09 { hash -= 1 }
      guard hash >= span.start, source[hash] == UInt8(ascii: "#") else { continue }
      // A comment of SQL has two signs in front.
      switch Suppression.parse(Span(hash - 1, span.end), in: source) {
      case .none: break
      case .malformed: malformed.append(Span(hash, span.end))
      case .suppression(var suppression, let isFile):
        suppression.span = Span(hash, span.end)
        let operation = isFile ? nil : operation(around: hash)
        suppression.scope = isFile ? .file : operation.map(Suppression.Scope.statement) ?? .nothing
        entries.append(Entry(suppression: suppression, operation: operation))
      }
    }
  }

  /// The operation that a comment stands in or behind, on its line; else the next one.
  private func operation(around offset: Int) -> Int? {
    let source = origin.source, line = source.position(at: offset).line
    if let inside = origin.operations.lastIndex(where: { $0.span.contains(offset) || $0.span.end <= offset && source.position(at: $0.span.end).line == line }) {
      return inside
    }
    return origin.operations.firstIndex { $0.span.start > offset }
  }

  func apply(to findings: [Finding]) -> (kept: [Finding], suppressed: [SuppressedFinding]) {
    guard !entries.isEmpty || !malformed.isEmpty else { return (findings, []) }
    var used: Set<Span> = [], suppressed: [SuppressedFinding] = []
    var kept = findings.filter { finding in
      let operation = origin.operations.firstIndex { $0.span.contains(finding.span.start) }
      let silencers = entries.filter { $0.suppression.hasReason && ($0.suppression.scope == .file || $0.operation != nil && $0.operation == operation) }
        .flatMap { entry in entry.suppression.rules.filter { $0.id == finding.rule }.map { ($0.span, entry.suppression) } }
      used.formUnion(silencers.map(\.0))
      guard let first = silencers.first?.1 else { return true }
      suppressed.append(SuppressedFinding(finding, reason: first.reason, comment: first.span))
      return false
    }
    // It silences in the SQL of a tool what it would in SQL: what it lacks is said in the same words.
    let options = LintOptions()
    for span in malformed { kept.append(EngineRule.unknownRule.finding("this comment is no instruction that Lintel knows", at: span, options, help: .pythonDirective)) }
    for entry in entries {
      if !entry.suppression.hasReason {
        kept.append(EngineRule.suppressionWithoutReason.finding("this comment does not say why, so it silences nothing", at: entry.suppression.span, options, help: .pythonDirective))
      }
      for rule in entry.suppression.rules where entry.suppression.hasReason && !used.contains(rule.span) {
        kept.append(EngineRule.unusedSuppression.finding("nothing here for `\(rule.id)` to find", at: rule.span, options, help: "remove it, so that it cannot hide a finding of tomorrow"))
      }
    }
    return (kept, suppressed)
  }
}

extension Finding.Message {
  fileprivate static let pythonDirective: Self = "write `# lintel: ignore[rule] reason` above the operation, or `# lintel: ignore-file[rule] reason`"
}
