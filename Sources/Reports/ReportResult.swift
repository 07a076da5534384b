import Linting

/// A finding, or what would be one but for a comment.
struct ReportResult {
  var finding: Finding
  /// Nil for a finding.
  var suppression: SuppressedFinding?
}

extension Report {
  /// The findings with those that comments silence, in one order.
  var results: [ReportResult] {
    var results: [ReportResult] = [], rest = suppressed[...]
    results.reserveCapacity(findings.count + suppressed.count)
    for finding in findings {
      while let next = rest.first, next.finding.isAhead(of: finding) {
        results.append(ReportResult(finding: next.finding, suppression: next))
        rest.removeFirst()
      }
      results.append(ReportResult(finding: finding))
    }
    return results + rest.map { ReportResult(finding: $0.finding, suppression: $0) }
  }

  /// The findings with the errors first, for readers who may not get to the end.
  var bySeverity: [Finding] {
    [Severity.error, .warning, .note].flatMap { severity in findings.filter { $0.severity == severity } }
  }
}

extension Finding {
  fileprivate func isAhead(of other: Finding) -> Bool {
    let file = migration ?? -1, otherFile = other.migration ?? -1
    return file == otherFile ? comesBefore(other) : file < otherFile
  }
}
