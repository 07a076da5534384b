import ArgumentParser

/// `lintel rules`
struct RuleList: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "rules", abstract: "List the rules: id, severity, fix, summary.")
  }

  @Option(help: ArgumentHelp("The form of the answer.", valueName: "format"))
  var format = Format.text

  func run() throws {
    let rules = RuleCatalog.all
    try StandardOutput.write(format == .json ? RuleTable.json(rules) : RuleTable.text(rules, width: Terminal.isTerminal ? Terminal.width : nil))
  }
}
