public import Linting
import Migrations
import PostgresSyntax

extension FixReport {
  /// Says what was fixed in each file, what is left of it and how to go about that by hand, and the counts. Flushes the output.
  /// - Parameter allowsUnsafe: whether the unsafe fixes were among those asked for.
  public func writeSummary(allowsUnsafe: Bool, style: Style = .plain, to output: inout OutputBuffer) {
    FixSummary(report: self, allowsUnsafe: allowsUnsafe, style: style).write(to: &output)
    output.flush()
  }
}

/// What `lintel fix` tells.
private struct FixSummary {
  let report: FixReport
  let allowsUnsafe: Bool
  let style: Style

  func write(to output: inout OutputBuffer) {
    for file in report.files where file.isChanged { fixed(file, to: &output) }
    if report.files.contains(where: \.isChanged) { output.put("\n") }
    for file in report.files { left(file, to: &output) }
    output.put(flowing: counts, style)
    output.put("\n")
  }

  private func fixed(_ file: FixedFile, to output: inout OutputBuffer) {
    var titles: [String] = [], times: [String: Int] = [:]
    for finding in file.applied {
      let title = "\(finding.rule): \(finding.fix?.title.description ?? "")"
      if times.updateValue(times[title, default: 0] + 1, forKey: title) == nil { titles.append(title) }
    }
    for title in titles {
      let count = times[title, default: 1]
      tell("fixed ", file.migration.path, ": \(title.shown)\(count > 1 ? " (\(count) times)" : "")", to: &output)
    }
    for beside in file.besides {
      tell(beside.old == nil ? "created " : beside.new == nil ? "removed " : "changed ", beside.path, "", to: &output)
    }
  }

  private func tell(_ deed: String, _ path: String, _ more: String, to output: inout OutputBuffer) {
    var flow = Flow()
    flow.add(deed, .help)
    flow.add(path: path.shown, .bold)
    flow.add(more)
    flow.write(indent: 2, style, to: &output)
    output.put("\n")
  }

  private func left(_ file: FixedFile, to output: inout OutputBuffer) {
    let isLeftAlone = file.refusals.contains { if case .applied = $0.reason { true } else { false } }
    left(file.left, of: file.migration.path, file.source, isLeftAlone, to: &output)
    for beside in file.besides { if let source = beside.new { left(beside.left, of: beside.path, source, false, to: &output) } }
    for refusal in file.refusals { tell("", file.migration.path, ": \(refusal.description.shown)", to: &output) }
    if !file.allLeft.isEmpty || !file.refusals.isEmpty { output.put("\n") }
  }

  /// - Parameter isLeftAlone: whether the fixes that could be made are shown, for the file stays as it is.
  private func left(_ findings: [Finding], of path: String, _ source: SourceText, _ isLeftAlone: Bool, to output: inout OutputBuffer) {
    for finding in findings where !output.isClosed {
      let start = source.position(at: finding.span.start)
      var flow = Flow()
      flow.add(path: "\(path.shown):\(start.line):\(start.column)", .bold)
      flow.add(": ")
      flow.add(finding.severity.rawValue, Ink(finding.severity))
      flow.add(": ")
      flow.add(rule: finding.rule)
      flow.add(": \(finding.message.description.shown)")
      if !allowsUnsafe, finding.isFixableIfUnsafe { flow.add(" [--unsafe]", .help) }
      flow.write(indent: 2, style, to: &output)
      output.put("\n")
      if finding.fix?.safety == .plan { plan(finding, to: &output) } else if isLeftAlone { change(finding.fix, source, to: &output) }
    }
  }

  /// What a fix would change.
  private func change(_ fix: Fix?, _ source: SourceText, to output: inout OutputBuffer) {
    let diff = FixDiff(fix, in: source)
    guard let fix, !diff.lines.isEmpty else { return }
    output.put(flowing: "  \(fix.title.description.shown):", indent: 2, style)
    output.put("\n")
    FixDiffWriter(diff: diff, digits: String(diff.greatestNumber).utf8.count, style: style).write(to: &output)
  }

  private func plan(_ finding: Finding, to output: inout OutputBuffer) {
    guard let fix = finding.fix else { return }
    output.put(flowing: "  \(fix.title.description.shown)\(fix.steps.isEmpty ? "" : ":")", indent: 2, style)
    output.put("\n")
    for (number, step) in fix.steps.enumerated() {
      let sign = "  \(number + 1). ", indent = String.blanks(sign.utf8.count)
      var lead = sign
      for line in step.text?.description.wrapped(to: style.width.map { $0 - sign.utf8.count }) ?? [] {
        output.put("\(lead)\(line)\n")
        lead = indent
      }
      for line in step.sql?.split(separator: "\n", omittingEmptySubsequences: false) ?? [] {
        // Beside its number when there are no words; blank lines stay blank.
        let isBlank = line.isEmpty && lead == indent
        output.put(isBlank ? "" : lead)
        output.put(String(line).shown, .dim, style)
        output.put("\n")
        lead = indent
      }
    }
  }

  private var counts: String {
    let fixed = report.files.reduce(0) { $0 + ($1.isChanged ? $1.applied.count : 0) }, files = report.files.count(where: \.isChanged)
    let left = report.files.flatMap(\.allLeft), unsafe = allowsUnsafe ? 0 : left.count(where: \.isFixableIfUnsafe)
    let done = fixed == 0 ? "Nothing to fix" : "Fixed \(fixed.counted("finding"))"
    let place = report.files.count == files || fixed == 0 ? report.files.count.counted("file") : "\(files) of \(report.files.count.counted("file"))"
    let listed = FindingCounts(left).listed
    let more = unsafe > 0 ? "; `--unsafe` can fix \(unsafe) of them" : ""
    return "\(done) in \(place); \(left.isEmpty ? "nothing is left" : "left: \(listed)")\(more)."
  }
}
