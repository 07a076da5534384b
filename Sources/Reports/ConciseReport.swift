import Linting

/// `path:line:column: severity: rule: message`, a line for each finding and nothing else.
struct ConciseReport: ReportWriter {
  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    var pass = FindingPass(report)
    while !output.isClosed, let (finding, start) = pass.next() {
      output.put("\(pass.migration.path.shown):\(start.line):\(start.column)", .bold, style)
      output.put(": ")
      output.put(finding.severity.rawValue, Ink(finding.severity), style)
      output.put(": ")
      output.put(rule: finding.rule, nil, style)
      output.put(": \(finding.message.description.shown)")
      if finding.isFixable { output.put(" [*]", .help, style) }
      output.put("\n")
    }
  }
}
