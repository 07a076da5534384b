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
  /// Whether to say nothing but findings.
  var isQuiet = false
  /// Whether to count the findings of each rule instead of showing them.
  var showsStatistics = false
  var isWatching = false
  /// Silences what is found instead of telling it.
  var ignoring: Ignoring?

  /// What makes no sense together, for a person.
  var contradiction: String? {
    for (number, target) in targets.enumerated() where targets[..<number].contains(where: { $0.path == target.path }) {
      let place = target.path ?? "standard output"
      return "two formats go to \(place): give one of them a place of its own, such as --format json=report.json"
    }
    if let contradiction = ignoring?.contradiction { return contradiction }
    if ignoring != nil, options.paths.contains("-") { return "--add-ignores writes files: standard input is none" }
    if ignoring != nil, !targets.isEmpty || showsStatistics || isWatching { return "--add-ignores goes with no --format, --statistics or --watch" }
    if showsStatistics, !targets.isEmpty { return "--statistics is a form of its own: leave out --format" }
    if isWatching, options.paths.contains("-") { return "standard input cannot be watched" }
    return options.contradiction
  }

  /// Throws the exit status unless all is clean.
  func execute() throws {
    if isWatching { try Watching(options: options).run(executeOnce) } else { try executeOnce() }
  }

  private func executeOnce() throws {
    var options = options
    options.isForWriting = ignoring != nil
    let run = try Run(options)
    if isVerbose { run.tellRunners() }
    if let ignoring { return try ignoring.execute(on: run, isQuiet: isQuiet) }
    let targets = targets.isEmpty ? [ReportTarget(format: StepSummary.isOnGitHub ? .github : .text, path: nil)] : targets
    let summary = targets.contains { $0.format == .github } ? StepSummary.path : nil, progress = Progress(of: run.inputs.count, isQuiet: isQuiet)
    var report = Linter(rules: Rules.all.map(\.rule)).lint(
      run.inputs, keepsLocks: summary != nil || targets.contains { $0.format.showsLocks }
    ) { progress.note($0) }
    progress.end()
    report.leaveOutFixesOfBrokenFiles()
    try Run.leaveOutAccepted(&report, options)
    if showsStatistics {
      try writeStatistics(of: report)
    } else {
      for target in targets { try write(report, to: target) }
      if let summary { StepSummary.append(report, to: summary) }
    }
    if !isQuiet { run.sayWhenEmpty() }
    let isReached = report.findings.contains { run.isReached(by: $0) }
    // The program ends here: to free its memory piece by piece would only take time.
    if !isWatching { _ = Unmanaged.passRetained(Kept(report)) }
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
      report.write(as: target.format, style: Terminal.style(color), isQuiet: isQuiet, in: .here, to: &buffer)
      try output.finish()
    }
  }

  private func writeStatistics(of report: Report) throws(Failure) {
    let output = StandardOutput()
    var buffer = output.buffer
    report.writeStatistics(style: Terminal.style(color), to: &buffer) { RuleCatalog.metadata(of: $0)?.summary }
    try output.finish()
  }
}
