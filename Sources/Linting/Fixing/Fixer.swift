public import Migrations
public import PostgresSyntax

/// A stand-in for the fixer that another branch brings: safe edits that do not touch each other, round by round.
public struct Fixer: Sendable {
  private let linter: Linter
  private let allowsUnsafe: Bool
  private let chooses: @Sendable (String) -> Bool

  public init(_ linter: Linter, allowsUnsafe: Bool = false, chooses: @escaping @Sendable (String) -> Bool = { _ in true }) {
    self.linter = linter
    self.allowsUnsafe = allowsUnsafe
    self.chooses = chooses
  }

  public func fix(_ inputs: [LintInput]) -> FixReport {
    var inputs = inputs
    let reviewed = inputs.indices.filter { inputs[$0].isReviewed }
    var files = reviewed.map { FixedFile(migration: inputs[$0].migration, source: inputs[$0].migration.source, applied: [], left: [], isChanged: false) }
    for round in 0...20 {
      let report = linter.lint(inputs)
      var isDone = true
      for (at, number) in reviewed.enumerated() {
        let findings = report.findings.filter { $0.migration == number }
        files[at].left = findings
        if round == 20 || findings.contains(where: { $0.rule == "syntax-error" }) { continue }
        var edits: [Edit] = []
        for finding in findings where chooses(finding.rule) {
          guard let fix = finding.fix, fix.safety == .safe || allowsUnsafe && fix.safety == .unsafe, !fix.edits.isEmpty else { continue }
          if fix.edits.contains(where: { new in edits.contains { new.span.start <= $0.span.end && $0.span.start <= new.span.end } }) { continue }
          edits += fix.edits
          files[at].applied.append(finding)
        }
        if edits.isEmpty { continue }
        isDone = false
        files[at].isChanged = true
        files[at].source = files[at].source.applying(edits)
        files[at].migration.source = files[at].source
        files[at].migration.up = files[at].source.span
        inputs[number].migration = files[at].migration
      }
      if isDone { break }
    }
    return FixReport(files: files)
  }
}

public struct FixReport: Sendable {
  public var files: [FixedFile]
}

public struct FixedFile: Sendable {
  public var migration: Migration
  public var source: SourceText
  public var applied: [Finding]
  public var left: [Finding]
  public var isChanged: Bool
}

extension SourceText {
  fileprivate func applying(_ edits: [Edit]) -> SourceText {
    var bytes = Array(self[span].utf8)
    let inOrder = edits.enumerated().sorted { ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset) }
    for edit in inOrder.reversed().map(\.element) { bytes.replaceSubrange(edit.span.start..<edit.span.end, with: Array(edit.text.utf8)) }
    return SourceText(utf8: bytes)
  }
}
