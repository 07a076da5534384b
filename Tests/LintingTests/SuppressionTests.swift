import Linting
import Testing

@Suite struct `A suppression` {
  @Test(arguments: [
    "-- lintel: ignore[create-index-blocks-writes] the table is tiny\nCREATE INDEX i ON t (a);",
    "CREATE INDEX i ON t (a); -- lintel: ignore[create-index-blocks-writes] the table is tiny",
    "CREATE INDEX i ON t (a) -- lintel: ignore[create-index-blocks-writes] the table is tiny",
    "CREATE INDEX i ON t (a) -- lintel: ignore[create-index-blocks-writes] the table is tiny\n;",
    "CREATE INDEX i\n  ON t -- lintel: ignore[create-index-blocks-writes] the table is tiny\n  (a);",
    "CREATE INDEX i\n  ON t (a); -- lintel: ignore[create-index-blocks-writes] behind its last line",
    "/* lintel: ignore[create-index-blocks-writes] the table is tiny */ CREATE INDEX i ON t (a);",
    "CREATE INDEX /* lintel: ignore[create-index-blocks-writes] so */ i ON t (a);",
    "CREATE INDEX i ON t (a);\n-- lintel: ignore-file[create-index-blocks-writes] at the end of it\n",
    "-- lintel: ignore-file[create-index-blocks-writes] the tables are tiny\nCREATE INDEX i ON t (a); CREATE INDEX j ON t (a);",
    "--LINTEL:Ignore[ create-index-blocks-writes ] any case, any blanks\nCREATE INDEX i ON t (a);",
    "-- lintel: ignore[create-index-blocks-writes] reason\n\n-- another comment\n\nCREATE INDEX i ON t (a);",
    "-- lintel: ignore[create-index-blocks-writes] reason\r\nCREATE INDEX i ON t (a);\r\n",
    "SELECT 1;\r\nCREATE INDEX i ON t (a); -- lintel: ignore[create-index-blocks-writes] reason\r\nSELECT 2;\r\n",
    "\u{feff}-- lintel: ignore[create-index-blocks-writes] reason\nCREATE INDEX i ON t (a);",
    "SELECT 'é€'; -- lintel: ignore-file[create-index-blocks-writes] reason\nCREATE INDEX i ON t (a);",
  ])
  func `takes its finding away`(sql: String) {
    #expect(Linted(sql, rules: indexRules).findings == [])
  }

  @Test(arguments: [
    ("-- lintel: ignore[create-index-blocks-writes] this one\nCREATE INDEX i ON t (a);\nCREATE INDEX j ON t (a);", ["3 create-index-blocks-writes"]),
    ("CREATE INDEX i ON t (a); -- lintel: ignore[create-index-blocks-writes] this one\nCREATE INDEX j ON t (a);", ["2 create-index-blocks-writes"]),
    ("CREATE INDEX i ON t (a);\nCREATE INDEX j ON t (a); -- lintel: ignore[create-index-blocks-writes] this one", ["1 create-index-blocks-writes"]),
    ("CREATE INDEX i ON t (a); CREATE INDEX j ON t (a); -- lintel: ignore[create-index-blocks-writes] the second", ["1 create-index-blocks-writes"]),
    // Not a comment
    ("SELECT '-- lintel: ignore-file[create-index-blocks-writes] no';\nCREATE INDEX i ON t (a);", ["2 create-index-blocks-writes"]),
  ])
  func `leaves the other statements alone`(sql: String, findings: [String]) {
    #expect(Linted(sql, rules: indexRules).findings == findings)
  }

  @Test func `may name several rules`() {
    let sql = "-- lintel: ignore[create-index-blocks-writes, drop-index-blocks-table] one step\n"
    #expect(Linted(sql + "DROP INDEX i;", rules: indexRules).messages == ["1 warning: nothing here for `create-index-blocks-writes` to find"])
    let file = "-- lintel: ignore-file[create-index-blocks-writes,drop-index-blocks-table] reason\n"
    #expect(Linted(file + "DROP INDEX i;\nCREATE INDEX i ON t (a);", rules: indexRules).findings == [])
  }

