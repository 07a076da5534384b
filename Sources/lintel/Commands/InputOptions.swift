import ArgumentParser

/// What to look at.
struct InputOptions: ParsableArguments {
  @Argument(help: ArgumentHelp(
    "Files, folders, patterns, or - for standard input. Without any: `paths` of lintel.toml, else the current folder.", valueName: "path"))
  var paths: [String] = []

  @Option(help: ArgumentHelp("What standard input is called in reports and configuration.", valueName: "name"))
  var stdinFilename: String?
}
