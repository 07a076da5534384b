import PostgresBehavior

/// All rules, by what they want to see.
struct RuleBook: Sendable {
  private let metadata: [RuleMetadata]
  private let subjects: [ObjectIdentifier]
  /// For each subject the rules that want to see it, by their numbers.
  private let shelves: [[Int]]
  private let listeners: [RuleListener]

  init(_ types: [any Rule.Type]) {
    metadata = types.map { $0.metadata }
    listeners = types.map { $0.listener }
    // There are few subjects, and a dictionary of them costs more at the start than it ever saves.
    let subjects = listeners.map(\.subject).sorted(), distinct = subjects.indices.filter { $0 == 0 || subjects[$0 - 1] != subjects[$0] }.map { subjects[$0] }
    let listeners = listeners
    self.subjects = distinct
    shelves = distinct.map { subject in listeners.indices.filter { listeners[$0].subject == subject } }
  }

  /// Whether a rule's findings are about traffic that has to wait.
  func isBlocking(_ rule: String) -> Bool { metadata.contains { $0.isBlocking && $0.id == rule } }

  private func shelf(_ subject: ObjectIdentifier) -> [Int] {
    var low = 0, high = subjects.count
    while low < high {
      let middle = (low + high) / 2
      if subjects[middle] < subject { low = middle + 1 } else { high = middle }
    }
    return low < subjects.count && subjects[low] == subject ? shelves[low] : []
  }

  /// The severities in force, by the rules' order; nil is off.
  func severities(_ options: LintOptions) -> [Severity?] { metadata.map { options.severity(of: $0) } }

  /// What the rules that asked for this kind of subject say about it.
  func check<S: Subject>(_ subject: S, _ severities: [Severity?], _ context: @autoclosure () -> RuleContext, into findings: inout [Finding]) {
    let shelf = shelf(ObjectIdentifier(S.self))
    if shelf.isEmpty { return }
    var made: RuleContext?
    for number in shelf {
      guard let severity = severities[number] else { continue }
      let context = made ?? context()
      made = context
      for var finding in withUnsafePointer(to: subject, { listeners[number].check($0, context) }) {
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
