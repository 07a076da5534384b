import Migrations
import PostgresSyntax

/// Puts the fixes of findings into the texts, round by round, until nothing is left to fix: a fixed text is a fixed point. Each round is
/// linted again with its history, and one that makes a text worse is taken back.
public struct Fixer: Sendable {
  let linter: Linter
  private let allowsUnsafe: Bool
  private let chooses: @Sendable (String) -> Bool

  /// - Parameters:
  ///   - allowsUnsafe: also those that need a person's eye.
  ///   - chooses: whether the fixes of a rule are wanted.
  public init(_ linter: Linter, allowsUnsafe: Bool = false, chooses: @escaping @Sendable (String) -> Bool = { _ in true }) {
    self.linter = linter
    self.allowsUnsafe = allowsUnsafe
    self.chooses = chooses
  }

  public func fix(_ inputs: [LintInput]) -> FixReport {
    let state = FixState(inputs, linter)
    var files: [FixedFile?] = inputs.indices.map { number in
      let input = inputs[number]
      return input.isReviewed ? FixedFile(migration: input.migration, source: input.migration.source, left: state.findings[number]) : nil
    }
    var histories: [String: [Int]] = [:]
    for number in inputs.indices { histories[inputs[number].history, default: []].append(number) }
    for numbers in histories.values where numbers.contains(where: { state.findings[$0].contains(where: wants) }) {
      // Alone, a history is linted as it is among others.
      let fixed = HistoryFixing.fix(state.part(numbers), by: self)
      for (at, number) in numbers.enumerated() where inputs[number].isReviewed { files[number] = fixed[at] }
    }
    return FixReport(files: files.compactMap { $0 })
  }

  /// Whether it is this fixer's business to fix a finding.
  func wants(_ finding: Finding) -> Bool {
    guard let fix = finding.fix, !fix.edits.isEmpty, chooses(finding.rule) else { return false }
    return switch fix.safety {
    case .safe: true
    case .unsafe: allowsUnsafe
    case .plan: false
    }
  }
}
