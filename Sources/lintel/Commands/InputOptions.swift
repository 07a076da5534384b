import ArgumentParser

/// What to lint.
struct InputOptions: ParsableArguments {
  @Argument(help: ArgumentHelp(
    "Files, folders, patterns, or - for standard input. Without any: `paths` of lintel.toml, else the current folder.", valueName: "path"))
  var paths: [String] = []

  @Option(help: ArgumentHelp("What standard input is called in reports and configuration.", valueName: "name"))
  var stdinFilename: String?

  func validate() throws {
    if stdinFilename != nil, !paths.contains("-") { throw ValidationError("--stdin-filename is for standard input: add - as a path") }
    if paths.contains("") { throw ValidationError("A path is empty") }
  }
}
