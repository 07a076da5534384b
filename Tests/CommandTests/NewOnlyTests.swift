import LintelTestSupport
import Testing

@Suite struct `Only what is new` {
  @discardableResult
  private func git(_ arguments: String..., in folder: TemporaryFolder) -> Bool {
    ChildProcess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org"] + arguments, in: folder.path).status == 0
  }

  /// With one migration on `main` that has an error, and a branch of it.
  private func checkout() -> TemporaryFolder {
    let folder = TemporaryFolder(["db/1.sql": SQL.error, "db/2.sql": SQL.clean])
    #expect(git("init", "-q", "-b", "main", ".", in: folder) && git("add", ".", in: folder) && git("commit", "-qm", "a", in: folder))
    #expect(git("checkout", "-qb", "topic", in: folder))
    return folder
  }

  private func files(_ arguments: String..., in folder: TemporaryFolder) -> [String] {
    let outcome = Lintel.run(["check", "--format", "concise"] + arguments, in: folder)
    return Set(outcome.lines.filter { $0.contains(".sql:") }.map { String($0.prefix { $0 != ":" }) }).sorted()
  }

  // MARK: --since

  @Test func `since a branch was left`() {
    let folder = checkout()
    #expect(files(in: folder) == ["db/1.sql"])
    #expect(Lintel.run("check", "--since", "main", in: folder).status == 0)
    // Committed, changed, staged and unknown to git.
    folder.write("db/3.sql", SQL.error)
    #expect(git("add", ".", in: folder) && git("commit", "-qm", "b", in: folder))
    folder.write("db/4.sql", SQL.error)
    #expect(files("--since", "main", in: folder) == ["db/3.sql", "db/4.sql"])
    #expect(files("--since=main", "db/3.sql", "db/1.sql", in: folder) == ["db/3.sql"])
    folder.write("db/1.sql", SQL.error + "-- changed\n")
    #expect(files("--since", "main", in: folder) == ["db/1.sql", "db/3.sql", "db/4.sql"])
    // What main has got meanwhile is not this branch's.
    #expect(git("stash", "-q", in: folder) && git("checkout", "-q", "main", in: folder))
    folder.write("db/5.sql", SQL.error)
    #expect(git("add", "db/5.sql", in: folder) && git("commit", "-qm", "c", in: folder) && git("checkout", "-q", "topic", in: folder))
    #expect(files("--since", "main", in: folder) == ["db/3.sql", "db/4.sql"])
  }

