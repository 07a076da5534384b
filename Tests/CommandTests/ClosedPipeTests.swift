import Testing

@Suite struct `A closed pipe` {
  /// More findings than a pipe holds.
  let folder = TemporaryFolder([
    "1.sql": "SET lock_timeout = '5s';\n" + (1...5_000).map { "CREATE INDEX i\($0) ON orders (a);\n" }.joined()
  ])

  @Test(arguments: ["text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "html"])
  func `ends the output quietly, and the exit code stays`(_ format: String) {
    let outcome = Lintel.run(
      ["check", "--format", format], in: folder, wrapper: ["sh", "-c", "{ \"$0\" \"$@\"; echo $? >&2; } | head -n 1"])
    #expect(outcome.lines.count == 1)
    #expect(outcome.errors == "1\n")
  }

  @Test func `does not keep the other reports from being written`() {
    _ = Lintel.run(
      ["check", "--format", "concise", "--format", "json=report.json"], in: folder, wrapper: ["sh", "-c", "\"$0\" \"$@\" | head -n 1"])
    #expect(folder.read("report.json").hasSuffix("]}\n"))
  }

  @Test func `a standard output that cannot be written is trouble`() {
    let outcome = Lintel.run(["check"], in: folder, wrapper: ["sh", "-c", "exec \"$0\" \"$@\" >/dev/full"])
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel: cannot write to standard output: no space left on device\n")
  }
}
