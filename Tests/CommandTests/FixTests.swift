import Testing

@Suite struct `lintel fix` {
  /// With an unsafe fix: COMMIT is missing.
  static let open = "SET lock_timeout = '5s';\nBEGIN;\nCREATE TABLE t (id bigint PRIMARY KEY);\n"

  private func fix(_ arguments: String..., in folder: TemporaryFolder) -> Lintel.Outcome { Lintel.run(["fix"] + arguments, in: folder) }

  @Test func `writes what is safe, and says so`() {
    let folder = TemporaryFolder(["db/1.sql": SQL.fixable, "db/2.sql": SQL.clean])
    let outcome = fix(in: folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(folder.read("db/1.sql") == SQL.fixed)
    #expect(folder.read("db/2.sql") == SQL.clean)
    #expect(outcome.output.hasPrefix("fixed db/1.sql: ineffective-lock-timeout: "))
    #expect(outcome.output.hasSuffix("\n\nFixed 1 finding in 1 of 2 files; nothing is left.\n"), "\(outcome.output)")
    #expect(outcome.errors.isEmpty)
    // A fixed file is a fixed point.
    let again = fix(in: folder)
    #expect(again.status == 0)
    #expect(again.output == "Nothing to fix in 2 files; nothing is left.\n")
  }

  @Test func `tells what is left, and ends with 1 when it is an error`() {
    let folder = TemporaryFolder(["1.sql": SQL.fixable + "LOCK TABLE orders;\n"])
    let outcome = fix(in: folder)
    #expect(outcome.status == 1)
    #expect(folder.read("1.sql") == SQL.fixed + "LOCK TABLE orders;\n")
    #expect(outcome.lines.contains { $0.hasPrefix("1.sql:3:1: error: lock-table") }, "\(outcome.output)")
    #expect(fix("--fail-on", "never", in: folder).status == 0)
  }

  @Test func `takes unsafe fixes only when it is told to`() {
    let folder = TemporaryFolder(["1.sql": Self.open])
    let timid = fix(in: folder)
    #expect(folder.read("1.sql") == Self.open)
    #expect(timid.output.contains(" [--unsafe]\n"))
    #expect(timid.output.contains("; `--unsafe` can fix 1 of them.\n"), "\(timid.output)")
    #expect(fix("--unsafe", in: folder).status == 0)
    #expect(folder.read("1.sql") == Self.open + "COMMIT;\n")
  }

  @Test func `only and skip choose among rules`() {
    let both = SQL.fixable + "BEGIN;\nBEGIN;\nSELECT 2;\nCOMMIT;\n"
    func fixed(_ arguments: String...) -> (text: String, outcome: Lintel.Outcome) {
      let folder = TemporaryFolder(["1.sql": both])
      let outcome = Lintel.run(["fix"] + arguments, in: folder)
      return (folder.read("1.sql"), outcome)
    }
    let only = fixed("--only", "ineffective-lock-timeout", "--fail-on", "note")
    #expect(only.text == SQL.fixed + "BEGIN;\nBEGIN;\nSELECT 2;\nCOMMIT;\n")
    #expect(only.outcome.status == 0)
    #expect(!only.outcome.output.contains("nested-transaction"))
    let two = fixed("--only", "ineffective-lock-timeout", "--only=nested-transaction")
    #expect(two.text == SQL.fixed + "BEGIN;\nSELECT 2;\nCOMMIT;\n")
    let skip = fixed("--skip", "ineffective-lock-timeout", "--skip=nested-transaction", "--fail-on=note")
    #expect(skip.text == both)
    #expect(skip.outcome.status == 0)
    let wrong = fixed("--only", "ineffective-lock-timeouts")
    #expect(wrong.outcome.status == 2)
    #expect(wrong.outcome.errors == "lintel: unknown rule `ineffective-lock-timeouts`; did you mean `ineffective-lock-timeout`?\n")
    #expect(wrong.text == both)
    #expect(fixed("--skip", "x").outcome.status == 2)
  }

  @Test func `reads the configuration`() {
    let folder = TemporaryFolder(["db/1.sql": SQL.fixable, "lintel.toml": "[rules]\nineffective-lock-timeout = \"off\"\n"])
    #expect(fix("db", in: folder).output.hasPrefix("Nothing to fix"))
    // In a transaction SET LOCAL is right.
    #expect(fix("--isolated", "--transaction", "file", "db", in: folder).output.hasPrefix("Nothing to fix"))
    folder.write("other.toml", "transaction = \"file\"\n")
    #expect(fix("--config", "other.toml", "db", in: folder).output.hasPrefix("Nothing to fix"))
    #expect(fix("--isolated", "db", in: folder).output.hasPrefix("fixed db/1.sql"))
  }

  @Test func `knows the history, and leaves it alone`() {
    let check = "SET lock_timeout = '5s';\nALTER TABLE orders ADD CHECK (a > 0);\n", only = ["--only", "check-blocks-table"]
    let make = "SET LOCAL lock_timeout = '5s';\nCREATE TABLE orders (id bigint PRIMARY KEY, a int NOT NULL);\n"
    let folder = TemporaryFolder(["1.sql": make, "2.sql": check, "3.sql": "SELECT 1;\n", "new.sql": make + check])
    // Its name for the constraint is the one the table leaves free, which only the history tells.
    let known = Lintel.run(["fix", "2.sql"] + only, in: folder)
    #expect(known.status == 0)
    #expect(folder.read("1.sql") == make)
    #expect(folder.read("2.sql") != check)
    // In the file that makes the table nobody waits.
    #expect(Lintel.run(["fix", "--no-history", "new.sql"] + only, in: folder).output.hasPrefix("Nothing to fix"))
    #expect(Lintel.run(["fix", "--history", "1.sql", "3.sql"] + only, in: folder).output.hasPrefix("Nothing to fix"))
  }

  // MARK: Standard input

  private func filter(_ text: String, _ arguments: String..., in folder: TemporaryFolder = TemporaryFolder()) -> Lintel.Outcome {
    Lintel.run(["fix", "-"] + arguments, in: folder, input: Array(text.utf8))
  }

  @Test func `turns standard input into standard output`() {
    let outcome = filter(SQL.fixable)
    #expect(outcome.output == SQL.fixed)
    #expect(outcome.errors.hasPrefix("fixed <stdin>: ineffective-lock-timeout: "))
    #expect(outcome.status == 0)
    #expect(filter(SQL.fixable, "--stdin-filename", "db/1.sql").errors.hasPrefix("fixed db/1.sql: "))
  }

  @Test func `gives back what it may not or cannot fix`() {
    for text in [SQL.clean, "", "selec;\r\n" + SQL.fixable] { #expect(filter(text).output == text) }
    #expect(filter("selec;\n" + SQL.fixable).status == 1)
    #expect(filter("selec;\n" + SQL.fixable).errors.contains("<stdin>: left as it is, for it has a syntax error\n"))
    let folder = TemporaryFolder(["lintel.toml": "exclude = [\"old\"]"])
    let excluded = filter(SQL.fixable, "--stdin-filename", "old/1.sql", in: folder)
    #expect(excluded.output == SQL.fixable)
    #expect(excluded.status == 0)
  }

  @Test func `has no text for what is no text`() {
    let outcome = Lintel.run(["fix", "-"], in: TemporaryFolder(), input: [0xff, 0xfe, 0x41])
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("<stdin>:1:1: error: unreadable-file: cannot be read: "))
  }

  @Test func `fixes standard input alone`() {
    let folder = TemporaryFolder(["1.sql": SQL.fixable])
    let outcome = Lintel.run(["fix", "-", "1.sql"], in: folder, input: Array(SQL.fixable.utf8))
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("standard input is fixed alone"))
    #expect(folder.read("1.sql") == SQL.fixable)
  }

