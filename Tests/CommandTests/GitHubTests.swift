import Testing

@Suite struct `In GitHub Actions` {
  let folder = TemporaryFolder(["db/1.sql": SQL.error])

  private func check(_ arguments: String..., environment: [String: String]) -> Lintel.Outcome {
    Lintel.run(["check"] + arguments, in: folder, environment: environment)
  }

  @Test func `annotations come by themselves`() {
    let outcome = check(environment: ["GITHUB_ACTIONS": "true"])
    #expect(outcome.output.hasPrefix("::error file=db/1.sql,line=2,endLine=2,col=1,endColumn=12,title=lintel%3A create-index-blocks-writes::"))
    #expect(outcome.status == 1)
    #expect(outcome.errors == "")
  }

  @Test func `a format that is named is the one that comes`() {
    #expect(check("--format", "concise", environment: ["GITHUB_ACTIONS": "true"]).output.hasPrefix("db/1.sql:2:1: error"))
    #expect(check("--format", "json=r.json", environment: ["GITHUB_ACTIONS": "true"]).output == "")
    #expect(check(environment: ["GITHUB_ACTIONS": "false"]).output.hasPrefix("error[create-index-blocks-writes]"))
  }

  @Test func `a summary is added to the step's`() {
    folder.write("summary.md", "before\n")
    let outcome = check(environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md"])
    #expect(outcome.status == 1)
    let summary = folder.read("summary.md")
    #expect(summary.hasPrefix("before\n<!-- lintel -->\n## Lintel: 1 error\n"))
    #expect(summary.contains("| 2 | `CREATE INDEX ON orders (a)` | `orders` | SHARE | 🟡 writes | index build | its end |"))
    #expect(check("--format", "text", environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "other.md"]).status == 1)
    #expect(folder.read("other.md") == "")
  }

  @Test func `a summary that cannot be written changes no exit code`() {
    let outcome = check("--format", "github", environment: ["GITHUB_STEP_SUMMARY": "no/such/folder.md"])
    #expect(outcome.status == 1)
    #expect(outcome.errors == "lintel: cannot write to no/such/folder.md: no such file or folder\n")
  }

  @Test func `paths start at the workspace`() {
    let outcome = Lintel.run(
      ["check", "1.sql"], in: folder, environment: ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": folder.path],
      wrapper: ["sh", "-c", "cd db && exec \"$0\" \"$@\""])
    #expect(outcome.output.hasPrefix("::error file=db/1.sql,line=2,"))
  }
}
