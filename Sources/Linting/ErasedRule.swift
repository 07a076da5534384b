import PostgresBehavior

/// A rule without its type, filed under what it wants to see.
struct ErasedRule: Sendable {
  let metadata: RuleMetadata
  let seen: ObjectIdentifier
  let check: @Sendable (any Subject, RuleContext) -> [Finding]

  init<R: Rule>(_ type: R.Type) {
    let rule = R()
    metadata = R.metadata
    seen = ObjectIdentifier(R.Seen.self)
    check = { subject, context in
      guard let subject = subject as? R.Seen else { return [] }
      return rule.check(subject, in: context)
    }
  }
}

/// All rules, by what they want to see.
struct RuleBook: Sendable {
  private let rules: [ErasedRule]
  private let bySubject: [ObjectIdentifier: [Int]]

  init(_ types: [any Rule.Type]) {
    let erased = types.map { $0.erased }
    rules = erased
    bySubject = Dictionary(grouping: erased.indices) { erased[$0].seen }
  }

  /// The severities in force, by the rules' order; nil is off.
  func severities(_ options: LintOptions) -> [Severity?] { rules.map { options.severity(of: $0.metadata) } }

  /// What the rules that asked for this kind of subject say about it.
  func check(_ subject: some Subject, _ severities: [Severity?], _ context: @autoclosure () -> RuleContext, into findings: inout [Finding]) {
    guard let interested = bySubject[ObjectIdentifier(type(of: subject))] else { return }
    var made: RuleContext?
    for number in interested {
      guard let severity = severities[number] else { continue }
      let context = made ?? context()
      made = context
      for var finding in rules[number].check(subject, context) {
        finding.rule = rules[number].metadata.id
        finding.severity = severity
        if rules[number].metadata.isBlocking { weigh(&finding, context.options) }
        findings.append(finding)
      }
    }
  }

  /// A table known to be small is soon done; one known to be large is said first.
  private func weigh(_ finding: inout Finding, _ options: LintOptions) {
    let tables = finding.relations.filter { $0.kind != .index }
    guard !tables.isEmpty else { return }
    if let large = tables.first(where: { options.isLarge($0.relation) == true }) {
      finding.message = "`\(large.relation)` is large: \(finding.message)"
    } else if tables.allSatisfy({ options.isLarge($0.relation) == false }) {
      finding.severity = .note
    }
  }
}

extension Rule {
  fileprivate static var erased: ErasedRule { ErasedRule(Self.self) }
}
