import Testing

@Suite struct `What rules there are` {
  let folder = TemporaryFolder()

  @Test func `is a line for each`() {
    let lines = Lintel.run("rules", in: folder).lines
    #expect(lines == lines.sorted())
    let line = lines.first { $0.hasPrefix("create-index-blocks-writes ") }
    #expect(line?.split(separator: " ").dropFirst().prefix(2) == ["error", "safe"])
    for id in ["syntax-error", "unreadable-file", "suppression-without-reason", "unused-suppression", "unknown-rule"] {
      #expect(lines.contains { $0.hasPrefix(id + " ") })
    }
  }

  @Test(.enabled(if: Terminal.isThere), arguments: [40, 60, 80]) func `fits the terminal`(_ width: Int) {
    let outcome = Lintel.run(["rules"], in: folder, environment: ["COLUMNS": "\(width)", "TERM": "dumb"], wrapper: Terminal.wrapper)
    let lines = outcome.text.split(whereSeparator: \.isNewline)
    #expect(lines.filter { $0.count > width } == [])
    #expect(lines.contains { $0.hasPrefix("create-index-blocks-writes  ") })
  }

  @Test func `is JSON for programs`() {
    let outcome = Lintel.run("rules", "--format", "json", in: folder)
    #expect(outcome.output.hasPrefix("[\n{\"id\":\""))
    #expect(outcome.output.contains("{\"id\":\"syntax-error\",\"severity\":\"error\",\"fix\":null,\"summary\":\""))
  }

  @Test func `each has a page`() {
    for line in Lintel.run("rules", in: folder).lines {
      let id = String(line.prefix { $0 != " " })
      let page = Lintel.run("explain", id, in: folder)
      #expect(page.status == 0)
      #expect(page.output.hasPrefix("# \(id)\n"))
    }
  }

  @Test func `a page is shown without its markup to a person`() {
    let folder = TemporaryFolder()
    let page = Lintel.run(["explain", "create-index-blocks-writes"], in: folder, environment: ["FORCE_COLOR": "1"]).output
    #expect(page.hasPrefix("\u{1b}[1mcreate-index-blocks-writes\u{1b}[0m\n\u{1b}[2merror · safe fix · since "))
    #expect(!page.contains("```"))
    #expect(page.contains("\n    CREATE INDEX"))
  }

  @Test(arguments: [40, 60]) func `a page fits the terminal, its code too`(_ width: Int) {
    let environment = ["FORCE_COLOR": "1", "COLUMNS": "\(width)"]
    let page = Lintel.run(["explain", "add-column-rewrites-table"], in: folder, environment: environment).output
    let plain = page.replacing(#/\u{1b}\[[0-9]*m/#, with: "")
    #expect(plain.split(separator: "\n").filter { $0.count > width } == [])
    // What goes on below is still the comment it was.
    #expect(plain.contains(#/\n +-- [^\n]+\n +-- [^\n]+/#))
  }

  @Test(arguments: [
    ("create-index-block-writes", "did you mean `create-index-blocks-writes`?"),
    ("create-index", "did you mean `create-index-blocks-writes`?"),
    ("x", "`lintel rules` lists them all"),
  ] as [(String, String)])
  func `a wrong name gets the right one`(_ name: String, _ advice: String) {
    #expect(Lintel.run("explain", name, in: folder).errors == "lintel: unknown rule `\(name)`; \(advice)\n")
  }
}
