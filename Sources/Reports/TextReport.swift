import Linting
import PostgresSyntax

/// For people: each finding with the source around it, and the counts at the end.
struct TextReport: ReportWriter {
  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    var pass = FindingPass(report)
    while !output.isClosed, let (finding, start) = pass.next() {
      write(finding, start, &pass, style, to: &output)
      output.put("\n")
    }
    output.put(summary(of: report))
    output.put("\n")
  }

  private func write(_ finding: Finding, _ start: Position, _ pass: inout FindingPass, _ style: Style, to output: inout OutputBuffer) {
    let ink = Ink(finding.severity), source = pass.migration.source
    output.put(finding.severity.rawValue + "[", ink, style)
    output.put(rule: finding.rule, ink, style)
    output.put("]", ink, style)
    output.put(": " + finding.message.description.shown, .bold, style)
    if finding.isFixable { output.put(" [*]", .help, style) }
    output.put("\n")

    guard source.count > 0 else {
      arrow(pass.migration.path.shown, digits: 1, style, to: &output)
      notes(finding, digits: 1, style, to: &output)
      return
    }
    let diff = FixDiff(finding.fix, in: source)
    let frame = SourceFrame(finding, start: start, in: source, &pass.places, width: style.width, below: diff.greatestNumber)
    arrow("\(pass.migration.path.shown):\(start.line):\(start.column)", digits: frame.digits, style, to: &output)
    FrameWriter(frame: frame, style: style, ink: ink).write(to: &output)
    if finding.note != nil || finding.help != nil || finding.fix != nil || frame.omittedLabels > 0 {
      output.put(.blanks(frame.digits + 2))
      output.put("|", .frame, style)
      output.put("\n")
    }
    if frame.omittedLabels > 0 {
      note("note", .bold, "and \(frame.omittedLabels.counted("more place"))", frame.digits, style, to: &output)
    }
    notes(finding, digits: frame.digits, style, to: &output)
    if !diff.lines.isEmpty { FixDiffWriter(diff: diff, digits: frame.digits, style: style).write(to: &output) }
  }

  private func arrow(_ place: String, digits: Int, _ style: Style, to output: inout OutputBuffer) {
    output.put(.blanks(digits + 1))
    output.put("-->", .frame, style)
    output.put(" \(place)\n")
  }

  private func notes(_ finding: Finding, digits: Int, _ style: Style, to output: inout OutputBuffer) {
    if let text = finding.note { note("note", .bold, text.description, digits, style, to: &output) }
    if let sql = finding.sql { note("note", .bold, "it runs `\(sql)`", digits, style, to: &output) }
    let fix = finding.fix, isDoubtful = finding.isFixableIfUnsafe && fix?.edits.isEmpty == false
    if let text = finding.help ?? (isDoubtful ? nil : fix?.title) { note("help", .help, text.description, digits, style, to: &output) }
    if isDoubtful, let fix { note("unsafe fix", .help, fix.title.description, digits, style, to: &output) }
  }

  private func note(_ kind: String, _ ink: Ink, _ text: String, _ digits: Int, _ style: Style, to output: inout OutputBuffer) {
    let indent = digits + 2 + kind.utf8.count + 4  // "= note: "
    for (number, line) in text.wrapped(to: style.width.map { $0 - indent }).enumerated() {
      if number == 0 {
        output.put(.blanks(digits + 2))
        output.put("=", .frame, style)
        output.put(" ")
        output.put(kind, ink, style)
        output.put(line.isEmpty ? ":" : ": ")
      } else if !line.isEmpty {
        output.put(.blanks(indent))
      }
      output.put(line + "\n")
    }
  }

  private func summary(of report: Report) -> String {
    let counts = FindingCounts(report), statements = "(\(report.statementCount.counted("statement")))"
    if report.findings.isEmpty { return "No findings in \(report.fileCount.counted("file")) \(statements)." }
    let files = report.fileCount > 1 ? "\(counts.files) of \(report.fileCount.counted("file"))" : report.fileCount.counted("file")
    return "Found \(counts.listed) in \(files) \(statements)\(fixes(counts))."
  }

  private func fixes(_ counts: FindingCounts) -> String {
    let unsafe = counts.fixableIfUnsafe
    if counts.fixable == 0 { return unsafe > 0 ? "; \(unsafe) can be fixed with `lintel fix --unsafe`" : "" }
    return "; \(counts.fixable) can be fixed with `lintel fix` [*]\(unsafe > 0 ? ", \(unsafe) more with `--unsafe`" : "")"
  }
}
