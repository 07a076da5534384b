import Migrations
import PostgresSyntax

/// The texts of some inputs at one moment, and what lint says of them.
struct FixState {
  private(set) var inputs: [LintInput]
  /// By the input's index, as are the others.
  private(set) var findings: [[Finding]]
  private var syntaxErrors: [Int]

  init(_ inputs: [LintInput], _ linter: Linter, _ progress: (Int) -> Void = { _ in }) {
    let report = linter.lint(inputs, progress: progress), broken = report.syntaxErrors
    self.inputs = inputs
    findings = Array(repeating: [], count: inputs.count)
    syntaxErrors = inputs.indices.map { broken[$0] ?? 0 }
    for finding in report.findings {
      if let number = finding.migration, inputs.indices.contains(number) { findings[number].append(finding) }
    }
  }

  func source(_ file: Int) -> SourceText { inputs[file].migration.source }
  func isBroken(_ file: Int) -> Bool { syntaxErrors[file] > 0 || inputs[file].problem != nil }

  /// Some of the inputs alone.
  func part(_ numbers: [Int]) -> FixState {
    var part = self
    part.inputs = numbers.map { inputs[$0] }
    part.findings = numbers.map { findings[$0] }
    part.syntaxErrors = numbers.map { syntaxErrors[$0] }
    return part
  }

  /// Whether a file has an error that it did not have, or has lost a comment.
  func isWorse(than other: FixState) -> Bool {
    inputs.indices.contains { file in
      let source = source(file), old = other.source(file)
      if source === old { return counts(file).isWorse(than: other.counts(file)) }
      let comments = source.comments
      return counts(file).isWorse(than: other.counts(file)) || old.comments.contains { $1 > comments[$0, default: 0] }
    }
  }

  /// Whether some files have an error that the one that they were made of did not have, or have lost a comment.
  func isWorse(_ files: [Int], than number: Int, of other: FixState) -> Bool {
    var comments: [String: Int] = [:]
    for file in files { comments.merge(source(file).comments, uniquingKeysWith: +) }
    return files.map(counts).joined.isWorse(than: other.counts(number)) || other.ownComments(number).contains { $1 > comments[$0, default: 0] }
  }

  /// Those that are no orders to the tool.
  private func ownComments(_ file: Int) -> [String: Int] { source(file).comments(besides: inputs[file].migration.marks) }

  private func counts(_ file: Int) -> ErrorCounts { ErrorCounts(findings[file], syntaxErrors: syntaxErrors[file]) }

  /// The texts after the edits of some fixes, linted.
  func applying(_ candidates: some Sequence<FixCandidate>, _ linter: Linter) -> FixState {
    var changed = inputs
    for (file, script) in candidates.scripts {
      let migration = inputs[file].migration
      changed[file].migration = migration.with(script.apply(to: migration.source))
    }
    return FixState(changed, linter)
  }
}

extension SourceText {
  /// The texts of all comments, each with how often it comes.
  fileprivate var comments: [String: Int] { comments(besides: []) }

  fileprivate func comments(besides marks: [Span]) -> [String: Int] {
    var counts: [String: Int] = [:]
    for token in tokens(in: span) where token.kind == .comment && !marks.contains(where: { $0.overlaps(token.span) }) {
      var text = self[token.span][...]
      while text.last?.isWhitespace ?? false { text.removeLast() }
      counts[String(text), default: 0] += 1
    }
    return counts
  }
}

extension Sequence<FixCandidate> {
  /// The edits of each file.
  var scripts: [Int: EditScript] { Dictionary(grouping: self, by: \.file).mapValues { EditScript($0.map(\.script)) } }
}
