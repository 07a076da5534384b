import PackagePlugin

/// Makes `Rules.all` out of the files in `Rules/`: a rule is registered by existing.
@main struct EmbedRules: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let module = target as? SourceModuleTarget else { return [] }
    let inputs = module.sourceFiles.map(\.url)
      .filter { ["md", "swift"].contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "Rules+Generated.swift")
    return [
      .buildCommand(
        displayName: "Embedding the rules", executable: try context.tool(named: "embed-rules").url,
        arguments: [output.path] + inputs.map(\.path), inputFiles: inputs, outputFiles: [output])
    ]
  }
}
