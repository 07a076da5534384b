import ArgumentParser

/// What to look at.
struct InputOptions: ParsableArguments {
  @Argument(help: ArgumentHelp(
    "Files, folders, patterns, or - for standard input. Without any: `paths` of lintel.toml, else the current folder.", valueName: "path"),
    completion: .migrations)
  var paths: [String] = []

  @Option(help: ArgumentHelp("What standard input is called in reports and configuration.", valueName: "name"), completion: .migrations)
  var stdinFilename: String?

  @Option(help: ArgumentHelp(
    "Replay these first and report nothing about them. May be repeated. (default: the other migrations of the folder)", valueName: "path"),
    completion: .migrations)
  var history: [String] = []

  @Flag(help: "Know nothing but the files named.")
  var noHistory = false

  @Option(help: ArgumentHelp("Look only at what is new or changed since this branch or commit was left.", valueName: "ref"), completion: .references)
  var since: String?

  @Flag(help: "Look only at what is staged for the next commit.")
  var staged = false

  @Flag(help: "Tell also what lintel-baseline.toml accepts.")
  var noBaseline = false

  var scope: ReviewScope { staged ? .staged : since.map { .since($0) } ?? .all }

  @Option(
    help: ArgumentHelp("The Python of Django projects. (default: VIRTUAL_ENV, `python` of lintel.toml, .venv, python3)", valueName: "path"),
    completion: .file())
  var python: String?

  @Flag(help: "Ask Django projects about their migrations, which runs their code. Naming a migration or manage.py does, too.")
  var django = false

  @Flag(help: "Run no code of a project: read its files alone.")
  var noRun = false

  @Option(help: ArgumentHelp("How long a Django project may take to answer. (default: 60)", valueName: "seconds"))
  var djangoTimeout: Int?

  var djangoOptions: DjangoOptions {
    DjangoOptions(python: python, runs: django, neverRuns: noRun, seconds: djangoTimeout ?? DjangoOptions().seconds)
  }

  var historyChoice: HistoryChoice { noHistory ? .none : history.isEmpty ? .neighbours : .paths(history) }

  func validate() throws {
    if noHistory, !history.isEmpty { throw ValidationError("--history and --no-history exclude each other") }
    if since != nil, staged { throw ValidationError("--since and --staged exclude each other") }
    if since == "" { throw ValidationError("--since needs a branch or commit") }
    if history.contains("") { throw ValidationError("a path is empty") }
  }
}
