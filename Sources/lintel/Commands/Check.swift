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

  @Flag(name: .shortAndLong, help: "Say nothing but findings: no summary.")
  var quiet = false

  @Flag(help: "Count the findings of each rule instead of showing them.")
  var statistics = false

  @Flag(help: "Check again whenever a migration, a lintel.toml or the baseline changes, until Ctrl-C.")
  var watch = false

  @Option(help: ArgumentHelp(
    "Write a comment with this reason above each statement that something is found in, so that only what is new is told.", valueName: "reason"))
  var addIgnores: String?

  @Flag(help: "With --add-ignores: also in migrations that may have run under a tool that notices.")
  var force = false

  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  private var request: CheckRequest {
    CheckRequest(
      options: configuration.options(input, failOn: failOn), targets: format, color: color, isVerbose: verbose, isQuiet: quiet,
      showsStatistics: statistics, isWatching: watch, ignoring: addIgnores.map { Ignoring(reason: $0, isForced: force) })
  }

  func validate() throws {
    if force, addIgnores == nil { throw ValidationError("--force goes with --add-ignores") }
    if let contradiction = request.contradiction { throw ValidationError(contradiction) }
  }

  func run() throws { try request.execute() }
}

extension FailOn: ExpressibleByArgument {}
extension Terminal.Color: ExpressibleByArgument {}
extension ReportTarget: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }

  static var defaultCompletionKind: CompletionKind { .list(CheckFormat.allCases.map(\.rawValue)) }
}
