import ArgumentParser
import PostgresBehavior

/// Where the configuration comes from, and what the command line changes in it.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Use this lintel.toml for every file.", valueName: "file"))
  var config: String?

  @Flag(help: "Use no lintel.toml.")
  var isolated = false

  @Option(help: ArgumentHelp("How the migrations are run: none, file or simple-query.", valueName: "how"))
  var transaction: Wrapping?

  func validate() throws {
    if config != nil, isolated { throw ValidationError("--config and --isolated exclude each other") }
  }

  func store(in currentFolder: String, failOn: FailOn? = nil) -> ConfigurationStore {
    let choice: ConfigurationStore.Choice = if let config { .file(config) } else if isolated { .isolated } else { .nearest }
    return ConfigurationStore(
      choice, currentFolder: currentFolder, commandLine: Layer(transaction: transaction.map { Sourced($0, .commandLine) }),
      failOn: failOn.map { Sourced($0, .commandLine) })
  }
}

extension Wrapping: @retroactive ExpressibleByArgument {}
