import Linting

/// GitLab's code quality report, which shows on a merge request what it brings and what it takes away.
struct GitLabReport: ReportWriter {
  let surroundings: ReportSurroundings

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    // Silenced findings count for the fingerprints, so that a comment changes none of the others'.
    let results = report.results
    var json = JSONWriter(output), pass = FindingPass(report, results.map(\.finding)), fingerprints = Fingerprints()
    let entries = results.compactMap { result -> Entry? in
      guard let (finding, start) = pass.next() else { return nil }
      let path = surroundings.projectPath(pass.migration.path) ?? pass.migration.path
      let fingerprint = fingerprints.next(finding, in: pass.migration, path: path)
      if result.suppression != nil { return nil }
      let end = pass.places.end(of: finding.span, from: start)
      return Entry(finding: finding, path: path, fingerprint: fingerprint, lines: start.line...max(start.line, end.line))
    }
    json.array(entries, onLines: true) { json, entry in write(entry, &json) }
    output = json.finish()
  }

  private struct Entry {
    var finding: Finding
    var path: String
    var fingerprint: String
    var lines: ClosedRange<Int>
  }

  private func write(_ entry: Entry, _ json: inout JSONWriter) {
    json.object { json in
      json.member("type", "issue")
      json.member("description", entry.finding.message.description)
      json.member("check_name", entry.finding.rule)
      json.member("fingerprint", entry.fingerprint)
      json.member("severity", severity(entry.finding))
      json.key("location")
      json.object { json in
        json.member("path", entry.path)
        json.key("lines")
        json.object { json in
          json.member("begin", entry.lines.lowerBound)
          json.member("end", entry.lines.upperBound)
        }
      }
      let remarks = entry.finding.remarks
      if remarks.isEmpty { return }
      json.key("content")
      json.object { json in
        json.member("body", remarks.map { "\($0.kind.rawValue): \($0.text)" }.joined(separator: "\n\n"))
      }
    }
  }

  /// An error that stops reads is worse than one that stops writes or only itself; advice about a table that waits is more than advice.
  private func severity(_ finding: Finding) -> String {
    switch finding.severity {
    case .error: finding.relations.contains { $0.blocksReads } ? "blocker" : "critical"
    case .warning: "major"
    case .note: finding.relations.contains { $0.blocksWrites } ? "minor" : "info"
    }
  }
}
