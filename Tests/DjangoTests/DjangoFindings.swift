import LintelTestSupport

/// What a report in the concise format says.
enum DjangoFindings {
  /// The errors of each file: their lines and rules.
  static func errors(_ output: ChildProcess.Output) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for line in output.text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 5).map { $0.trimmingPrefix(" ") }
      if parts.count == 6, parts[3] == "error" { found[String(parts[0]), default: []].append("\(parts[1]) \(parts[4])") }
    }
    return found
  }
}
