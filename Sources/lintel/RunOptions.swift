import PostgresBehavior

/// Which migrations are replayed for the schema, besides those under review.
enum HistoryChoice: Equatable {
  /// The others of their folders.
  case neighbours
  /// Those of the command line.
  case paths([String])
  case none
}

/// Which of the files are under review; the others are history.
enum ReviewScope: Equatable {
  case all
  /// Those that a branch or commit lacks, or that have changed since it was left.
  case since(String)
  /// Those that are to be committed, as they are to be.
  case staged
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
  var scope = ReviewScope.all
  /// Whether findings that the project has accepted are told all the same.
  var ignoresBaseline = false
  /// Whether the files are to be written to: of staged ones, then, the text in the folder counts, and not the one that will be committed.
  var isForWriting = false
  /// Whether files are read as the next commit will have them.
  var readsStaged: Bool { scope == .staged && !isForWriting }
  var django = DjangoOptions()

  /// What makes no sense together, for a person.
  var contradiction: String? {
    if standardInputName != nil, !paths.contains("-") { return "--stdin-filename is for standard input: add - as a path" }
    if scope != .all, paths.contains("-") { return "--since and --staged are for files, not for standard input" }
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
