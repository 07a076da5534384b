import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Reports
import Testing

@Suite struct `The page` {
  private let sql = """
    BEGIN;
    CREATE INDEX i ON orders (note);
    ALTER TABLE orders ADD COLUMN x int;
    TRUNCATE audit;
    COMMIT;
    REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
    DELETE FROM stock;

    """

  private func page(_ sql: String, path: String = "db/1.sql", runner: String = "psql", wrapping: Wrapping = .none, _ findings: (Sample) -> [Finding]) -> String {
    let sample = Sample(sql, path: path)
    var report = sample.report(findings(sample), statements: 7)
    report.locks = replayed((path, sql), runner: runner, wrapping: wrapping)
    let shown = report.shown(as: .html)
    #expect(problemOfXML(shown) == nil)
    return shown
  }

  @Test func `has a lane for each relation, a bar from lock to COMMIT, and who waits`() {
    let shown = page(sql) { _ in [] }
    for (lane, name) in ["orders", "audit", "totals", "stock"].enumerated() {
      #expect(shown.contains("<span class=\"head lane\" style=\"grid-column: \(lane + 3)\" title=\"\(name)\"><b>\(name)</b>"))
    }
    // Writes wait from the index on, reads from the column on, to COMMIT; rows are numbered from 2.
    #expect(shown.contains("<span class=\"bar writes continued\" style=\"grid-row: 3 / 4; grid-column: 3\""))
    #expect(shown.contains("<span class=\"bar both continues\" style=\"grid-row: 4 / 7; grid-column: 3\""))
    #expect(shown.contains("<span class=\"bar both\" style=\"grid-row: 5 / 7; grid-column: 4\""))
    #expect(shown.contains("<span class=\"bar none\" style=\"grid-row: 8 / 9; grid-column: 6\""))
    #expect(shown.contains("<i class=\"transaction\" style=\"grid-row: 2 / 7\">"))
    #expect(shown.contains("orders: writes stop from line 2 to line 5, reads from line 3 to line 5"))
    #expect(shown.contains("<b>ACCESS EXCLUSIVE</b><small>catalog</small>"))
    #expect(shown.contains("<span class=\"k\">TRUNCATE</span>"))
  }

  @Test func `leaves no relation without a lane that something is found about`() {
    let sql = (1...12).map { "ALTER TABLE tab\($0) ADD x int;\n" }.joined() + "CREATE INDEX i ON tab12 (x);\nALTER TABLE big ALTER y TYPE text;\n"
    let shown = page(sql) { sample in
      [
        sample.finding("careless", at: sample.span("ALTER TABLE tab11"), .warning),
        sample.finding("blocks writes", at: sample.span("CREATE INDEX"), relations: [Effect(RelationName("tab12"), .share, .indexBuild)]),
      ]
    }
    let names = shown.split(separator: "<span class=\"head lane\"").dropFirst().compactMap { $0.split(separator: "<b>").dropFirst().first?.prefix { $0 != "<" } }
    #expect(names == ["tab1", "tab2", "tab3", "tab4", "tab5", "tab11", "tab12", "big"])
    #expect(shown.contains("and locks on 5 more relations, not drawn"))
    #expect(shown.contains("<a class=\"bar writes\" style=\"grid-row: 14 / 15; grid-column: 9\""))
  }

