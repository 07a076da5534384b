import PackagePlugin

/// Puts the Python that Lintel hands to a project's interpreter into the program: `Helper/*.py`, one behind the other.
@main struct EmbedText: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let module = target as? SourceModuleTarget else { return [] }
    let inputs = module.sourceFiles.map(\.url).filter { $0.pathExtension == "py" }.sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "DjangoHelper+Generated.swift")
    return [
      .buildCommand(
        displayName: "Embedding the Python helper", executable: try context.tool(named: "embed-text").url,
        arguments: [output.path] + inputs.map(\.path), inputFiles: inputs, outputFiles: [output])
    ]
  }
}
