import LintelRules
import Linting
import Reports

/// What stays in memory to the end.
private final class Kept {
  let report: Report
  init(_ report: Report) { self.report = report }
}

/// What `lintel check` is asked to do.
struct CheckRequest {
  var options = RunOptions()
  /// When empty: text on standard output, or what the place it runs at understands.
  var targets: [ReportTarget] = []
  var color = Terminal.Color.auto
  /// Whether to tell which runner each file has, and why.
  var isVerbose = false

  /// What makes no sense together, for a person.
  var contradiction: String? {
    for (number, target) in targets.enumerated() where targets[..<number].contains(where: { $0.path == target.path }) {
      let place = target.path ?? "standard output"
      return "two formats go to \(place): give one of them a place of its own, such as --format json=report.json"
    }
    return options.contradiction
  }

  /// Throws the exit status unless all is clean.
  func execute() throws {
    let run = try Run(options)
    if isVerbose { run.tellRunners() }
    let targets = targets.isEmpty ? [ReportTarget(format: StepSummary.isOnGitHub ? .github : .text, path: nil)] : targets
    let summary = targets.contains { $0.format == .github } ? StepSummary.path : nil
    var report = Linter(rules: Rules.all.map(\.rule)).lint(
      run.inputs, keepsLocks: summary != nil || targets.contains { $0.format.showsLocks })
    try Run.leaveOutAccepted(&report, options)
    for target in targets { try write(report, to: target) }
    if let summary { StepSummary.append(report, to: summary) }
    run.sayWhenEmpty()
    let isReached = report.findings.contains { finding in
      guard let migration = finding.migration, run.failOn.indices.contains(migration) else { return true }
      return run.failOn[migration].isReached(by: finding.severity)
    }
    // The program ends here: to free its memory piece by piece would only take time.
    _ = Unmanaged.passRetained(Kept(report))
    if run.hasUnreadableFiles { throw ExitStatus.trouble }
    if isReached { throw ExitStatus.findings }
  }

  private func write(_ report: Report, to target: ReportTarget) throws(Failure) {
    if let path = target.path {
      let file = try OutputFile(path)
      var buffer = file.buffer
      report.write(as: target.format, in: .here, to: &buffer)
      try file.finish()
    } else {
      let output = StandardOutput()
      var buffer = output.buffer
      report.write(as: target.format, style: Terminal.style(color), in: .here, to: &buffer)
      try output.finish()
    }
  }
}
