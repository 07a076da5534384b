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

  @Test(arguments: [("15.0", true), ("15", true), ("15.5", false), ("1e400", false), ("nan", false)])
  func `takes the numbers that the program takes`(_ number: String, _ isTaken: Bool) {
    let folder = TemporaryFolder(["lintel.toml": "postgres = \(number)\n[session]\nlock_timeout = \(number)\n"])
    #expect(Lintel.run("config", in: folder).status == (isTaken ? 0 : 2))
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
