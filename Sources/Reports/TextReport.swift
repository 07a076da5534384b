import Linting
import PostgresSyntax

/// For people: each finding with the source around it, and the counts at the end.
struct TextReport: ReportWriter {
  /// Whether the counts stand at the end.
  var hasSummary = true

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    var pass = FindingPass(report)
    while !output.isClosed, let (finding, start) = pass.next() {
      write(finding, start, &pass, style, to: &output)
      output.put("\n")
    }
    if !hasSummary { return }
    output.put(flowing: report.summary(mark: " [*]"), style)
    output.put("\n")
  }

  private func write(_ finding: Finding, _ start: Position, _ pass: inout FindingPass, _ style: Style, to output: inout OutputBuffer) {
    let ink = Ink(finding.severity), source = pass.migration.source
    var header = Flow()
    header.add(finding.severity.rawValue + "[", ink)
    header.add(rule: finding.rule, ink)
    header.add("]", ink)
    header.add(": " + finding.message.description.shown, .bold)
    if finding.isFixable { header.add(" [*]", .help) }
    header.write(indent: 2, style, to: &output)
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
    var flow = Flow()
    flow.add(" ")
    flow.add(path: place)
    flow.write(from: digits + 4, indent: digits + 5, style, to: &output)
    output.put("\n")
  }

  private func notes(_ finding: Finding, digits: Int, _ style: Style, to output: inout OutputBuffer) {
    for remark in finding.remarks {
      note(remark.kind.rawValue, remark.kind == .note ? .bold : .help, remark.text, digits, style, to: &output)
    }
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
}
