import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Reports
import Testing

@Suite struct `A comment on a pull request` {
  private func report(_ sql: String, path: String = "db/1.sql", _ findings: (Sample) -> [Finding]) -> Report {
    let sample = Sample(sql, path: path)
    var report = sample.report(findings(sample), statements: 2)
    report.locks = replayed((path, sql))
    return report
  }

  @Test func `locks, findings, and the fix folded away`() {
    let shown = report("CREATE INDEX ON a (b);\nTRUNCATE c;") { sample in
      [
        sample.finding(
          "blocks writes to `a`", at: sample.span("CREATE"), rule: "r", note: "a <lock>", help: "use `CONCURRENTLY`",
          fix: .safe("build it `beside`", .insert(" CONCURRENTLY", at: 12)))
      ]
    }.shown(as: .markdown)
    #expect(shown == """
      <!-- lintel -->
      ## Lintel: 1 error

      Found 1 error in 1 file (2 statements); 1 can be fixed with `lintel fix`.

      ### Locks

      `db/1.sql` (psql)

      | line | statement | relation | lock | waits | work | held until |
      |---:|---|---|---|---|---|---|
      | 1 | `CREATE INDEX ON a (b)` | `a` | SHARE | 🟡 writes | index build | its end |
      | 2 | `TRUNCATE c` | `c` | ACCESS EXCLUSIVE | 🔴 reads, writes | catalog | its end |

      a: writes stop while line 1 runs; c: reads and writes stop while line 2 runs

      ### Findings

      🔴 **error** `db/1.sql:1:1` blocks writes to `a` (`r`)

      note: a &lt;lock&gt;

      help: use `CONCURRENTLY`

      <details><summary>fix: build it <code>beside</code></summary>

      ```diff
      -CREATE INDEX ON a (b);
      +CREATE INDEX CONCURRENTLY ON a (b);
       TRUNCATE c;
      ```

      </details>

      """)
  }

  @Test func `nothing found`() {
    #expect(report("SELECT 1;") { _ in [] }.shown(as: .markdown) == """
      <!-- lintel -->
      ## Lintel: no findings

      No findings in 1 file (2 statements).

      ### Locks

      Nothing waits.

      """)
  }

  @Test func `the steps of a plan are numbered, each in its own block`() {
    let shown = report("TRUNCATE c;") { sample in
      [sample.finding("x", at: Span(0, 8), .note, fix: .plan("slowly", [.init("first `this`", sql: "SELECT '```';"), .sql("SELECT 2;")]))]
    }.shown(as: .markdown)
    #expect(shown.hasSuffix("""
      <details><summary>by hand: slowly</summary>

      1. first `this`

      ````sql
      SELECT '```';
      ````

      2.\u{20}

      ```sql
      SELECT 2;
      ```


      </details>

      """))
  }

  @Test func `what does not fit is counted, and errors come first`() {
    let statements = (1...900).map { "TRUNCATE t\($0);" }, sql = statements.joined(separator: "\n")
    let shown = report(sql) { sample in
      var findings: [Finding] = [], at = 0
      for (number, statement) in statements.enumerated() {
        findings.append(sample.finding(
          .init("blocks `t\(number)` " + String(repeating: "é", count: 100)), at: Span(at, at + 8), number % 2 == 0 ? .warning : .error))
        at += statement.utf8.count + 1
      }
      return findings
    }.shown(as: .markdown)
    #expect(shown.utf8.count < 65_000)
    #expect(shown.utf8.count > 55_000)
    let errors = shown.components(of: "🔴 **error**") - 1, warnings = shown.components(of: "🟡 **warning**") - 1
    #expect(errors > 50)
    #expect(warnings == 0)
    #expect(shown.hasSuffix("**Not shown for lack of room:** \(450 - errors) errors and 450 warnings. `lintel check` shows them all.\n"))
    let rows = shown.components(of: "| ACCESS EXCLUSIVE |") - 1
    #expect(shown.contains("and \(900 - rows) more rows, for lack of room"))
  }

  @Test func `many files: those whose locks do not fit are counted`() {
    let files = (1...400).map { (path: "db/\(String(repeating: "x", count: 200))\($0).sql", sql: "TRUNCATE t;") }
    let replays = files.map { replayed($0).files[0] }
    var report = Report(migrations: replays.map(\.migration), findings: [], fileCount: 400, statementCount: 400)
    report.locks = LockReport(files: replays)
    let shown = report.shown(as: .markdown)
    #expect(shown.utf8.count < 65_000)
    let told = shown.components(of: "(psql)") - 1
    #expect(shown.contains("and the locks of \(400 - told) more files, for lack of room; `lintel locks` shows them"))
  }

  @Test(arguments: [
    ("a `b` c", "a `b` c"), ("<b> & @all #1 *x* _y_ [z](u) a|b \\", "&lt;b&gt; &amp; @\u{2060}all \\#1 \\*x\\* \\_y\\_ \\[z\\](u) a\\|b \\\\"),
    ("open ` tick", "open \\` tick"), ("`a|b` <", "`a|b` &lt;"), ("one\ntwo", "one␊two"), ("`we`ird`, x", "`` we`ird ``, x"),
  ])
  func `messages show what they say`(text: String, expected: String) {
    let shown = report("TRUNCATE a;") { [$0.finding(.init(text), at: Span(0, 8), rule: "r")] }.shown(as: .markdown)
    #expect(shown.contains("`db/1.sql:1:1` \(expected) (`r`)\n"))
  }

  @Test func `a bar in a name does not break the table`() {
    let shown = report("TRUNCATE \"a|b\";") { _ in [] }.shown(as: .markdown)
    #expect(shown.contains("| 1 | `TRUNCATE \"a\\|b\"` | `a\\|b` | ACCESS EXCLUSIVE |"))
  }
}