  // MARK: Encodings

  @Test(arguments: [
    ("\u{feff}" + SQL.fixable, "\u{feff}" + SQL.fixed),
    ("SET LOCAL lock_timeout = '5s';\r\nSELECT 1;\r\n", "SET lock_timeout = '5s';\r\nSELECT 1;\r\n"),
    ("SET LOCAL lock_timeout = '5s';\r\nSELECT 1;\n", "SET lock_timeout = '5s';\r\nSELECT 1;\n"),
    ("SELECT 'é';\nSET LOCAL lock_timeout = '5s'", "SELECT 'é';\nSET lock_timeout = '5s'"),
  ])
  func `keeps what is none of its business`(before: String, after: String) {
    let folder = TemporaryFolder(["1.sql": before])
    _ = fix(in: folder)
    #expect(Array(folder.read("1.sql").utf8) == Array(after.utf8))
  }

  // MARK: Trouble

  @Test func `unreadable files are trouble, and the others are fixed`() {
    let folder = TemporaryFolder(["1.sql": SQL.fixable])
    folder.write("2.sql", [0x53, 0xff])
    #expect(fix("1.sql", "2.sql", "missing.sql", in: folder).status == 2)
    #expect(folder.read("1.sql") == SQL.fixed)
    let empty = fix(in: TemporaryFolder())
    #expect(empty.errors == "lintel: found no migrations to look at (*.sql, or Django's)\n")
    #expect(empty.status == 0)
  }

  @Test func `steps to take by hand are numbered`() {
    // Whichever rule has a plan: the words are its own.
    let folder = TemporaryFolder(["1.sql": "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN id TYPE bigint;\n"])
    let outcome = fix(in: folder)
    if outcome.output.contains("\n  1. ") { #expect(outcome.output.contains("\n  2. ") || outcome.output.contains(";\n")) }
    #expect(folder.read("1.sql").contains("TYPE bigint"))
  }
}
