public import ArgumentParser
public import PostgresBehavior

/// Where the configuration comes from, and what the command line changes in it.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Use this lintel.toml for every file.", valueName: "file"), completion: .file(extensions: ["toml"]))
  var config: String?

  @Flag(help: "Use no lintel.toml.")
  var isolated = false

  @Option(help: ArgumentHelp("How the migrations are run.", valueName: "how"))
  var transaction: Wrapping?

  /// With what else the command line says.
  func options(_ input: InputOptions? = nil, failOn: FailOn? = nil) -> RunOptions {
    RunOptions(
      paths: input?.paths ?? [], standardInputName: input?.stdinFilename, config: config, isIsolated: isolated, transaction: transaction,
      history: input?.historyChoice ?? .neighbours, failOn: failOn, scope: input?.scope ?? .all, ignoresBaseline: input?.noBaseline ?? false,
      django: input?.djangoOptions ?? DjangoOptions())
  }
}

extension RunOptions {
  func validate() throws {
    if let contradiction { throw ValidationError(contradiction) }
  }
}

extension Wrapping: ExpressibleByArgument {}
