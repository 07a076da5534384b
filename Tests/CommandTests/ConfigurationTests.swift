import Testing

@Suite struct `Configuration` {
  private func check(_ arguments: String..., in folder: TemporaryFolder) -> Lintel.Outcome {
    Lintel.run(["check", "--format", "concise"] + arguments, in: folder)
  }

  /// What `lintel config` says of a path, without the padding.
  private func inForce(_ path: String..., in folder: TemporaryFolder) -> [String] {
    Lintel.run(["config"] + path, in: folder).lines.map { $0.split(separator: " ").joined(separator: " ") }
  }

  @Test func `the nearest file upwards counts, for each file`() {
    let folder = TemporaryFolder([
      "lintel.toml": "[rules]\ncreate-index-blocks-writes = \"note\"", "1.sql": SQL.error, "app/db/2.sql": SQL.error,
      "app/lintel.toml": "[rules]\ncreate-index-blocks-writes = \"warning\"", "other/db/3.sql": SQL.error,
    ])
    let severities = check(in: folder).lines.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    #expect(severities == ["1.sql:2:1: note:", "app/db/2.sql:2:1: warning:", "other/db/3.sql:2:1: note:"])
  }

  @Test func `isolated means none, config means one for all`() {
    let folder = TemporaryFolder([
      "lintel.toml": "nonsense = 1", "1.sql": SQL.error, "ci/strict.toml": "[rules]\ncreate-index-blocks-writes = \"off\"",
    ])
    #expect(check(in: folder).status == 2)
    #expect(check("--isolated", in: folder).status == 1)
    #expect(check("--config", "ci/strict.toml", in: folder).status == 0)
  }

  @Test func `paths say what to check, from the folder of their file`() {
    let folder = TemporaryFolder([
      "lintel.toml": "paths = [\"db/*\", \"x.txt\"]", "db/1.sql": SQL.error, "x.txt": SQL.error, "2.sql": SQL.error,
    ])
    #expect(check(in: folder).lines.map { $0.prefix { $0 != ":" } } == ["db/1.sql", "x.txt"])
    #expect(check("2.sql", in: folder).lines.map { $0.prefix { $0 != ":" } } == ["2.sql"])
  }

  @Test(arguments: [
    ("old", ["db/1.sql", "db/2.down.sql"]),
    ("*.down.sql", ["db/1.sql", "db/old/3.sql", "old/4.sql"]),
    ("./old", ["db/1.sql", "db/2.down.sql", "db/old/3.sql"]),
    ("/old/", ["db/1.sql", "db/2.down.sql", "db/old/3.sql"]),
    ("db/old", ["db/1.sql", "db/2.down.sql", "old/4.sql"]),
    ("db/*.sql", ["db/old/3.sql", "old/4.sql"]),
    ("db/**", ["old/4.sql"]),
    ("**/old/*.sql", ["db/1.sql", "db/2.down.sql"]),
    ("d[a-b]/[!1]*", ["db/1.sql", "old/4.sql"]),
  ] as [(String, [String])])
  func `excluded files are left out, however they are named`(_ pattern: String, _ left: [String]) {
    let names = ["db/1.sql", "db/2.down.sql", "db/old/3.sql", "old/4.sql"]
    let folder = TemporaryFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, SQL.error) }))
    folder.write("lintel.toml", "exclude = [\"\(pattern)\"]")
    #expect(check(in: folder).lines.map { String($0.prefix { $0 != ":" }) } == left)
    #expect(Lintel.run(["check", "--format", "concise"] + names, in: folder).lines.map { String($0.prefix { $0 != ":" }) } == left)
  }

  @Test func `a file says only what differs from the one it extends`() {
    let folder = TemporaryFolder([
      "base.toml": "postgres = 12\nfail-on = \"note\"\n[rules]\nsyntax-error = \"off\"\nunknown-rule = \"off\"",
      "db/lintel.toml": "extend = \"../base.toml\"\npostgres = 17\n[rules]\nunknown-rule = \"error\"",
    ])
    #expect(inForce("db", in: folder) == [
      "# in force for db, from db/lintel.toml", "postgres = 17 # db/lintel.toml:2",
      "preset = \"default\" # default", "fail-on = \"note\" # base.toml:2", "[rules]", "syntax-error = \"off\" # base.toml:4",
      "unknown-rule = \"error\" # db/lintel.toml:4",
    ])
  }

  @Test func `the last override that fits has the last word, but for the command line`() {
    let folder = TemporaryFolder([
      "lintel.toml": """
        transaction = "simple-query"
        [[override]]
        paths = ["db"]
        transaction = "none"
        postgres = 13
        session.lock_timeout = 2500
        [[override]]
        paths = ["x", "db/*.txt"]
        postgres = 14
        [override.rules]
        syntax-error = "off"
        [override.tables]
        large = ["big_*"]
        """
    ])
    let answer = inForce("db/a.txt", in: folder)
    for line in [
      "transaction = \"none\" # lintel.toml:4", "postgres = 14 # lintel.toml:9", "lock_timeout = \"2500ms\" # lintel.toml:6",
      "syntax-error = \"off\" # lintel.toml:11", "large = [\"big_*\"] # lintel.toml:13",
    ] { #expect(answer.contains(line)) }
    #expect(inForce("db/a.sql", in: folder).contains("postgres = 13 # lintel.toml:5"))
    #expect(inForce("a.sql", in: folder).contains("transaction = \"simple-query\" # lintel.toml:1"))
    let forced = Lintel.run("config", "db/a.txt", "--transaction", "file", "--fail-on", "never", in: folder)
    #expect(forced.output.contains("transaction = \"file\"     # command line\n"))
    #expect(forced.output.contains("fail-on = \"never\"        # command line\n"))
  }

  @Test func `fail-on belongs to the file of the finding`() {
    let folder = TemporaryFolder(["a/lintel.toml": "fail-on = \"never\"", "a/1.sql": SQL.error, "b/1.sql": SQL.warning])
    #expect(check(in: folder).status == 0)
    #expect(check("--fail-on", "error", in: folder).status == 1)
  }

  @Test func `transactions can be those of the runner`() {
    let text = "SET lock_timeout = '5s';\nCREATE INDEX CONCURRENTLY i ON orders (a);\n"
    let folder = TemporaryFolder(["1.sql": text])
    for how in ["file", "simple-query"] {
      #expect(check("--transaction", how, in: folder).output.contains("cannot-run-in-transaction"))
    }
    #expect(!check("--transaction", "none", in: folder).output.contains("cannot-run-in-transaction"))
  }

  @Test func `a small table makes a blocking finding a note`() {
    let folder = TemporaryFolder(["lintel.toml": "tables.small = [\"ord*\"]", "1.sql": SQL.error])
    #expect(check(in: folder).output.contains(": note: create-index-blocks-writes"))
    folder.write("lintel.toml", "tables.small = [\"app.*\"]")
    #expect(check(in: folder).output.contains(": error: create-index-blocks-writes"))
    folder.write("lintel.toml", "tables.small = [\"public.orders\"]\ntables.large = [\"o*\"]")
    #expect(check(in: folder).output.contains(": error: create-index-blocks-writes"))
  }

  @Test func `the session sets what the connection brings with it`() {
    let folder = TemporaryFolder(["1.sql": "ALTER TABLE orders ADD COLUMN note text;\n"])
    #expect(check(in: folder).output.contains("missing-lock-timeout"))
    folder.write("lintel.toml", "[session]\nlock_timeout = \"5s\"")
    #expect(!check(in: folder).output.contains("missing-lock-timeout"))
  }
}
