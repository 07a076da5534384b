import ArgumentParser
import Migrations

/// `lintel config`
struct ConfigurationReport: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "config", abstract: "Show what is in force for a path, and where each value was set.",
      discussion: "Written like a lintel.toml, with the origin behind each value.")
  }

  @Argument(help: ArgumentHelp("A file or folder; it need not exist.", valueName: "path"), completion: .file())
  var path = "."

  @Option(help: ArgumentHelp("As for check.", valueName: "severity"))
  var failOn: FailOn?

  @Flag(help: "Print the JSON Schema of a lintel.toml instead, for editors.")
  var schema = false

  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  func validate() throws { try configuration.options().validate() }

  func run() throws {
    if schema { return try StandardOutput.write(ConfigurationSchema.text) }
    let currentFolder = Folder.current
    let store = configuration.options(failOn: failOn).store(in: currentFolder)
    let absolute = Path.absolute(path, in: currentFolder)
    let isFolder = (try? FileStatus(path))?.kind == .folder
    let configuration = store.configuration(ofFolder: isFolder ? absolute : Path.parent(of: absolute))
    var settings = store.inForce(for: absolute, by: configuration).settings
    try store.throwProblems()
    let shown = Path.relative(absolute, from: currentFolder)
    if !isFolder, settings.layer.runner == nil {
      let file = SourceFile(path: shown, absolute: absolute, origin: .path(path, isLink: false))
      let migration = Recognizer(.files).migration(path: shown, absolute: absolute, source: file.read().source, settings: settings.runnerSettings)
      if migration.evidence != nil { settings.layer.runner = Sourced(migration.runner, .evidence(migration.why)) }
    }
    try StandardOutput.write(ConfigurationText.text(settings, configuration, path: shown, absolute: absolute, isFolder: isFolder))
  }
}
