import ArgumentParser

/// `lintel fix`
struct FixCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "fix", abstract: "Rewrite migrations so that they stop nobody, and end in the same schema.",
      discussion: """
        Writes the fixes that are safe into the files, and says what is left and how to go about it by hand. - reads standard input and \
        writes the fixed text to standard output. Exit codes: 0 nothing is left, 1 findings are left, 2 not everything could be written.
        """)
  }

  @OptionGroup var input: InputOptions

  @Flag(help: "Also apply the fixes that need a person's eye.")
  var unsafe = false

  @Flag(help: "Write nothing; print what would change, for `git apply`. The exit code is 1 when something would.")
  var diff = false

  @Flag(help: "Also rewrite migrations that the default branch of the git repository has: they may have run.")
  var force = false

  @Option(help: ArgumentHelp("Fix and show only what this rule finds. May be repeated.", valueName: "rule"), completion: .rules)
  var only: [String] = []

  @Option(help: ArgumentHelp("Leave out what this rule finds. May be repeated.", valueName: "rule"), completion: .rules)
  var skip: [String] = []

  @Option(help: ArgumentHelp("Whether to use colors.", valueName: "when"))
  var color = Terminal.Color.auto

  @Option(help: ArgumentHelp("From which severity on findings that are left make the exit code 1.", valueName: "severity"))
  var failOn: FailOn?

  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  private var request: FixRequest {
    FixRequest(
      options: configuration.options(input, failOn: failOn), choice: RuleChoice(only: only, skip: skip), allowsUnsafe: unsafe, showsDiff: diff, isForced: force,
      color: color)
  }

  func validate() throws {
    if let contradiction = request.contradiction { throw ValidationError(contradiction) }
  }

  func run() throws { try request.execute() }
}
