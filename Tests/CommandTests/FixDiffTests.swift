import LintelTestSupport
import Testing

@Suite struct `The diff of lintel fix` {
  @Test func `is printed, and nothing is written`() {
    let folder = TemporaryFolder(["db/1.sql": SQL.fixable])
    let outcome = Lintel.run("fix", "--diff", in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.output == """
      diff --git a/db/1.sql b/db/1.sql
      --- a/db/1.sql
      +++ b/db/1.sql
      @@ -1,2 +1,2 @@
      -SET LOCAL lock_timeout = '5s';
      +SET lock_timeout = '5s';
       SELECT 1;

      """)
    #expect(outcome.errors.isEmpty)
    #expect(folder.read("db/1.sql") == SQL.fixable)
    #expect(folder.names == ["db"])
  }

  @Test func `is empty with exit code 0 when nothing would change`() {
    let folder = TemporaryFolder(["1.sql": SQL.clean, "2.sql": "LOCK TABLE orders;\n"])
    let outcome = Lintel.run("fix", "--diff", "--skip", "missing-lock-timeout", in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
  }

  @Test func `of standard input has its name`() {
    let outcome = Lintel.run(["fix", "--diff", "-", "--stdin-filename", "db/7.sql"], in: TemporaryFolder(), input: Array(SQL.fixable.utf8))
    #expect(outcome.output.hasPrefix("diff --git a/db/7.sql b/db/7.sql\n"))
    #expect(outcome.status == 1)
  }

  @Test func `is colored for a person`() {
    let outcome = Lintel.run("fix", "--diff", "--color", "always", in: TemporaryFolder(["1.sql": SQL.fixable]))
    #expect(outcome.output.contains("\u{1b}[1;31m-SET LOCAL lock_timeout = '5s';\u{1b}[0m\n"))
    #expect(outcome.output.contains("\u{1b}[1;32m+SET lock_timeout = '5s';\u{1b}[0m\n"))
  }

  private static let hasGit = ChildProcess.run(["git", "--version"]).status == 0

  private static let texts: [(name: String, text: String)] = [
    ("plain.sql", SQL.fixable),
    ("with blank.sql", SQL.fixable),
    ("quote\".sql", SQL.fixable),
    ("back\\slash.sql", SQL.fixable),
    ("é.sql", SQL.fixable),
    ("deep/er/1.sql", SQL.fixable),
    ("mark.sql", "\u{feff}" + SQL.fixable),
    ("crlf.sql", "SET lock_timeout = '5s';\r\nCREATE INDEX i ON orders (a);\r\nSELECT 1;\r\n"),
    ("open.sql", "SET lock_timeout = '5s';\nCREATE INDEX i ON orders (a)"),
    ("first.sql", "CREATE INDEX i ON orders (a);"),
    ("block.sql", "BEGIN;\nSET LOCAL lock_timeout = '5s';\nCREATE INDEX i ON orders (a);\nALTER TABLE items ADD COLUMN b int;\nCOMMIT;\n"),
    ("long.sql", SQL.fixable + String(repeating: "SELECT 1;\n", count: 300) + "CREATE INDEX j ON orders (b);\n" + String(repeating: "SELECT 2;\n", count: 40)),
  ]

  @Test(.enabled(if: hasGit, "needs git"), arguments: [(true, "."), (true, "sub"), (true, "sub/sub"), (false, ".")])
  func `is what git applies, in the folder it was made in`(isCheckout: Bool, place: String) {
    let folder = TemporaryFolder(), prefix = place == "." ? "" : place + "/"
    if isCheckout { #expect(ChildProcess.run(["git", "init", "-q", "."], in: folder.path).status == 0) }
    for (name, text) in Self.texts { folder.write(prefix + name, text) }
    let here = place == "." ? folder.path : "\(folder.path)/\(place)"
    let diff = LintelProgram.run(["fix", "--diff", "--no-history"], in: here)
    #expect(diff.status == 1)
    let applied = ChildProcess.run(["git", "apply", "-"], in: here, input: Array(diff.text.utf8), environment: ["GIT_CEILING_DIRECTORIES=/tmp"])
    #expect(applied.status == 0, "\(applied.errors)\(diff.text)")
    let patched = Self.texts.map { folder.read(prefix + $0.name) }
    for (name, text) in Self.texts { folder.write(prefix + name, text) }
    #expect(LintelProgram.run(["fix", "--no-history"], in: here).status != 2)
    for ((name, before), text) in zip(Self.texts, patched) {
      let written = folder.read(prefix + name)
      #expect(Array(written.utf8) == Array(text.utf8), "\(name)")
      #expect(written != before, "\(name)")
    }
  }

  @Test(.enabled(if: hasGit, "needs git"))
  func `names the file that a link leads to`() {
    let folder = TemporaryFolder(["real/1.sql": SQL.fixable])
    folder.link("1.sql", to: "real/1.sql")
    #expect(ChildProcess.run(["git", "init", "-q", "."], in: folder.path).status == 0)
    let diff = Lintel.run("fix", "--diff", "1.sql", in: folder)
    #expect(diff.output.hasPrefix("diff --git a/real/1.sql b/real/1.sql\n"))
    #expect(ChildProcess.run(["git", "apply"], in: folder.path, input: Array(diff.output.utf8)).status == 0)
    #expect(folder.read("1.sql") == SQL.fixed)
  }
}
