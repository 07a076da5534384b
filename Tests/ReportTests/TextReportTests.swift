import Linting
import Migrations
import PostgresSyntax
import Reports
import Testing

struct TextReportTests {
  let sample = Sample("""
    BEGIN;

    CREATE INDEX orders_customer_idx ON orders (customer_id);
    COMMIT;

    """)

  @Test func `a finding shows its source, its second place, its note and its help`() {
    let finding = sample.finding(
      "blocks every write to `orders` while the index builds", at: sample.span("CREATE INDEX"), rule: "create-index-blocks-writes",
      note: "takes a `SHARE` lock on `orders`", help: "build it with CONCURRENTLY, outside a transaction",
      labels: [.init("this opens the transaction", at: sample.span("BEGIN"))], fix: .safe("build it concurrently"))
    #expect(sample.report([finding], statements: 3).shown(as: .text) == """
      error[create-index-blocks-writes]: blocks every write to `orders` while the index builds [*]
        --> db/0042.sql:3:1
         |
       1 | BEGIN;
         | ----- this opens the transaction
       2 |
       3 | CREATE INDEX orders_customer_idx ON orders (customer_id);
         | ^^^^^^^^^^^^
       4 | COMMIT;
         |
         = note: takes a `SHARE` lock on `orders`
         = help: build it with CONCURRENTLY, outside a transaction

      Found 1 error in 1 file (3 statements); 1 can be fixed with `lintel fix` [*].

      """)
  }

  @Test func `only safe fixes are marked, and a fix without help shows its title`() {
    let span = sample.span("COMMIT")
    let report = sample.report([
      sample.finding("one", at: span, .warning, fix: .unsafe("look twice")),
      sample.finding("two", at: span, .note, fix: Fix(.plan, "by hand")),
    ])
    #expect(report.shown(as: .text) == """
      warning[some-rule]: one
        --> db/0042.sql:4:1
         |
       3 | CREATE INDEX orders_customer_idx ON orders (customer_id);
       4 | COMMIT;
         | ^^^^^^
         |
         = help: look twice

      note[some-rule]: two
        --> db/0042.sql:4:1
         |
       3 | CREATE INDEX orders_customer_idx ON orders (customer_id);
       4 | COMMIT;
         | ^^^^^^
         |
         = help: by hand

      Found 1 warning and 1 note in 1 file (1 statement); 1 can be fixed with `lintel fix --unsafe`.

      """)
  }

  @Test func `an unreadable file shows its path`() {
    let empty = Sample("", path: "db/broken.sql")
    let finding = empty.finding("is not UTF-8", at: Span(0, 0), rule: "unreadable-file")
    #expect(empty.frame(finding) == """
      error[unreadable-file]: is not UTF-8
        --> db/broken.sql
      """)
  }

  @Test func `a finding without its file does not stop the report`() {
    var finding = sample.finding("x", at: Span(3, 9))
    finding.migration = 7
    #expect(sample.frame(finding) == """
      error[some-rule]: x
        --> ?
      """)
  }

  @Test(arguments: [
    (0, 0, "No findings in 0 files (0 statements)."), (1, 1, "No findings in 1 file (1 statement)."),
    (14, 31, "No findings in 14 files (31 statements)."),
  ])
  func `a clean run says so`(files: Int, statements: Int, expected: String) {
    #expect(Report(migrations: [], findings: [], fileCount: files, statementCount: statements).shown(as: .text) == expected + "\n")
  }

  @Test func `counts name files with findings, of all`() {
    let span = sample.span("COMMIT")
    var findings = [Severity.error, .error, .error, .warning, .note, .note].map {
      sample.finding("x", at: span, $0, fix: $0 == .error ? .safe("y") : nil)
    }
    findings[5].migration = 1
    let migrations = ["a.sql", "b.sql"].map { Migration(path: $0, source: sample.source) }
    let shown = Report(migrations: migrations, findings: findings, fileCount: 14, statementCount: 31).shown(as: .text)
    #expect(shown.hasSuffix(
      "\nFound 3 errors, 1 warning and 2 notes in 2 of 14 files (31 statements); 3 can be fixed with `lintel fix` [*].\n"))
  }

  @Test func `notes wrap at the width of the terminal`() {
    let finding = sample.finding(
      "x", at: sample.span("COMMIT"), note: "every `INSERT`, `UPDATE` and `DELETE` waits until the index is built",
      help: "first this\nthen that, which takes a little longer to say")
    #expect(sample.frame(finding, Style(width: 44)) == """
      error[some-rule]: x
        --> db/0042.sql:4:1
         |
       4 | COMMIT;
         | ^^^^^^
         |
         = note: every `INSERT`, `UPDATE` and
                 `DELETE` waits until the index is
                 built
         = help: first this
                 then that, which takes a little
                 longer to say
      """)
  }

  @Test func `header, place and counts break where words and folders end`() {
    let deep = Sample("DROP TABLE a;", path: "services/billing/db/migrations/0042_drop_the_old_table.sql")
    let finding = deep.finding("breaks every client that still reads `a`", at: deep.span("DROP"), rule: "drop-table-breaks-clients", fix: .safe("y"))
    #expect(deep.report([finding]).shown(as: .text, Style(width: 44)) == """
      error[drop-table-breaks-clients]: breaks
        every client that still reads `a` [*]
        --> services/billing/db/migrations/
            0042_drop_the_old_table.sql:1:1
         |
       1 | DROP TABLE a;
         | ^^^^
         |
         = help: y

      Found 1 error in 1 file (1 statement); 1 can
      be fixed with `lintel fix` [*].

      """)
    let colored = deep.report([finding]).shown(as: .text, Style(isColored: true, width: 44)).replacing("\u{1b}", with: "~")
    #expect(colored.hasPrefix("""
      ~[1;31merror[~[0m~[1;31mdrop-table-breaks-clients~[0m~[1;31m]~[0m~[1m: breaks~[0m
        ~[1mevery client that still reads `a`~[0m~[1;32m [*]~[0m
        ~[1;34m-->~[0m services/billing/db/migrations/
            0042_drop_the_old_table.sql:1:1

      """))
  }

  @Test func `colours follow rustc, and the rule links to its page`() {
    let finding = sample.finding("x", at: sample.span("BEGIN"), .warning, help: "y", fix: .safe("z"))
    let style = Style(isColored: true, ruleLink: "https://example.org/{rule}.html")
    let shown = sample.report([finding]).shown(as: .text, style)
    let lines = shown.split(separator: "\n").map { $0.replacing("\u{1b}", with: "~") }
    #expect(lines.prefix(8).joined(separator: "\n") == #"""
      ~[1;33mwarning[~[0m~]8;;https://example.org/some-rule.html~\~[1;33msome-rule~[0m~]8;;~\~[1;33m]~[0m~[1m: x~[0m~[1;32m [*]~[0m
        ~[1;34m-->~[0m db/0042.sql:1:1
        ~[1;34m |~[0m
       ~[1;34m1 |~[0m BEGIN;
        ~[1;34m |~[0m ~[1;33m^^^^^~[0m
       ~[1;34m2 |~[0m
       ~[1;34m3 |~[0m CREATE INDEX orders_customer_idx ON orders (customer_id);
         ~[1;34m|~[0m
      """#)
  }

  @Test func `no line ends in blanks`() {
    let messy = Sample("SELECT 1;   \n\t\n  \nSELECT 2;  \n\n\n")
    let shown = messy.report([messy.finding("x", at: messy.span("1;", to: "2;  "), note: "a\n\nb")]).shown(as: .text)
    #expect(shown.split(separator: "\n").filter { $0.hasSuffix(" ") } == [])
  }
}
