import ArgumentParser

/// `lintel explain`
struct Explain: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "explain", abstract: "Show a rule's page: what it finds, why that hurts, and the way out.")
  }

  @Argument(help: "The rule's id, as findings show it.", completion: .rules)
  var rule: String

  func run() throws {
    guard let page = RuleCatalog.page(of: rule), let metadata = RuleCatalog.metadata(of: rule) else {
      throw Failure("unknown rule `\(rule)`; \(RuleCatalog.advice(for: rule))")
    }
    let isColored = Terminal.hasColor(.auto)
    guard isColored || Terminal.isTerminal else { return try StandardOutput.write(page) }
    let fix = metadata.fix.map { "\($0.rawValue) fix" } ?? "no fix"
    let subtitle = "\(metadata.severity.rawValue) · \(fix)\(metadata.isOnByDefault ? "" : " · off by default") · since \(metadata.since)"
    try StandardOutput.write(TerminalPage.render(page, subtitle: subtitle, isColored: isColored, width: Terminal.width))
  }
}
