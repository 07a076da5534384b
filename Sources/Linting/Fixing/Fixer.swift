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

  /// - Parameter progress: is told how many of the inputs are linted for the first time.
  public func fix(_ inputs: [LintInput], progress: (Int) -> Void = { _ in }) -> FixReport {
    let files = files(inputs, again: 4, progress)
    return FixReport(files: inputs.indices.compactMap { files[$0] })
  }

  /// What becomes of each file under review.
  /// - Parameter again: how often what a file has become is fixed once more, at most.
  private func files(_ inputs: [LintInput], again: Int, _ progress: (Int) -> Void = { _ in }) -> [Int: FixedFile] {
    let state = FixState(inputs, linter, progress)
    // Files that their tool would not run when they are cut apart.
    var uncut: Set<Int> = []
    while true {
      let sheets = Sheets(inputs) { cutsFiles && !uncut.contains($0) }
      guard sheets.areCut || !uncut.isEmpty else { return fixInPlace(inputs, state) }
      var (files, failed) = sheets.files(fixInPlace(sheets.forms, FixState(sheets.forms, linter)), linter)
      if failed.isEmpty { failed = check(&files, inputs, state, again) }
      failed += files.keys.filter { !(files[$0]?.isChanged ?? true) && isCutWrongly(state.findings[$0]) }
      if uncut.isSuperset(of: failed) { return files }
      uncut.formUnion(failed)
    }
  }

  /// Fixes texts as they are, and nothing but them: of the files under review, by their numbers.
  private func fixInPlace(_ inputs: [LintInput], _ state: FixState) -> [Int: FixedFile] {
    var files: [Int: FixedFile] = [:], histories: [String: [Int]] = [:]
    for (number, input) in inputs.enumerated() {
      histories[input.history, default: []].append(number)
      if input.isReviewed { files[number] = FixedFile(migration: input.migration, source: input.migration.source, left: state.findings[number]) }
    }
    for numbers in histories.values where numbers.contains(where: { inputs[$0].inUse != nil || state.findings[$0].contains(where: wants) }) {
      // Alone, a history is linted as it is among others.
      let fixed = HistoryFixing.fix(state.part(numbers), by: self)
      for (at, number) in numbers.enumerated() where inputs[number].isReviewed { files[number] = fixed[at] }
    }
    return files
  }

  /// Lints all as it would lie there, and notes what is left. Returns those that would be worse than they were.
  private func check(_ files: inout [Int: FixedFile], _ inputs: [LintInput], _ old: FixState, _ rounds: Int) -> [Int] {
    var after: [LintInput] = [], owners: [(file: Int, beside: Int?)] = [], hasChanged = false
    for (number, input) in inputs.enumerated() {
      guard let file = files[number], file.isChanged else {
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
        hasChanged = true
      }
    }
    let new = FixState(after, linter)
    // What had no room in the file as a whole may have some in its parts; else the next run would find something to do.
    let again = hasChanged && rounds > 0 ? self.files(after, again: rounds - 1) : [:]
    let byFile = Dictionary(grouping: owners.indices) { owners[$0].file }
    return byFile.keys.sorted().filter { number in
      guard var file = files[number], let parts = byFile[number] else { return false }
      if file.isChanged, new.isWorse(parts, than: number, of: old) || parts.contains(where: { isStrange(after[$0], inputs[number]) }) { return true }
      let names = parts.map { at in owners[at].beside.map { file.besides[$0].relativePath } ?? file.migration.name }
      for (at, name) in zip(parts, names) {
        file.note(new.findings[at], at: name)
        if let more = again[at] { file.take(more, inPlaceOf: name) }
      }
      files[number] = file
      return false
    }
  }

  /// Whether there is something to be fixed in how the tool cuts a file, which no other form of it shows.
  private func isCutWrongly(_ findings: [Finding]) -> Bool { findings.contains { $0.rule == EngineRule.syntaxError.rawValue && wants($0) } }

  /// Whether another tool's file, or nobody's, has come of one.
  private func isStrange(_ part: LintInput, _ input: LintInput) -> Bool {
    !part.migration.isWayDown && input.migration.tool != nil && part.migration.runner != input.migration.runner && part.migration.tool?.name != "psql"
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