  @Test(arguments: [
    ("-- lintel: ignore[create-index-blocks-writes]\nCREATE INDEX i ON t (a);", [
      "1 warning: this comment does not say why, so it silences nothing", "2 error: blocks every write to `t` while the index builds",
    ]),
    ("/* lintel: ignore[create-index-blocks-writes] */ CREATE INDEX i ON t (a);", [
      "1 warning: this comment does not say why, so it silences nothing", "1 error: blocks every write to `t` while the index builds",
    ]),
    ("-- lintel: ignore-file[create-index-blocks-writes]\r\nCREATE INDEX i ON t (a);", [
      "1 warning: this comment does not say why, so it silences nothing", "2 error: blocks every write to `t` while the index builds",
    ]),
    ("-- lintel: ignore[create-index-block-writes] why\nSELECT 1;", ["1 warning: there is no rule `create-index-block-writes`"]),
    ("SELECT 1; -- lintel: ignore[create-index-blocks-writes] why", ["1 warning: nothing here for `create-index-blocks-writes` to find"]),
    ("-- lintel: ignore-file[create-index-blocks-writes] why\nSELECT 1;", ["1 warning: nothing here for `create-index-blocks-writes` to find"]),
    ("SELECT 1;\n-- lintel: ignore[create-index-blocks-writes] above nothing", ["2 warning: nothing here for `create-index-blocks-writes` to find"]),
    ("-- lintel: ignore create-index-blocks-writes why\nSELECT 1;", ["1 warning: this comment is no instruction that Lintel knows"]),
    ("-- lintel: ignore[] why\nSELECT 1;", ["1 warning: this comment is no instruction that Lintel knows"]),
    ("-- lintel: ignore[create-index-blocks-writes why\nSELECT 1;", ["1 warning: this comment is no instruction that Lintel knows"]),
    ("-- lintel: disable[create-index-blocks-writes] why\nSELECT 1;", ["1 warning: this comment is no instruction that Lintel knows"]),
    ("-- lintel:\nSELECT 1;", ["1 warning: this comment is no instruction that Lintel knows"]),
    ("-- see lintel: it says so\nSELECT 1;", []),
  ])
  func `that does not do its work is a finding`(sql: String, messages: [String]) {
    #expect(Linted(sql, rules: indexRules).messages == messages)
  }

  @Test func `that does not do its work is shown where it goes wrong`() {
    let linted = Linted("-- lintel: ignore[create-index-block-writes, drop-index-blocks-table] why\nCREATE INDEX i ON t (a);", rules: indexRules)
    #expect(linted.places == ["create-index-block-writes", "drop-index-blocks-table", "CREATE INDEX"])
    #expect(linted.last.first?.help == "did you mean `create-index-blocks-writes`?")
    #expect(linted.rules.prefix(2) == ["unknown-rule", "unused-suppression"])
    #expect(Linted("-- lintel: ignore[nonsense] why\nSELECT 1", rules: indexRules).last.first?.help == "`lintel rules` lists them all")
  }

  @Test func `of a rule that is off is not called unused`() {
    let options = LintOptions.with { $0.severities = ["create-index-blocks-writes": Severity?.none] }
    #expect(Linted("-- lintel: ignore[create-index-blocks-writes] why\nCREATE INDEX i ON t (a);", options, rules: indexRules).findings == [])
    // A note is off by default, and known all the same.
    #expect(Linted("-- lintel: ignore[redundant-index] why\nSELECT 1;").findings == [])
  }

  @Test(arguments: [
    // The scanner gives up on the first one, the parser on the second.
    "SELECT 1a;\n-- lintel: ignore[create-index-blocks-writes] why\nCREATE INDEX i ON t (a);",
    "selec 1;\n-- lintel: ignore[create-index-blocks-writes] why\nCREATE INDEX i ON t (a);",
    "SELECT 1a;\nCREATE INDEX i ON t (a); -- lintel: ignore[create-index-blocks-writes] why",
    "SELECT 1a; CREATE INDEX i ON t (a); -- lintel: ignore[create-index-blocks-writes] why\nSELECT 1;",
    "CREATE INDEX i ON t (a); -- lintel: ignore[create-index-blocks-writes] why\nSELECT 1a;",
    "-- lintel: ignore[create-index-blocks-writes] why\nCREATE INDEX i ON t (a);\nSELECT 'open",
    "CREATE INDEX i ON t (a); -- lintel: ignore[create-index-blocks-writes] why\nSELECT 'open",
    "-- lintel: ignore-file[create-index-blocks-writes] why\nSELECT 1a; CREATE INDEX i ON t (a);",
    "SELECT 1a;\n-- lintel: ignore-file[create-index-blocks-writes] why\nCREATE INDEX i ON t (a);",
  ])
  func `works beside a broken statement`(sql: String) {
    #expect(Linted(sql, rules: indexRules).rules == ["syntax-error"])
  }

  @Test func `may silence a syntax error`() {
    #expect(Linted("-- lintel: ignore[syntax-error] of a later version\nSELEC 1;\nSELECT 2;").findings == [])
    #expect(Linted("-- lintel: ignore-file[syntax-error] of a later version\nSELECT 1a; SELECT 2;").findings == [])
  }
}
