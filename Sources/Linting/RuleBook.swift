import PostgresBehavior
import PostgresSyntax

/// All rules, by what they want to see.
struct RuleBook: Sendable {
  private let metadata: [RuleMetadata]
  private let subjects: [ObjectIdentifier]
  /// For each subject the rules that want to see it, by their numbers.
  private let shelves: [[Int]]
  private let rules: [any Rule.Type]

  init(_ types: [any Rule.Type]) {
    metadata = types.map { $0.metadata }
    rules = types
    let wanted = types.map { $0.subject }
    // There are few subjects, and a dictionary of them costs more at the start than it ever saves.
    let subjects = wanted.sorted(), distinct = subjects.indices.filter { $0 == 0 || subjects[$0 - 1] != subjects[$0] }.map { subjects[$0] }
    self.subjects = distinct
    shelves = distinct.map { subject in wanted.indices.filter { wanted[$0] == subject } }
  }

  /// Whether a rule's findings are about traffic that has to wait.
  func isBlocking(_ rule: String) -> Bool { metadata.contains { $0.isBlocking && $0.id == rule } }

  private func shelf(_ subject: ObjectIdentifier) -> [Int] {
    let at = subjects.orderedIndex(where: { $0 >= subject })
    return at < subjects.count && subjects[at] == subject ? shelves[at] : []
  }

  /// The severities in force, by the rules' order; nil is off.
  func severities(_ options: LintOptions) -> [Severity?] { metadata.map { options.severity(of: $0) } }

  /// What the rules that asked for this kind of subject say about it.
  func check<S: Subject>(_ subject: S, _ severities: [Severity?], _ context: @autoclosure () -> RuleContext, into findings: inout [Finding]) {
    let shelf = shelf(ObjectIdentifier(S.self))
    if shelf.isEmpty { return }
    let context = context()
    withUnsafePointer(to: subject) { subject in
      for number in shelf {
        guard let severity = severities[number] else { continue }
        var found = rules[number].findings(about: subject, in: context)
        if found.isEmpty { continue }
        for at in found.indices {
          found[at].rule = metadata[number].id
          found[at].severity = severity
          if metadata[number].isBlocking { weigh(&found[at], context.options) }
        }
        findings.take(&found)
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

extension Array {
  /// Appends what another array holds, as often as not a single element, and empties it; to copy a finding costs more than to move it.
  mutating func take(_ others: inout [Element]) {
    if isEmpty, capacity < others.count { return swap(&self, &others) }
    if others.count == 1, let only = others.popLast() { return append(only) }
    append(contentsOf: others)
    others = []
  }
}
