import PostgresBehavior
public import PostgresSyntax

/// `-- lintel: ignore[rule, rule] reason` above or behind a statement, and `-- lintel: ignore-file[rule] reason`.
struct Suppression {
  enum Scope: Equatable { case file, statement(Int), nothing }

  var scope: Scope
  var rules: [(id: String, span: Span)]
  /// On one line; empty where there is none.
  var reason: String
  var span: Span

  var hasReason: Bool { !reason.isEmpty }

  /// Whether a text holds what may be one.
  static func mayStand(in source: SourceText) -> Bool { source.firstOffset(of: "lintel:", in: source.span) != nil }

  /// All suppressions of a text, and what looks like one and is none.
  static func all(in source: SourceText, _ statements: [Statement]) -> (found: [Suppression], malformed: [Span]) {
    var found: [Suppression] = [], malformed: [Span] = []
    for comment in source.comments(near: "lintel:", statements) {
      switch parse(comment, in: source) {
      case .none: break
      case .malformed: malformed.append(comment)
      case .suppression(var suppression, let isFile):
        suppression.scope = isFile ? .file : scope(of: comment, source, statements)
        found.append(suppression)
      }
    }
    return (found, malformed)
  }

  enum Parsed { case none, malformed, suppression(Suppression, isFile: Bool) }

  static func parse(_ comment: Span, in source: SourceText) -> Parsed {
    var at = comment.start + 2
    func skipBlanks() { while source[at] == 0x20 || source[at] == 0x09 { at += 1 } }
    func take(_ word: StaticString) -> Bool {
      guard source.has(word, at: at) else { return false }
      at += word.utf8CodeUnitCount
      return true
    }
    var end = comment.end
    if source[comment.start] == 0x2f { end -= 2 }
    skipBlanks()
    guard take("lintel:") else { return .none }
    skipBlanks()
    let isFile = take("ignore-file")
    guard isFile || take("ignore"), take("[") else { return .malformed }
    var rules: [(id: String, span: Span)] = []
    while at < end, source[at] != 0x5d {
      skipBlanks()
      let start = at
      while at < end, source[at] != 0x2c, source[at] != 0x5d, source[at] != 0x20, source[at] != 0x0a { at += 1 }
      if at > start { rules.append((source[Span(start, at)], Span(start, at))) }
      skipBlanks()
      if source[at] == 0x2c { at += 1 } else if source[at] != 0x5d { return .malformed }
    }
    guard source[at] == 0x5d, at < end, !rules.isEmpty else { return .malformed }
    let reason = source[Span(at + 1, end)].utf8.split { $0 <= 0x20 }.map { String(Substring($0)) }.joined(separator: " ")
    return .suppression(Suppression(scope: .nothing, rules: rules, reason: reason, span: comment), isFile: isFile)
  }

  /// The statement around a comment; else the one that ends on its line before it; else the next one.
  private static func scope(of comment: Span, _ source: SourceText, _ statements: [Statement]) -> Scope {
    // The region of a statement holds the comments above it, and those that stand behind the one before.
    let here = statements.index(at: comment.start) ?? statements.count
    if here < statements.count, statements[here].span.contains(comment.start) { return .statement(here) }
    let line = source.position(at: comment.start).line
    if here > 0, source.position(at: statements[here - 1].span.end).line == line { return .statement(here - 1) }
    return here < statements.count ? .statement(here) : .nothing
  }
}

/// Takes suppressed findings out, and reports suppressions that do not do their work.
struct SuppressionFilter {
  let source: SourceText
  let statements: [Statement]
  let options: LintOptions
  /// Ids that exist.
  let knownRules: LazyMapSequence<[RuleMetadata], String>
  /// Whether a rule is on.
  let activeRules: (String) -> Bool

  func apply(to findings: [Finding]) -> (kept: [Finding], suppressed: [SuppressedFinding]) {
    let (suppressions, malformed) = Suppression.all(in: source, statements)
    guard !suppressions.isEmpty || !malformed.isEmpty else { return (findings, []) }
    func silencers(of finding: Finding) -> [(rule: Span, suppression: Suppression)] {
      let statement = statements.index(at: finding.span.start)
      return suppressions.filter { suppression in
        suppression.hasReason && (suppression.scope == .file || statement.map { suppression.scope == .statement($0) } ?? false)
      }.flatMap { suppression in suppression.rules.filter { $0.id == finding.rule }.map { ($0.span, suppression) } }
    }
    var used: Set<Span> = [], kept: [Finding] = [], suppressed: [SuppressedFinding] = []
    /// Whether a comment silences it.
    func suppress(_ finding: Finding) -> Bool {
      let own = silencers(of: finding)
      used.formUnion(own.map(\.rule))
      guard let first = own.first?.suppression else { return false }
      suppressed.append(SuppressedFinding(finding, reason: first.reason, comment: first.span))
      return true
    }
    for finding in findings {
      let ofParts = finding.absorbed.flatMap(silencers).map(\.rule)
      used.formUnion(ofParts)
      if suppress(finding) { continue }
      if ofParts.isEmpty { kept.append(finding) } else { kept += finding.absorbed.filter { !suppress($0) } }
    }
    for span in malformed {
      kept.append(EngineRule.unknownRule.finding(.malformed, at: span, options, help: .directive))
    }
    for suppression in suppressions {
      if !suppression.hasReason {
        kept.append(EngineRule.suppressionWithoutReason.finding(.withoutReason, at: suppression.span, options, help: .directive))
      }
      for rule in suppression.rules {
        if !knownRules.contains(rule.id) {
          kept.append(EngineRule.unknownRule.finding(.unknown(rule.id), at: rule.span, options, help: Similar.help(for: rule.id, among: knownRules)))
        } else if suppression.hasReason, activeRules(rule.id), !used.contains(rule.span) {
          kept.append(EngineRule.unusedSuppression.finding(.unused(rule.id), at: rule.span, options, help: .remove))
        }
      }
    }
    return (kept, suppressed)
  }
}

extension SourceText {
  /// The comments of those stretches of a text that have a word; others may be among them.
  /// - Parameters:
  ///   - word: in lower case, ending in a sign.
  ///   - statements: all of the text.
  public func comments(near word: StaticString, _ statements: [Statement]) -> [Span] {
    guard firstOffset(of: word, in: span) != nil else { return [] }
    var found: [Span] = [], start = 0
    // Region by region, and between the regions, so that one unreadable statement does not hide the others'.
    for end in statements.flatMap({ [$0.region.start, $0.region.end] }) + [count] where end > start {
      let region = Span(start, end)
      start = end
      if firstOffset(of: word, in: region) != nil { found += tokens(in: region).filter { $0.kind == .comment }.map(\.span) }
    }
    return found
  }
}

extension Finding.Message {
  fileprivate static let malformed: Self = "this comment is no instruction that Lintel knows"
  fileprivate static let withoutReason: Self = "this comment does not say why, so it silences nothing"
  fileprivate static let directive: Self = "write `-- lintel: ignore[rule] reason` above the statement, or `-- lintel: ignore-file[rule] reason`"
  fileprivate static let remove: Self = "remove it, so that it cannot hide a finding of tomorrow"
  fileprivate static func unknown(_ rule: String) -> Self { "there is no rule `\(rule)`" }
  fileprivate static func unused(_ rule: String) -> Self { "nothing here for `\(rule)` to find" }
}
