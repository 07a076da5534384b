import Linting
import PostgresSyntax

/// Workflow commands of GitHub Actions, which shows them beside the changed lines. It shows only the first ten of a step, so errors come first.
struct GitHubReport: ReportWriter {
  let surroundings: ReportSurroundings

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    var pass = FindingPass(report, report.bySeverity)
    while !output.isClosed, let (finding, start) = pass.next() {
      let path = pass.migration.path, end = pass.places.end(of: finding.span, from: start)
      var command = WorkflowCommand(finding.severity)
      command.add("file", surroundings.projectPath(path) ?? path)
      command.add("line", "\(start.line)")
      command.add("endLine", "\(end.line)")
      // GitHub refuses columns of a range over several lines.
      if end.line == start.line {
        command.add("col", "\(start.column)")
        command.add("endColumn", "\(max(start.column, end.column - 1))")
      }
      command.add("title", "lintel: \(finding.rule)")
      output.put(command.line(finding.explanation))
    }
    output.put(report.summary)
    output.put("\n")
  }
}
