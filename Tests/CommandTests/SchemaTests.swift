import LintelTestSupport
import Testing

@Suite struct `The schema of lintel.toml` {
  private let root = String(#filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" })

  @Test func `is the one that the program prints`() {
    let folder = TemporaryFolder(), made = Lintel.run("config", "--schema", in: folder).output
    let path = "\(root)/Documentation/lintel.schema.json"
    if folder.environment("LINTEL_UPDATE") == "1" { folder.write(path, made) }
    #expect(folder.read(path) == made, "LINTEL_UPDATE=1 writes it anew")
  }

  @Test func `knows the keys that the README shows`() {
    let made = Lintel.run("config", "--schema", in: TemporaryFolder()).output
    for key in ["extend", "postgres", "exclude", "create-index-blocks-writes", "x-multi-statement", "lock_timeout", "large", "override"] {
      #expect(made.contains("\"\(key)\": {"), "\(key)")
    }
    // Every key is told of; the settings of tools have their tool's name.
    for line in made.split(separator: "\n") where line.hasPrefix("    \"") && line.contains("\": { ") {
      #expect(line.contains("\"description\""), "\(line)")
    }
  }
}