  @Test func `the others are history`() {
    let folder = checkout()
    folder.write("db/1.sql", "CREATE TABLE t (a int);\n")
    #expect(git("commit", "-qam", "b", in: folder))
    folder.write("db/3.sql", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\n")
    let outcome = Lintel.run("check", "--since", "HEAD", "--format", "json", in: folder)
    #expect(outcome.output.contains("\"files\":1,") && outcome.output.contains("never-validated-constraint"), "\(outcome.output)")
  }

  @Test func `a branch that is not there is an error`() {
    let folder = checkout()
    let outcome = Lintel.run("check", "--since", "nowhere", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("--since nowhere: git knows no such branch or commit"), "\(outcome.errors)")
    let plain = TemporaryFolder(["1.sql": SQL.error])
    let outside = Lintel.run(["check", "--since", "main"], in: plain, environment: ["GIT_CEILING_DIRECTORIES": "/tmp"])
    #expect(outside.status == 2 && outside.errors.contains("1.sql is in no git checkout"), "\(outside.errors)")
    #expect(Lintel.run("check", "--since", "main", "--staged", in: folder).status == 2)
    #expect(Lintel.run("check", "--since", "main", "-", in: folder).status == 2)
  }

  @Test func `also from a folder below, by locks and fix`() {
    let folder = checkout()
    folder.write("db/3.sql", SQL.fixable)
    let here = ChildProcess.run([Lintel.path, "locks", "--since", "main", "--format", "json"], in: folder.path + "/db")
    #expect(here.text.contains("3.sql") && !here.text.contains("1.sql"), "\(here.text)")
    #expect(Lintel.run("fix", "--since", "main", in: folder).output.hasPrefix("fixed db/3.sql"))
    #expect(folder.read("db/1.sql") == SQL.error)
  }

  @Test func `Django's migrations too`() {
    func migration(_ name: String, after other: String?) -> String {
      """
      from django.db import migrations, models


      class Migration(migrations.Migration):
          dependencies = [\(other.map { "(\"shop\", \"\($0)\")" } ?? "")]

          operations = [
              migrations.AddIndex(model_name="product", index=models.Index(fields=["name"], name="\(name)_idx")),
          ]

      """
    }
    let folder = TemporaryFolder([
      "manage.py": "", "shop/migrations/__init__.py": "", "shop/migrations/0001_a.py": migration("a", after: nil),
    ])
    #expect(git("init", "-q", "-b", "main", ".", in: folder) && git("add", ".", in: folder) && git("commit", "-qm", "a", in: folder))
    folder.write("shop/migrations/0002_b.py", migration("b", after: "0001_a"))
    func files(_ arguments: String...) -> [String] {
      Lintel.run(["check", "--no-run", "--format", "concise"] + arguments, in: folder).lines.filter { $0.contains(": error:") }.map { String($0.prefix { $0 != ":" }) }
    }
    #expect(files() == ["shop/migrations/0001_a.py", "shop/migrations/0002_b.py"])
    #expect(files("--since", "main") == ["shop/migrations/0002_b.py"])
    #expect(files("--since=main", ".") == ["shop/migrations/0002_b.py"])
  }

  // MARK: --staged

  @Test func `what is staged, as it is staged`() {
    let folder = checkout()
    folder.write("db/3.sql", SQL.clean)
    folder.write("db/4.sql", SQL.error)
    #expect(git("add", "db/3.sql", in: folder))
    #expect(files("--staged", in: folder) == [])
    #expect(git("add", "db/4.sql", in: folder))
    #expect(files("--staged", in: folder) == ["db/4.sql"])
    // What lies there now is another text.
    folder.write("db/4.sql", SQL.clean)
    folder.write("db/3.sql", SQL.error)
    #expect(files("--staged", in: folder) == ["db/4.sql"])
  }

  @Test func `what is staged and no longer there`() {
    let folder = checkout()
    folder.write("db/3.sql", SQL.error)
    #expect(git("add", "db/3.sql", in: folder))
    #expect(ChildProcess.run(["rm", "db/3.sql"], in: folder.path).status == 0)
    #expect(files("--staged", in: folder) == ["db/3.sql"])
    #expect(files("--staged", "db/3.sql", in: folder) == ["db/3.sql"])
    #expect(files("--staged", "db", in: folder) == ["db/3.sql"])
    #expect(files("--staged", "db/2.sql", in: folder) == [])
    folder.write("lintel.toml", "exclude = [\"3.sql\"]\n")
    #expect(files("--staged", in: folder) == [])
  }

  @Test func `what is staged, after what else will be committed`() {
    let folder = checkout()
    folder.write("db/1_t.sql", "CREATE TABLE t (a int);\n")
    #expect(git("add", ".", in: folder) && git("commit", "-qm", "b", in: folder))
    folder.write("db/2_t.sql", "ALTER TABLE t ALTER COLUMN a TYPE bigint;\n")
    #expect(git("add", ".", in: folder))
    // By these, the type would stay the same.
    folder.write("db/1_t.sql", "CREATE TABLE t (a bigint);\n")
    #expect(files("--staged", in: folder) == ["db/2_t.sql"])
    folder.write("db/1_t.sql", "CREATE TABLE t (a int);\n")
    folder.write("db/1_u.sql", "ALTER TABLE t ALTER COLUMN a TYPE bigint;\n")
    #expect(files("--staged", in: folder) == ["db/2_t.sql"])
  }

  @Test func `fix writes no mixture of what is staged and what is not`() {
    let folder = checkout()
    folder.write("db/3.sql", SQL.fixable)
    folder.write("db/4.sql", SQL.fixable)
    #expect(git("add", ".", in: folder))
    folder.write("db/3.sql", SQL.fixable + "-- more\n")
    let outcome = Lintel.run("fix", "--staged", in: folder)
    #expect(outcome.status == 2 && (outcome.output + outcome.errors).contains("db/3.sql"), "\(outcome.output)\(outcome.errors)")
    #expect((outcome.output + outcome.errors).contains("it has changes that are not staged"), "\(outcome.output)\(outcome.errors)")
    #expect(folder.read("db/3.sql") == SQL.fixable + "-- more\n")
    #expect(folder.read("db/4.sql") == SQL.fixed)
  }

  @Test func `Django's migrations as they are staged`() {
    func migration(_ operation: String) -> String {
      "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    dependencies = []\n\n    operations = [\(operation)]\n"
    }
    let folder = TemporaryFolder(["manage.py": "", "shop/migrations/__init__.py": "", "shop/migrations/0001_a.py": migration("")])
    #expect(git("init", "-q", "-b", "main", ".", in: folder) && git("add", ".", in: folder) && git("commit", "-qm", "a", in: folder))
    let index = "migrations.AddIndex(model_name=\"product\", index=models.Index(fields=[\"name\"], name=\"i\"))"
    folder.write("shop/migrations/0002_b.py", migration(index))
    folder.write("shop/migrations/0003_c.py", migration(index))
    #expect(git("add", ".", in: folder))
    folder.write("shop/migrations/0002_b.py", migration(""))
    #expect(ChildProcess.run(["rm", "shop/migrations/0003_c.py"], in: folder.path).status == 0)
    let outcome = Lintel.run("check", "--no-run", "--staged", "--format", "concise", in: folder)
    let files = outcome.lines.filter { $0.contains(": error:") }.map { String($0.prefix { $0 != ":" }) }
    #expect(files == ["shop/migrations/0002_b.py", "shop/migrations/0003_c.py"], "\(outcome.output)\(outcome.errors)")
  }

  // MARK: What git does not tell

  @Test func `a git that does not answer is an error`() {
    let folder = checkout()
    folder.write("db/3.sql", SQL.fixable)
    for arguments in [["check", "--since", "main"], ["check", "--staged"], ["fix"]] {
      let outcome = Lintel.run(arguments, in: folder, environment: ["PATH": "/nonexistent"])
      #expect(outcome.status == 2 && outcome.errors.contains("git does not answer in \(folder.path)"), "\(arguments): \(outcome.errors)")
    }
    #expect(folder.read("db/3.sql") == SQL.fixable)
    #expect(Lintel.run(["fix", "--force"], in: folder, environment: ["PATH": "/nonexistent"]).output.contains("fixed db/3.sql"))
  }

  @Test func `a submodule has what the checkout around it asks for`() {
    let inner = checkout(), folder = checkout()
    #expect(git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path, "sub", in: folder))
    #expect(git("commit", "-qm", "sub", in: folder) && git("branch", "-f", "before", in: folder))
    folder.write("sub/db/9.sql", SQL.error)
    #expect(files("--since", "before", in: folder) == ["sub/db/9.sql"])
    // It was not there when the branch was left: all of it is new.
    #expect(files("--since", "main", in: folder) == ["sub/db/1.sql", "sub/db/9.sql"])
  }

  // MARK: first-migration

  @Test func `from a migration on`() {
    let folder = TemporaryFolder([
      "db/0009_a.sql": SQL.error, "db/0010_b.sql": SQL.error, "db/0011_c.sql": SQL.error, "lintel.toml": "first-migration = \"0010\"\n",
    ])
    #expect(files(in: folder) == ["db/0010_b.sql", "db/0011_c.sql"])
    // A hook names what it likes.
    #expect(files("db/0009_a.sql", in: folder) == [])
    folder.write("lintel.toml", "first-migration = \"0011_c.sql\"\n")
    #expect(files(in: folder) == ["db/0011_c.sql"])
    #expect(Lintel.run("config", in: folder).output.contains("first-migration = \"0011_c.sql\""))
  }

  @Test func `from a migration with a folder of its own on`() {
    let folder = TemporaryFolder(["m/1_a/up.sql": SQL.error, "m/2_b/up.sql": SQL.error, "m/10_c/up.sql": SQL.error, "lintel.toml": "first-migration = \"2_b\"\n"])
    #expect(files(in: folder) == ["m/10_c/up.sql", "m/2_b/up.sql"])
  }

  @Test(arguments: [
    ("V1.5", ["m/V1.5__a.sql", "m/V2__a.sql", "m/V10__a.sql", "m/R__view.sql"]), ("2", ["m/V2__a.sql", "m/V10__a.sql", "m/R__view.sql"]),
    ("V2__a", ["m/V2__a.sql", "m/V10__a.sql", "m/R__view.sql"]), ("V2__a.sql", ["m/V2__a.sql", "m/V10__a.sql", "m/R__view.sql"]),
    ("m/V10__a.sql", ["m/V10__a.sql", "m/R__view.sql"]), ("V3", ["m/V10__a.sql", "m/R__view.sql"]),
  ])
  func `from a migration on, in the order of its tool`(_ first: String, _ expected: [String]) {
    var all = ["lintel.toml": "first-migration = \"\(first)\"\n", "flyway.conf": ""]
    for name in ["V1__a", "V1.5__a", "V2__a", "V10__a", "R__view"] { all["m/\(name).sql"] = SQL.error }
    let folder = TemporaryFolder(all)
    #expect(files(in: folder) == expected.sorted())
    #expect(Lintel.run("check", in: folder).errors.isEmpty)
  }

  @Test func `a first migration that is none is told`() {
    let folder = TemporaryFolder(["m/0001_a.sql": SQL.error, "m/0002_b.sql": SQL.error, "lintel.toml": "first-migration = \"abc\"\n"])
    let unknown = Lintel.run("check", in: folder)
    #expect(unknown.status == 1 && unknown.errors == "lintel: first-migration = \"abc\" (lintel.toml:1): no migration here is called so, and none is left out\n", "\(unknown.errors)")
    folder.write("lintel.toml", "first-migration = \"9999\"\n")
    let late = Lintel.run("check", in: folder)
    #expect(late.status == 0 && late.errors == "lintel: first-migration = \"9999\" (lintel.toml:1): all migrations here are older, so nothing is said of them\n", "\(late.errors)")
    // A hook names one file of a folder.
    folder.write("lintel.toml", "first-migration = \"0002_b\"\n")
    #expect(Lintel.run("check", "m/0001_a.sql", in: folder).errors.isEmpty)
  }

  // MARK: The baseline

  @Test func `what a baseline accepts is not told`() {
    let folder = TemporaryFolder(["db/1.sql": SQL.error + SQL.error, "db/2.sql": SQL.clean])
    let made = Lintel.run("baseline", in: folder)
    #expect(made.status == 0 && made.output == "lintel-baseline.toml: 2 findings accepted\n", "\(made.output)\(made.errors)")
    let check = Lintel.run("check", in: folder)
    #expect(check.status == 0 && check.errors.isEmpty && check.output.contains("; 2 in the baseline."), "\(check.output)\(check.errors)")
    #expect(Lintel.run("check", "--no-baseline", in: folder).status == 1)
    // Laid out anew and moved, it is the same statement.
    folder.write("db/1.sql", "-- more\nSELECT 1;\n" + "SET lock_timeout = '5s';\nCREATE\n  INDEX ON orders\n(a);\n" + SQL.error)
    #expect(Lintel.run("check", in: folder).status == 0)
    // Once more than accepted.
    folder.write("db/1.sql", SQL.error + SQL.error + SQL.error)
    #expect(Lintel.run("check", in: folder).status == 1)
    folder.write("db/2.sql", SQL.error)
    #expect(files(in: folder) == ["db/1.sql", "db/2.sql"])
    // From another folder.
    let below = ChildProcess.run([Lintel.path, "check", "--format", "concise", "1.sql"], in: folder.path + "/db")
    #expect(below.text.split(separator: "\n").count { $0.contains("error:") } == 1, "\(below.text)")
    #expect(folder.read("lintel-baseline.toml").hasSuffix("\nversion = 1\n\n[\"db/1.sql\"]\ncreate-index-blocks-writes = [\n  \"\(hash)\",\n  \"\(hash)\",\n]\n"))
  }

  /// The hash of the words of `CREATE INDEX ON orders (a)`: files that were written once have to be read for ever.
  private let hash = "da90f90d32eb9811"

  @Test func `what is found no more is told, and pruned`() {
    let folder = TemporaryFolder(["db/1.sql": SQL.error, "db/2.sql": SQL.error, "db/3.sql": SQL.error])
    #expect(Lintel.run("baseline", in: folder).status == 0)
    folder.write("db/2.sql", SQL.clean)
    folder.write("db/4.sql", SQL.error)
    let check = Lintel.run("check", in: folder)
    #expect(check.errors == "lintel: lintel-baseline.toml accepts a finding that is no more: `lintel baseline --prune` takes it out\n  db/2.sql: create-index-blocks-writes\n", "\(check.errors)")
    #expect(Lintel.run("check", "db/1.sql", in: folder).errors.isEmpty)
    let pruned = Lintel.run("baseline", "--prune", in: folder)
    #expect(pruned.output == "lintel-baseline.toml: 2 findings accepted, 1 fewer than before\n", "\(pruned.output)")
    let text = folder.read("lintel-baseline.toml")
    #expect(text.contains("[\"db/1.sql\"]\ncreate-index-blocks-writes = [\"") && !text.contains("db/2.sql") && !text.contains("db/4.sql"), "\(text)")
    #expect(Lintel.run("check", in: folder).errors.isEmpty)
    #expect(files(in: folder) == ["db/4.sql"])
  }

  @Test func `a broken baseline is an error, and hides nothing`() {
    for text in ["version = 1\n[\"db/1.sql\"\n", "version = 2\n", "version = 1\n\"db/1.sql\" = 3\n", "\u{0}"] {
      let folder = TemporaryFolder(["db/1.sql": SQL.error, "lintel-baseline.toml": text])
      let outcome = Lintel.run("check", in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains("lintel-baseline.toml"), "\(text): \(outcome.errors)")
    }
    #expect(Lintel.run("baseline", "--prune", in: TemporaryFolder(["1.sql": SQL.error])).status == 2)
  }

  @Test func `what a merge left of a baseline is written anew`() {
    let folder = TemporaryFolder(["db/1.sql": SQL.error, "lintel-baseline.toml": "version = 1\n<<<<<<< HEAD\n"])
    let outcome = Lintel.run("baseline", in: folder)
    #expect(outcome.status == 0 && outcome.errors == "lintel: lintel-baseline.toml is not TOML, and is written anew\n", "\(outcome.errors)")
    #expect(Lintel.run("check", in: folder).status == 0)
    // A newer Lintel's is nobody's to throw away.
    folder.write("lintel-baseline.toml", "version = 2\n")
    #expect(Lintel.run("baseline", in: folder).status == 2)
    #expect(folder.read("lintel-baseline.toml") == "version = 2\n")
  }

  @Test func `a file that cannot be read is nothing to accept`() {
    let folder = TemporaryFolder(["db/1.sql": SQL.error])
    let outcome = Lintel.run("baseline", "db/1.sql", "db/gone.sql", in: folder)
    #expect(outcome.status == 2 && outcome.output == "lintel-baseline.toml: 1 finding accepted\n", "\(outcome.output)")
    #expect(Lintel.run("check", "db/gone.sql", in: folder).output.contains("unreadable-file"))
  }
}
