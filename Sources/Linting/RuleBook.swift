import PostgresBehavior

/// The rules that ask for one kind of subject, without its type.
private class Shelf: @unchecked Sendable {}

/// With its type. Filled once, then only read.
private final class TypedShelf<Seen: Subject>: Shelf, @unchecked Sendable {
  var rules: [(number: Int, check: @Sendable (Seen, RuleContext) -> [Finding])] = []
}

/// All rules, by what they want to see.
struct RuleBook: Sendable {
  private let metadata: [RuleMetadata]
  private let shelves: [ObjectIdentifier: Shelf]
  /// The ids of those whose findings are about traffic that has to wait.
  let blockingRules: Set<String>

  init(_ types: [any Rule.Type]) {
    metadata = types.map { $0.metadata }
    blockingRules = Set(metadata.filter(\.isBlocking).map(\.id))
    var shelves: [ObjectIdentifier: Shelf] = [:]
    func put<R: Rule>(_ type: R.Type, _ number: Int) {
      let key = ObjectIdentifier(R.Seen.self), shelf = shelves[key] as? TypedShelf<R.Seen> ?? TypedShelf<R.Seen>()
      let rule = R()
      shelf.rules.append((number, { rule.check($0, in: $1) }))
      shelves[key] = shelf
    }
    for (number, type) in types.enumerated() { put(type, number) }
    self.shelves = shelves
  }

  /// The severities in force, by the rules' order; nil is off.
  func severities(_ options: LintOptions) -> [Severity?] { metadata.map { options.severity(of: $0) } }

  /// What the rules that asked for this kind of subject say about it.
  func check<S: Subject>(_ subject: S, _ severities: [Severity?], _ context: @autoclosure () -> RuleContext, into findings: inout [Finding]) {
    guard let shelf = shelves[ObjectIdentifier(S.self)] else { return }
    // The key is the shelf's own type, and a cast for each operation of each statement would cost more than most rules.
    let typed = unsafeDowncast(shelf, to: TypedShelf<S>.self)
    var made: RuleContext?
    for (number, check) in typed.rules {
      guard let severity = severities[number] else { continue }
      let context = made ?? context()
      made = context
      for var finding in check(subject, context) {
        finding.rule = metadata[number].id
        finding.severity = severity
        if metadata[number].isBlocking { weigh(&finding, context.options) }
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
