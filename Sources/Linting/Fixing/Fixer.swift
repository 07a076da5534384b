import Migrations
import PostgresSyntax

/// Puts the fixes of findings into the texts, round by round, until nothing is left to fix: a fixed text is a fixed point. Each round is
/// linted again with its history, and one that makes a text worse is taken back.
public struct Fixer: Sendable {
  let linter: Linter
  private let allowsUnsafe: Bool
  private let cutsFiles: Bool
  private let chooses: @Sendable (String) -> Bool

  /// - Parameters:
  ///   - allowsUnsafe: also those that need a person's eye.
  ///   - cutsFiles: whether a migration may become several, where its tool asks for that.
  ///   - chooses: whether the fixes of a rule are wanted.
  public init(
    _ linter: Linter, allowsUnsafe: Bool = false, cutsFiles: Bool = true, chooses: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    self.linter = linter
    self.allowsUnsafe = allowsUnsafe
    self.cutsFiles = cutsFiles
    self.chooses = chooses
  }

  public func fix(_ inputs: [LintInput]) -> FixReport {
    let state = FixState(inputs, linter)
    // Files that their tool would not run when they are cut apart.
    var uncut: Set<Int> = []
    while true {
      let sheets = Sheets(inputs) { cutsFiles && !uncut.contains($0) }
      guard sheets.areCut else { return FixReport(files: fixInPlace(inputs, state).compactMap { $0 }) }
      var files = sheets.files(fixInPlace(sheets.forms, FixState(sheets.forms, linter)), linter)
      var failed = inputs.indices.filter { files[$0].map { $0 == nil } ?? false }
      if failed.isEmpty { failed = check(&files, inputs, state) }
      if failed.isEmpty { return FixReport(files: inputs.indices.compactMap { files[$0] ?? nil }) }
      uncut.formUnion(failed)
    }
  }

  /// Fixes texts as they are, and nothing but them. Nil for what is not under review.
  private func fixInPlace(_ inputs: [LintInput], _ state: FixState) -> [FixedFile?] {
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
    return files
  }

  /// Lints all as it would lie there, and notes what is left. Returns those that would be worse than they were.
  private func check(_ files: inout [Int: FixedFile?], _ inputs: [LintInput], _ old: FixState) -> [Int] {
    var after: [LintInput] = [], owners: [(file: Int, beside: Int?)?] = []
    for (number, input) in inputs.enumerated() {
      guard let file = files[number] ?? nil, file.isChanged else {
        after.append(input)
        owners.append((number, nil))
        continue
      }
      for (written, migration) in input.migration.read(file.written) {
        var input = input
        input.migration = migration
        input.isReviewed = !migration.isWayDown
        after.append(input)
        owners.append((number, file.besides.firstIndex { $0.relativePath == written.path }))
      }
    }
    let new = FixState(after, linter)
    // What had no room in the file as a whole may have some in its parts; else the next run would find something to do.
    let isOpen = owners.indices.contains { owners[$0] != nil && new.findings[$0].contains(where: wants) }
    let again = isOpen ? fixInPlace(after, new) : []
    var byFile: [Int: [Int]] = [:]
    for (at, owner) in owners.enumerated() { if let owner { byFile[owner.file, default: []].append(at) } }
    return byFile.keys.sorted().filter { number in
      guard var file = files[number] ?? nil, let parts = byFile[number] else { return false }
      if file.isChanged, new.isWorse(parts, than: number, of: old) { return true }
      for at in parts {
        let more = again.isEmpty ? nil : again[at], left = more?.left ?? new.findings[at]
        file.applied += more?.applied ?? []
        if let beside = owners[at]?.beside {
          file.besides[beside].left = left
          if let more, more.isChanged { file.besides[beside].new = more.source }
        } else {
          file.left = left
          if let more, more.isChanged { file.source = more.source }
        }
      }
      files[number] = .some(file)
      return false
    }
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
