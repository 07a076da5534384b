import Linting

/// A JSON object for each finding, as `json` has it, on a line of its own: for `jq`, `grep` and what reads streams.
struct JSONLinesReport: ReportWriter {
  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    var json = JSONWriter(output), pass = FindingPass(report)
    while !json.isClosed, let (finding, start) = pass.next() {
      json.write(finding, start, &pass)
      json.endLine()
    }
    output = json.finishLines()
  }
}
