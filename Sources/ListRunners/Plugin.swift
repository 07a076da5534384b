import PackagePlugin

/// Makes `Runners.all` out of the files in `Sources/Migrations/Runners/`: a runner is registered by existing.
@main struct ListRunners: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let module = target as? SourceModuleTarget else { return [] }
    let inputs = module.sourceFiles.map(\.url)
      .filter { $0.pathExtension == "swift" && $0.deletingLastPathComponent().lastPathComponent == "Runners" }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "Runners+Generated.swift")
    return [
      .buildCommand(
        displayName: "Listing the runners", executable: try context.tool(named: "list-runners").url,
        arguments: [output.path] + inputs.map(\.path), inputFiles: inputs, outputFiles: [output])
    ]
  }
}