  @Test func `has each finding below its statement, with its fix, and a way to it from the bar`() {
    let shown = page(sql) { sample in
      [
        sample.finding(
          "blocks writes to `orders`", at: sample.span("CREATE INDEX"), rule: "r", note: "a note", help: "a way out",
          labels: [.init("from here", at: sample.span("BEGIN"))], relations: [Effect(RelationName("orders"), .share, .indexBuild)],
          fix: .safe("build it", .replace(sample.span("CREATE INDEX"), with: "CREATE INDEX CONCURRENTLY"))),
        sample.finding("plan", at: sample.span("TRUNCATE"), .warning, fix: .plan("slowly", [.init("do", sql: "SELECT 1;")])),
      ]
    }
    for text in [
      "<article class=\"finding error\" id=\"finding-1\">", "blocks writes to <code>orders</code>", "a note", "a way out", "line 1: from here",
      "<b>fix</b> build it", "<del>- CREATE INDEX i ON orders (note);</del>", "<ins>+ CREATE INDEX CONCURRENTLY i ON orders (note);</ins>",
      "<b>by hand</b> slowly", "<a class=\"bar writes continued\"", "href=\"#finding-1\" class=\"flag error\"", "<span class=\"k m\">CREATE</span>",
    ] { #expect(shown.contains(text), "\(text)") }
  }

  @Test func `needs nothing but itself`() {
    let shown = page(sql) { [$0.finding("x", at: Span(0, 5))] }
    for word in ["<script", "<link", "<img", "@import", "url(", "http:", "https:", "<iframe", "onload"] { #expect(!shown.contains(word), "\(word)") }
    for word in ["prefers-color-scheme: dark", "@media print", "default-src 'none'", "<!DOCTYPE html>"] { #expect(shown.contains(word), "\(word)") }
  }

  @Test func `the runner's transaction has its own rows`() {
    let shown = page("TRUNCATE a;", runner: "goose", wrapping: .file) { _ in [] }
    #expect(shown.contains("BEGIN by goose"))
    #expect(shown.contains("COMMIT by goose"))
    #expect(shown.contains("<span class=\"bar both\" style=\"grid-row: 3 / 5; grid-column: 3\""))
  }

  @Test func `what a block puts together has its row and its bar`() {
    let shown = page("DO $$ BEGIN EXECUTE 'TRUNCATE a'; TRUNCATE b; END $$;") { _ in [] }
    #expect(shown.contains("TRUNCATE, put together in the block") || shown.contains("<span class=\"s\">'TRUNCATE a'</span>"))
    #expect(shown.contains("<b>a</b>"))
    #expect(shown.contains("<b>b</b>"))
  }

  @Test func `what nobody waits for is folded, but not over a finding`() {
    let inserts = (1...12).map { "INSERT INTO b VALUES (\($0));" }.joined(separator: "\n")
    let shown = page("TRUNCATE a;\n" + inserts) { [$0.finding("x", at: $0.span("INSERT INTO b VALUES (6)"), .note)] }
    #expect(shown.contains("5 statements that nobody waits for: INSERT"))
    #expect(shown.contains("6 statements that nobody waits for: INSERT"))
    #expect(shown.contains(">2–6<"))
  }

  @Test func `findings without a statement have rows of their own`() {
    let shown = page("-- lintel: ignore[x]\nSELECT 1;\nSELEC 2;\n") { sample in
      [sample.finding("no reason", at: sample.span("-- lintel: ignore[x]"), .warning), sample.finding("broken", at: sample.span("SELEC 2"))]
    }
    #expect(shown.contains("no reason"))
    #expect(shown.contains("broken"))
    let gone = Sample("", path: "gone.sql")
    let report = gone.report([gone.finding("cannot be read", at: Span(0, 0), rule: "unreadable-file")])
    #expect(report.shown(as: .html).contains("cannot be read"))
  }

  @Test func `quiet files and silenced findings are listed`() {
    let sample = Sample("SELECT 1;", path: "quiet.sql")
    var report = sample.report([])
    report.locks = replayed(("quiet.sql", "SELECT 1;"))
    report.suppressed = [SuppressedFinding(sample.finding("silent", at: Span(0, 6)), reason: "two rows", comment: Span(0, 0))]
    let shown = report.shown(as: .html)
    #expect(shown.contains("Nothing waits and nothing is found"))
    #expect(shown.contains("<code>quiet.sql</code> 1 statement"))
    #expect(shown.contains("silent — “two rows”"))
  }
}
