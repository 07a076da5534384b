import Testing

@Suite struct `Standard input` {
  let folder = TemporaryFolder(["db/lintel.toml": "exclude = [\"old\"]\n[rules]\ncreate-index-blocks-writes = \"warning\"\n"])

  private func check(_ arguments: String...) -> Lintel.Outcome {
    Lintel.run(["check", "--format", "concise", "-"] + arguments, in: folder, input: Array(SQL.error.utf8))
  }

  @Test func `is checked`() {
    let outcome = check()
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("<stdin>:2:1: error: create-index-blocks-writes"))
  }

  @Test func `has the name and the configuration that its caller says`() {
    let outcome = check("--stdin-filename", "db/1.sql")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("db/1.sql:2:1: warning: create-index-blocks-writes"))
  }

  @Test func `can be excluded by that name`() {
    #expect(check("--stdin-filename", "db/old/1.sql").output.isEmpty)
  }

  @Test func `is read once`() {
    #expect(check("-").lines.count == 1)
  }
}
