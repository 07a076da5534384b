import Linting

/// Everything as one JSON object, a line for each finding.
struct JSONReport: ReportWriter {
  /// Counts up when a member goes away or changes its meaning.
  static let version = 1

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    let counts = FindingCounts(report)
    var json = JSONWriter(output)
    json.object { json in
      json.member("version", Self.version)
      json.member("files", report.fileCount)
      json.member("statements", report.statementCount)
      json.member("errors", counts.errors)
      json.member("warnings", counts.warnings)
      json.member("notes", counts.notes)
      json.key("findings")
      var pass = FindingPass(report)
      json.array(report.findings.indices, onLines: true) { json, _ in
        if let (finding, start) = pass.next() { json.write(finding, start, &pass) }
      }
    }
    output = json.finish()
  }
}
