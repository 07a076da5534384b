import LintelRules
import Linting
import PostgresSyntax

/// `lintel check --add-ignores REASON`: silences what there is today, so that only what is new is told.
struct Ignoring {
  let reason: String
  /// Whether to change migrations that may have run under a tool that notices.
  var isForced = false

  /// What makes no sense, for a person.
  var contradiction: String? {
    if reason.allSatisfy(\.isWhitespace) { return "--add-ignores needs a reason: a comment that says why is worth more than silence" }
    if reason.contains(where: \.isNewline) { return "the reason of --add-ignores is one line" }
    return nil
  }

  /// Throws the exit status unless nothing is left at or above `fail-on`.
  func execute(on run: Run, isQuiet: Bool) throws {
    var run = run
    if !isForced { try run.noteAppliedMigrations() }
    let linter = Linter(rules: Rules.all.map(\.rule)), original = run.inputs
    var inputs = original, left = linter.lint(inputs).findings, changed: Set<Int> = [], kept: Set<Int> = []
    let before = Dictionary(grouping: left, by: { $0.migration ?? -1 }).mapValues(\.count)
    // The first round silences; the next ones what that brought to light, which hardly happens.
    for _ in 0..<4 {
      var texts: [Int: SourceText] = [:]
      for (file, findings) in Dictionary(grouping: left, by: { $0.migration ?? -1 }) {
        guard inputs.indices.contains(file), inputs[file].problem == nil else { continue }
        if mayNotChange(inputs[file]) { kept.insert(file); continue }
        texts[file] = SuppressionWriter.text(silencing: findings, in: inputs[file].migration, reason: reason)
      }
      if texts.isEmpty { break }
      changed.formUnion(texts.keys)
      run.replaceTexts(of: &inputs, with: texts)
      left = linter.lint(inputs).findings
    }

    let after = Dictionary(grouping: left, by: { $0.migration ?? -1 }).mapValues(\.count), numbers = changed.sorted()
    var report = FixReport(files: numbers.map {
      FixedFile(migration: original[$0].migration.asWritten, source: inputs[$0].migration.asWritten.source, left: [])
    })
    let written = report.write(to: numbers.map { run.openedPaths[$0] })
    var lines = ""
    for (number, isWritten) in zip(numbers, written) where isWritten {
      lines += "silenced \(counted((before[number] ?? 0) - (after[number] ?? 0))) in \(original[number].migration.path)\n"
    }
    for number in kept.sorted() {
      let migration = inputs[number].migration
      lines += "left \(migration.path) alone: \(inputs[number].inUse ?? "") has it, and \(migration.tool?.whenChanged ?? ""); --force changes it\n"
    }
    let remaining = left.filter { !kept.contains($0.migration ?? -1) }.count
    if remaining > 0 { lines += "\(counted(remaining)) cannot be silenced by a comment: `lintel check` tells\n" }
    if lines.isEmpty { lines = "Nothing to silence.\n" }
    if !isQuiet { try StandardOutput.write(lines) }
    run.sayWhenEmpty()
    if run.hasUnreadableFiles || written.contains(false) { throw ExitStatus.trouble }
    if left.contains(where: { run.isReached(by: $0) }) { throw ExitStatus.findings }
  }

  /// A comment changes the checksum that a tool keeps of what has run.
  private func mayNotChange(_ input: LintInput) -> Bool { !isForced && input.inUse != nil && input.migration.tool?.whenChanged != nil }

  private func counted(_ count: Int) -> String { count == 1 ? "1 finding" : "\(count) findings" }
}
