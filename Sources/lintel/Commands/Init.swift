import ArgumentParser

/// `lintel init`
struct Init: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "init", abstract: "Write a lintel.toml for what is here.",
      discussion: """
        Looks at the migrations below the working directory, names the migration tool it sees, and writes a lintel.toml with comments. \
        What a .squawk.toml says is taken over.
        """)
  }

  @Flag(help: "Write over a lintel.toml that is there; with --squawk-comments, also change migrations that may have run.")
  var force = false

  @Flag(help: "Add the hook to .pre-commit-config.yaml.")
  var preCommit = false

  @Flag(help: "Make comments that tell squawk to ignore something Lintel's.")
  var squawkComments = false

  func run() throws {
    try InitRequest(isForced: force, addsPreCommit: preCommit, convertsComments: squawkComments).execute()
  }
}
