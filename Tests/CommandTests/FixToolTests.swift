import LintelTestSupport
import Testing

@Suite struct `lintel fix under a migration tool` {
  private static let goose = "-- +goose Up\nALTER TABLE t ADD COLUMN b int;\nCREATE INDEX i ON t (a);\n\n-- +goose Down\nDROP INDEX i;\nALTER TABLE t DROP COLUMN b;\n"
  private static let rest = "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON t (a);\n\n-- +goose Down\nDROP INDEX CONCURRENTLY i;\n"

  @discardableResult
  private func git(_ arguments: String..., in folder: TemporaryFolder) -> Bool {
    ChildProcess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org"] + arguments, in: folder.path).status == 0
  }

  @Test func `cuts a migration and says what it made`() {
    let folder = TemporaryFolder(["db/00007_a.sql": Self.goose])
    let outcome = Lintel.run("fix", in: folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(folder.read("db/00007_a.sql") == "-- +goose Up\nSET LOCAL lock_timeout = '5s';\nALTER TABLE t ADD COLUMN b int;\n\n-- +goose Down\nALTER TABLE t DROP COLUMN b;\n")
    #expect(folder.read("db/00008_a_2.sql") == Self.rest)
    #expect(outcome.lines.contains("created db/00008_a_2.sql"))
    #expect(Lintel.run("fix", in: folder).output == "Nothing to fix in 2 files; nothing is left.\n")
  }

  @Test func `shows new files as git takes them`() {
    let folder = TemporaryFolder(["db/00007_a.sql": Self.goose])
    let diff = Lintel.run("fix", "--diff", in: folder)
    #expect(diff.status == 1)
    #expect(folder.read("db/00008_a_2.sql").isEmpty)
    #expect(git("init", "-q", ".", in: folder))
    #expect(ChildProcess.run(["git", "apply"], in: folder.path, input: Array(diff.output.utf8)).status == 0)
    #expect(folder.read("db/00008_a_2.sql") == Self.rest)
    #expect(Lintel.run("fix", "--diff", in: folder).output.isEmpty)
  }

  @Test func `leaves a file whole where there is no room behind it`() {
    let folder = TemporaryFolder(["db/00007_a.sql": Self.goose, "db/00008_b.sql": "-- +goose Up\nCREATE TABLE u (a int);\n"])
    let outcome = Lintel.run("fix", in: folder)
    #expect(folder.names == ["db"])
    #expect(folder.read("db/00007_a.sql").contains("\nCREATE INDEX i ON t (a);\n"))
    #expect(outcome.output.contains("in a migration of its own that runs outside a transaction"), "\(outcome.output)")
  }

  @Test func `writes all files or none`() {
    let folder = TemporaryFolder(["20240102030405_a/up.sql": "CREATE INDEX i ON t (a);\nALTER TABLE t ADD COLUMN b int;\n", "20240102030406_a_2": "a file"])
    folder.write("diesel.toml", "")
    let before = folder.read("20240102030405_a/up.sql")
    let outcome = Lintel.run("fix", "20240102030405_a", in: folder)
    // Its name is taken, so it is left whole.
    #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
    #expect(folder.read("20240102030405_a/up.sql").contains("CREATE INDEX i ON t (a);"), "\(before)")
    #expect(folder.read("20240102030406_a_2") == "a file")
  }

  @Test(.enabled(if: Unprivileged.isPossible)) func `takes back what it made when the migration itself cannot be written`() {
    let folder = TemporaryFolder(["db/00007_a.sql": Self.goose])
    Unprivileged.own("db", in: folder)
    folder.setMode("db/00007_a.sql", 0o444)
    let outcome = Unprivileged.run(["fix"], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("cannot write to db/00007_a.sql: permission denied"), "\(outcome.errors)")
    #expect(folder.read("db/00007_a.sql") == Self.goose)
    #expect(folder.read("db/00008_a_2.sql").isEmpty)
  }

  @Test func `keeps to one file on standard input`() {
    let folder = TemporaryFolder()
    let outcome = Lintel.run(["fix", "-", "--stdin-filename", "db/00007_a.sql"], in: folder, input: Array(Self.goose.utf8))
    #expect(outcome.output == Self.goose.replacing("Up\n", with: "Up\nSET LOCAL lock_timeout = '5s';\n"), "\(outcome.output)")
    #expect(folder.names.isEmpty)
  }

  // MARK: What may have run

  @Test func `leaves alone what the default branch has`() {
    let folder = TemporaryFolder(["db/00007_a.sql": Self.goose])
    #expect(git("init", "-q", "-b", "main", ".", in: folder) && git("add", ".", in: folder) && git("commit", "-qm", "a", in: folder))
    folder.write("db/00008_b.sql", Self.goose.replacing("i ON", with: "j ON"))
    let outcome = Lintel.run("fix", in: folder)
    #expect(outcome.status == 1)
    #expect(folder.read("db/00007_a.sql") == Self.goose)
    #expect(folder.read("db/00009_b_2.sql").contains("CONCURRENTLY j"), "\(outcome.output)")
    #expect(outcome.lines.contains("db/00007_a.sql: left as it is, for `main` has it and it may have run; `--force` rewrites it all the same"), "\(outcome.output)")
    // With the plan.
    #expect(outcome.output.contains("CREATE INDEX CONCURRENTLY i ON t (a);"))
    #expect(!Lintel.run("fix", "--diff", in: folder).output.contains("00007_a.sql"))
  }

  @Test func `knows the branch of the remote`() {
    let origin = TemporaryFolder(["1.sql": SQL.fixable])
    #expect(git("init", "-q", "-b", "trunk", ".", in: origin) && git("add", ".", in: origin) && git("commit", "-qm", "a", in: origin))
    let folder = TemporaryFolder()
    #expect(git("clone", "-q", origin.path, "here", in: folder))
    #expect(git("-C", "here", "checkout", "-qb", "topic", in: folder))
    folder.write("here/2.sql", SQL.fixable)
    #expect(git("-C", "here", "add", ".", in: folder) && git("-C", "here", "commit", "-qm", "b", in: folder))
    let outcome = Lintel.run("fix", "here", in: folder)
    #expect(folder.read("here/1.sql") == SQL.fixable && folder.read("here/2.sql") == SQL.fixed, "\(outcome.output)")
    #expect(outcome.output.contains("`origin/trunk` has it"), "\(outcome.output)")
    #expect(Lintel.run("fix", "--force", "here", in: folder).status == 0)
    #expect(folder.read("here/1.sql") == SQL.fixed)
  }

  @Test func `says what the tool makes of a change`() {
    let folder = TemporaryFolder(["V1__a.sql": "CREATE INDEX i ON t (a);\n", "flyway.toml": ""])
    #expect(git("init", "-q", "-b", "main", ".", in: folder) && git("add", ".", in: folder) && git("commit", "-qm", "a", in: folder))
    let outcome = Lintel.run("fix", in: folder)
    #expect(outcome.output.contains("it may have run, and Flyway refuses to run until `flyway repair`"), "\(outcome.output)")
  }

  // MARK: atlas.sum

  private static let first = "CREATE TABLE t (a int);\n", second = "CREATE INDEX i ON t (a);\nALTER TABLE t ADD COLUMN b int;\n"
  /// Made with Python's hashlib after the description of the format.
  private static let sum = """
    h1:pge35In2TrFQo1zEjo5GxPmAODFj6e5mgwy4JQplO3E=
    20240101000000_a.sql h1:+9yPkHX0VCDfAiRiwlLIIh+nNWxeQVwRCn9nyoPLdKk=
    20240102000000_b.sql h1:Y1v/uoeiIjtN36c0XpviVhX2RyxMAzyRCrHFiRGZsK8=

    """

  @Test func `writes atlas sum anew`() {
    let folder = TemporaryFolder(["m/20240101000000_a.sql": Self.first, "m/20240102000000_b.sql": Self.second, "m/atlas.sum": Self.sum])
    let outcome = Lintel.run("fix", in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.output)\(outcome.errors)")
    #expect(folder.read("m/20240102000001_b_2.sql") == "-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY i ON t (a);\n")
    #expect(folder.read("m/atlas.sum") == Self.newSum, "\(folder.read("m/atlas.sum"))")
    #expect(outcome.lines.contains("changed m/atlas.sum"))
  }

  @Test func `does not hide that atlas sum was wrong`() {
    let folder = TemporaryFolder(["m/20240102000000_b.sql": Self.second, "m/atlas.sum": Self.sum])
    let outcome = Lintel.run("fix", in: folder)
    #expect(outcome.errors.contains("atlas migrate hash"))
    #expect(folder.read("m/atlas.sum") == Self.sum)
  }

  private static let newSum = """
    h1:5gvBQ4yElv/A9GHRzelDOH7T0l5O4agrdmtWHztBKMs=
    20240101000000_a.sql h1:+9yPkHX0VCDfAiRiwlLIIh+nNWxeQVwRCn9nyoPLdKk=
    20240102000000_b.sql h1:Xbj/qIw0NbMItNbqKFj3KPKwdJZGPb4ceGoZgijkaQM=
    20240102000001_b_2.sql h1:/9yPjz0VH7e8PHr8w8+tYfn2K3apU2WV/BlIGcoJb4Q=

    """
}
