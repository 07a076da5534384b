import PostgresBehavior

/// Which migrations are replayed for the schema, besides those under review.
enum HistoryChoice: Equatable {
  /// The others of their folders.
  case neighbours
  /// Those of the command line.
  case paths([String])
  case none
}

/// What to look at, and by which configuration.
struct RunOptions {
  var paths: [String] = []
  /// What standard input is called.
  var standardInputName: String?
  /// The one `lintel.toml` to use.
  var config: String?
  /// Whether to use no `lintel.toml` at all.
  var isIsolated = false
  var transaction: Wrapping?
  var history = HistoryChoice.neighbours
  var failOn: FailOn?
  var django = DjangoOptions()

  /// What makes no sense together, for a person.
  var contradiction: String? {
    if standardInputName != nil, !paths.contains("-") { return "--stdin-filename is for standard input: add - as a path" }
    if paths.contains("") { return "a path is empty" }
    if config != nil, isIsolated { return "--config and --isolated exclude each other" }
    return django.contradiction
  }

  func store(in currentFolder: String) -> ConfigurationStore {
    let choice: ConfigurationStore.Choice = if let config { .file(config) } else if isIsolated { .isolated } else { .nearest }
    return ConfigurationStore(
      choice, currentFolder: currentFolder, commandLine: Layer(transaction: transaction.map { Sourced($0, .commandLine) }),
      failOn: failOn.map { Sourced($0, .commandLine) })
  }
}
