import Linting

extension Report {
  /// One sentence for people: how much was found, in how much, and what can be done about it.
  var summary: String { summary(mark: "") }

  /// - Parameter mark: what findings that `lintel fix` repairs are marked with.
  func summary(mark: String) -> String {
    let counts = FindingCounts(self), statements = "(\(statementCount.counted("statement")))"
    let accepted = acceptedCount > 0 ? "; \(acceptedCount) in the baseline" : ""
    if findings.isEmpty { return "No findings in \(fileCount.counted("file")) \(statements)\(accepted)." }
    let files = fileCount > 1 ? "\(counts.files) of \(fileCount.counted("file"))" : fileCount.counted("file")
    return "Found \(counts.listed) in \(files) \(statements)\(counts.repairs(mark))\(accepted)."
  }
}

extension FindingCounts {
  /// What `lintel fix` can do, behind a semicolon; empty when nothing.
  fileprivate func repairs(_ mark: String) -> String {
    let unsafe = fixableIfUnsafe
    if fixable == 0 { return unsafe > 0 ? "; \(unsafe) can be fixed with `lintel fix --unsafe`" : "" }
    return "; \(fixable) can be fixed with `lintel fix`\(mark)\(unsafe > 0 ? ", \(unsafe) more with `--unsafe`" : "")"
  }
}
