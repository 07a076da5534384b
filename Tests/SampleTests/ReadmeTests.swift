import FoundationEssentials
import LintelTestSupport
import Testing

/// What the README shows is what the program says. `LINTEL_UPDATE=1` writes its terminal pictures anew.
@Suite struct `The README` {
  private static let start = "<!-- shows: ", end = "<!-- end -->"

  @Test func `shows real output`() throws {
    let text = try #require(Checkout.text(of: "README.md"))
    var shown: [String] = [], pictures = 0, skipping = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line == Self.end { skipping = false }
      if !skipping { shown.append(line) }
      if line.hasPrefix(Self.start), line.hasSuffix(" -->") {
        shown.append(picture(of: line.dropFirst(Self.start.count).dropLast(" -->".count)))
        pictures += 1
        skipping = true
      }
    }
    #expect(pictures > 0)
    #expect(!skipping, "\(Self.end) is missing")
    let current = shown.joined(separator: "\n")
    if Checkout.isUpdating { return try Checkout.write(current, to: "README.md") }
    if let difference = Difference(expected: text, actual: current) { Issue.record("README.md, \(difference)") }
  }

  @Test func `shows a configuration that is right`() throws {
    let text = try #require(Checkout.text(of: "README.md"))
    let example = try #require(text.split(separator: "```toml\n").dropFirst().first?.split(separator: "```").first)
    let file = "\(FileManager.default.temporaryDirectory.path)/lintel-readme-\(UInt32.random(in: 0...UInt32.max)).toml"
    try Data(example.utf8).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let output = LintelProgram.run(["config", "--config", file])
    #expect(output.status == 0, "\(output.errors)")
  }

  private static func copyOfSamples() -> String {
    let folder = "\(FileManager.default.temporaryDirectory.path)/lintel-readme-\(UInt32.random(in: 0...UInt32.max))"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? FileManager.default.copyItem(atPath: Checkout.folder + "/Samples", toPath: folder + "/Samples")
    return folder
  }

  /// Commands as they are typed in this folder, each with what it prints.
  private func picture(of commands: Substring) -> String {
    let outputs = commands.split(separator: "; ").map { command in
      let arguments = command.split(separator: " ").dropFirst().map(String.init)
      // Fixes are made in a copy: what the default branch has is left alone.
      let writes = arguments.first == "fix", folder = writes ? Self.copyOfSamples() : Checkout.folder
      defer { if writes { try? FileManager.default.removeItem(atPath: folder) } }
      return "$ \(command)\n\(LintelProgram.run(arguments, in: folder).text)"
    }
    return "```text\n\(outputs.joined(separator: "\n"))```"
  }
}
