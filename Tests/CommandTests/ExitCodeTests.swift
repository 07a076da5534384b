import Reports
import Testing

@Suite struct `Exit codes` {
  let folder = TemporaryFolder(["clean.sql": SQL.clean, "error.sql": SQL.error, "warning.sql": SQL.warning])

  static let cases: [(arguments: String, status: Int32)] = [
    ("check clean.sql", 0),
    ("check error.sql", 1),
    ("check clean.sql error.sql", 1),
    ("check warning.sql", 0),
    ("check warning.sql --fail-on warning", 1),
    ("check warning.sql --fail-on=note", 1),
    ("check error.sql --fail-on never", 0),
    ("check error.sql --format json", 1),
    ("check error.sql --format concise", 1),
    ("check missing.sql", 2),
    ("check missing.sql --fail-on never", 2),
    ("check *.psql", 2),
    ("check --config missing.toml clean.sql", 2),
    ("check --config a.toml --isolated clean.sql", 2),
    ("check --stdin-filename a.sql clean.sql", 2),
    ("check --format pdf clean.sql", 2),
    ("check --format json --format text clean.sql", 2),
    ("check --format json= clean.sql", 2),
    ("check --format json=missing/report.json clean.sql", 2),
    ("check --frobnicate", 2),
    ("check --fail-on", 2),
    ("frobnicate", 2),
    ("fix --diff clean.sql", 0),
    ("fix --diff error.sql", 1),
    ("fix --diff missing.sql", 2),
    ("fix missing.sql", 2),
    ("fix clean.sql", 0),
    ("fix warning.sql", 0),
    ("fix warning.sql --fail-on warning", 1),
    ("fix --only nothing-like-it clean.sql", 2),
    ("fix --only", 2),
    ("fix --stdin-filename a.sql clean.sql", 2),
    ("fix --config a.toml --isolated clean.sql", 2),
    ("fix --format json", 2),
    ("locks error.sql", 0),
    ("locks missing.sql", 2),
    ("explain create-index-blocks-writes", 0),
    ("explain nothing-like-it", 2),
    ("explain", 2),
    ("rules", 0),
    ("config", 0),
    ("config --schema", 0),
    ("init now", 2),
    ("check --help", 0),
    ("--version", 0),
    ("", 0),
  ]

  @Test(arguments: cases)
  func `tell what came of it`(_ arguments: String, _ status: Int32) {
    let outcome = Lintel.run(arguments.split(separator: " ").map(String.init), in: folder)
    #expect(outcome.status == status, "\(outcome.errors)")
    // Whoever is told 2 is told why, and where programs do not read.
    if status == 2, !outcome.output.contains("unreadable-file") { #expect(!outcome.errors.isEmpty) }
  }

  @Test(arguments: CheckFormat.allCases) func `are the same for every format`(_ format: CheckFormat) {
    for (arguments, status) in [("clean.sql", 0), ("warning.sql", 0), ("error.sql", 1), ("missing.sql", 2), ("error.sql --fail-on never", 0)] {
      let arguments = ["check", "--format", format.rawValue] + arguments.split(separator: " ").map(String.init)
      #expect(Lintel.run(arguments, in: folder).status == Int32(status), "\(arguments)")
    }
  }

  @Test func `an empty path is no path`() {
    #expect(Lintel.run("check", "", in: folder).status == 2)
  }

  @Test func `plain lintel shows what there is`() {
    let outcome = Lintel.run(in: folder)
    for command in ["check", "fix", "locks", "explain", "rules", "config", "init"] { #expect(outcome.output.contains("  \(command) ")) }
  }

  @Test func `the version tells the grammar`() {
    let outcome = Lintel.run("--version", in: folder)
    #expect(outcome.output.hasPrefix("lintel 0.1.0 (PostgreSQL "))
    #expect(outcome.output.contains(" grammar, libpg_query "))
  }

  /// `check` has a reader of its own for plain arguments; a lone `--` makes ArgumentParser read them.
  @Test(arguments: [
    [], ["--fail-on", "note"], ["--fail-on=never"], ["--format", "json"], ["--format=concise"], ["--color", "always"], ["--isolated"],
    ["--transaction", "file"], ["--config=c.toml"], ["--format", "concise", "--format", "json=report.json"], ["clean.sql"],
  ] as [[String]])
  func `both readers of arguments agree`(_ arguments: [String]) {
    folder.write("c.toml", "fail-on = \"warning\"")
    let quick = Lintel.run(["check", "warning.sql"] + arguments, in: folder), quickFile = folder.read("report.json")
    let slow = Lintel.run(["check", "warning.sql"] + arguments + ["--"], in: folder), slowFile = folder.read("report.json")
    #expect(quick.status == slow.status)
    #expect(quick.output == slow.output)
    #expect(quick.errors == slow.errors)
    #expect(quickFile == slowFile)
  }
}
