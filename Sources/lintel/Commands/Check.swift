import ArgumentParser
import LintelRules
import Linting
import Reports

/// `lintel check`
struct Check: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(abstract: "Find the statements that stop traffic, break clients or fail when run.")
  }

  @OptionGroup var input: InputOptions

  @Option(help: ArgumentHelp(
    "text, concise or json; with =PATH it goes into a file. May be repeated. (default: text)", valueName: "format[=path]"))
  var format: [ReportTarget] = []

  @Option(help: ArgumentHelp("auto, always or never.", valueName: "when"))
  var color = Terminal.Color.auto

  @Option(help: ArgumentHelp("From which severity on findings make the exit code 1: error, warning, note or never.", valueName: "severity"))
  var failOn: FailOn?

  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  func validate() throws {
    var places: Set<String?> = []
    for target in format where !places.insert(target.path).inserted {
      let place = target.path ?? "standard output"
      throw ValidationError("two formats go to \(place): give one of them a place of its own, such as --format json=report.json")
    }
  }

  func run() throws {
    let run = try Run(input, configuration, failOn: failOn)
    let report = Linter(rules: Rules.all.map(\.rule)).lint(run.inputs)
    for target in format.isEmpty ? [ReportTarget(format: .text, path: nil)] : format { try write(report, to: target) }
    run.sayWhenEmpty()
    let isReached = report.findings.contains { finding in
      guard let migration = finding.migration, run.failOn.indices.contains(migration) else { return true }
      return run.failOn[migration].isReached(by: finding.severity)
    }
    if run.hasUnreadableFiles { throw ExitStatus.trouble }
    if isReached { throw ExitStatus.findings }
  }

  private func write(_ report: Report, to target: ReportTarget) throws(Failure) {
    if let path = target.path {
      let file = try OutputFile(path)
      var buffer = file.buffer
      report.write(as: target.format, to: &buffer)
      try file.finish()
    } else {
      let output = StandardOutput()
      var buffer = output.buffer
      report.write(as: target.format, style: Terminal.style(color), to: &buffer)
      try output.finish()
    }
  }
}

extension FailOn: ExpressibleByArgument {}
extension Terminal.Color: ExpressibleByArgument {}
