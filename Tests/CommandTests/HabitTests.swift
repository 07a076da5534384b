import LintelTestSupport
import Testing

@Suite struct `Habits of check` {
  let folder = TemporaryFolder(["clean.sql": SQL.clean, "error.sql": SQL.error, "more.sql": "DROP INDEX i;\nDROP INDEX j;\n"])

  @Test func `quiet says only what is wrong`() {
    #expect(Lintel.run("check", "-q", "clean.sql", in: folder).output.isEmpty)
    let loud = Lintel.run("check", "error.sql", in: folder), quiet = Lintel.run("check", "error.sql", "--quiet", in: folder)
    #expect(quiet.status == 1)
    #expect(loud.output == quiet.output + (loud.lines.last ?? "") + "\n")
    #expect(Lintel.run("check", "--quiet", in: TemporaryFolder()).errors.isEmpty)
  }

  @Test func `statistics count`() {
    let outcome = Lintel.run("check", "--statistics", in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.output == """
      2  error    drop-index-blocks-table     [*]  DROP INDEX without CONCURRENTLY blocks reads and writes of the table
      1  error    create-index-blocks-writes  [*]  CREATE INDEX without CONCURRENTLY blocks writes to the table

      Found 3 errors in 2 of 3 files (5 statements); 3 can be fixed with `lintel fix` [*].

      """)
    #expect(Lintel.run("check", "--statistics", "clean.sql", in: folder).output == "No findings in 1 file (1 statement).\n")
    #expect(Lintel.run("check", "--statistics", "--format", "json", in: folder).status == 2)
  }

  @Test(arguments: ["INT", "TERM"]) func `watching ends well`(_ signal: String) {
    let outcome = Lintel.run(
      ["check", "--watch", "--format", "concise", "error.sql"], in: folder, wrapper: ["timeout", "--preserve-status", "--signal", signal, "2"])
    #expect(outcome.status == 0)
    #expect(outcome.lines.count == 1)
    #expect(outcome.errors == "lintel: waits for changes; Ctrl-C ends it\n")
  }

  @Test func `watching sees changes`() {
    let script = "sleep 1.5; echo 'SELECT 1;' >error.sql; sleep 1.5; echo 'bad = 1' >lintel.toml; sleep 1.5; kill -INT $!"
    let outcome = ChildProcess.run(
      ["bash", "-c", "\(Lintel.path) check --watch error.sql & \(script); wait $!"], in: folder.path, input: [], environment: [])
    #expect(outcome.text.contains("create-index-blocks-writes"))
    #expect(outcome.text.contains("No findings in 1 file"))
    #expect(outcome.errors.contains("unknown key `bad`"))
    #expect(outcome.status == 0)
  }

  @Test func `watching sees what is accepted, and what is no more`() {
    let script = "sleep 1.5; \(Lintel.path) baseline error.sql >&2; sleep 1.5; rm lintel-baseline.toml; sleep 1.5; kill -INT $!"
    let outcome = ChildProcess.run(
      ["bash", "-c", "\(Lintel.path) check --watch error.sql & \(script); wait $!"], in: folder.path, input: [], environment: [])
    #expect(outcome.text.split(separator: "\n").filter { $0.hasPrefix("Found") || $0.hasPrefix("No") }.map { $0.prefix(8) } == ["Found 1 ", "No findi", "Found 1 "])
  }

  @Test func `standard input is not watched`() {
    #expect(Lintel.run(["check", "--watch", "-"], in: folder).status == 2)
  }

  @Test func `no progress in pipes`() {
    #expect(Lintel.run("check", in: folder).errors.isEmpty)
  }
}
