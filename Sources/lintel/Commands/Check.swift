import ArgumentParser
import Reports

/// `lintel check`. What it takes, `QuickArguments` takes too.
struct Check: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "check", abstract: "Find the statements that stop traffic, break clients or fail when run.")
  }

  @OptionGroup var input: InputOptions

  @Option(help: ArgumentHelp(
    "\(ReportTarget.formats); with =PATH it goes into a file. May be repeated. (default: text; github in GitHub Actions)",
    valueName: "format[=path]"))
  var format: [ReportTarget] = []

  @Option(help: ArgumentHelp("Whether to use colors.", valueName: "when"))
  var color = Terminal.Color.auto

  @Option(help: ArgumentHelp("From which severity on findings make the exit code 1.", valueName: "severity"))
  var failOn: FailOn?

  @Flag(name: .shortAndLong, help: "Say on standard error which migration tool runs each file, and why.")
  var verbose = false

  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  private var request: CheckRequest {
    CheckRequest(options: configuration.options(input, failOn: failOn), targets: format, color: color, isVerbose: verbose)
  }

  func validate() throws {
    if let contradiction = request.contradiction { throw ValidationError(contradiction) }
  }

  func run() throws { try request.execute() }
}

extension FailOn: ExpressibleByArgument {}
extension Terminal.Color: ExpressibleByArgument {}
extension ReportTarget: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
}
