import ArgumentParser
import PostgresSyntax

/// The program.
struct Lintel: ParsableCommand {
  static let version = "0.1.0"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "lintel",
      abstract: "Finds the statements of PostgreSQL migrations that stop reads or writes.",
      discussion: "Exit codes: 0 clean, 1 findings, 2 when the job could not be done.",
      version: "lintel \(version) (\(Grammar.description))",
      subcommands: [
        Check.self, FixCommand.self, Locks.self, BaselineCommand.self, Explain.self, RuleList.self, ConfigurationReport.self, Init.self,
      ])
  }

  /// Runs the command that the arguments name.
  static func execute(_ arguments: [String]) -> ExitStatus {
    do {
      if let request = QuickArguments.check(arguments) {
        try request.execute()
      } else {
        var command = try parseAsRoot(arguments)
        try command.run()
      }
      return .clean
    } catch let status as ExitStatus {
      return status
    } catch let failure as Failure {
      Descriptor.complain(failure.message)
      return .trouble
    } catch {
      let message = fullMessage(for: error)
      if exitCode(for: error) == .success { return show(message) }
      Descriptor.complain(message)
      return .trouble
    }
  }

  /// Help and version are answers, not errors.
  private static func show(_ message: String) -> ExitStatus {
    do {
      try StandardOutput.write(message + "\n")
      return .clean
    } catch {
      Descriptor.complain(error.message)
      return .trouble
    }
  }
}
