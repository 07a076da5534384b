/// How many errors of which kind a text has, those that a finding has taken in among them.
struct ErrorCounts {
  private var syntaxErrors: Int
  private var byRule: [String: Int] = [:]

  init(_ findings: [Finding], syntaxErrors: Int) {
    self.syntaxErrors = syntaxErrors
    for finding in findings { count(finding) }
  }

  private mutating func count(_ finding: Finding) {
    if finding.severity == .error { byRule[finding.rule, default: 0] += 1 }
    for part in finding.absorbed { count(part) }
  }

  fileprivate func adding(_ other: ErrorCounts) -> ErrorCounts {
    var sum = self
    sum.syntaxErrors += other.syntaxErrors
    sum.byRule.merge(other.byRule, uniquingKeysWith: +)
    return sum
  }

  /// Whether there is more of any of them.
  func isWorse(than other: ErrorCounts) -> Bool {
    syntaxErrors > other.syntaxErrors || byRule.contains { $1 > other.byRule[$0, default: 0] }
  }
}

extension [ErrorCounts] {
  /// Those of several texts together.
  var joined: ErrorCounts { reduce(ErrorCounts([], syntaxErrors: 0)) { $0.adding($1) } }
}
