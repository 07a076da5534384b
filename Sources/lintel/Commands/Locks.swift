public import ArgumentParser
import LintelRules
import Linting
public import Reports

/// `lintel locks`
struct Locks: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "locks", abstract: "Show what PostgreSQL will lock, scan and rewrite, statement by statement.")
  }

  @OptionGroup var input: InputOptions

  @Option(help: ArgumentHelp("The form of the answer.", valueName: "format"))
  var format = LocksFormat.text

  @Option(help: ArgumentHelp("Whether to use colors.", valueName: "when"))
  var color = Terminal.Color.auto

  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  func validate() throws { try configuration.options(input).validate() }

  func run() throws {
    let run = try Run(configuration.options(input)), progress = Progress(of: run.inputs.count)
    let report = Linter(rules: Rules.all.map(\.rule)).locks(run.inputs) { progress.note($0) }
    progress.end()
    let output = StandardOutput()
    var buffer = output.buffer
    report.write(as: format, style: Terminal.style(color), to: &buffer)
    try output.finish()
    run.sayWhenEmpty()
    for input in run.inputs {
      if let problem = input.problem { Descriptor.complain("\(input.migration.path): error: cannot be read: \(problem)") }
    }
    if run.hasUnreadableFiles { throw ExitStatus.trouble }
  }
}

extension LocksFormat: ExpressibleByArgument {}
