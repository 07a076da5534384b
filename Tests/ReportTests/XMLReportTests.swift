import Linting
import Migrations
import PostgresSyntax
import Reports
import Testing

@Suite struct `XML reports` {
  private let sample = Sample("TRUNCATE a;\nTRUNCATE b;", path: "db/a&b.sql")

  private var report: Report {
    var report = sample.report([sample.finding("a <b>\n\"c\"", at: sample.span("TRUNCATE a"), rule: "r", note: "so"), sample.finding("n", at: sample.span("TRUNCATE b"), .note)])
    report.migrations.append(Migration(path: "clean.sql", source: SourceText("SELECT 1;")))
    report.migrations.append(Migration(path: "history.sql", source: SourceText("SELECT 1;")))
    report.reviewed = [0, 1]
    return report
  }

  @Test func `Checkstyle has the findings of each file`() {
    #expect(report.shown(as: .checkstyle) == """
      <?xml version="1.0" encoding="UTF-8"?>
      <checkstyle version="4.3">
      <file name="db/a&amp;b.sql">
      <error line="1" column="1" severity="error" message="a &lt;b&gt;&#10;&quot;c&quot;&#10;note: so" source="lintel.r"/>
      <error line="2" column="1" severity="info" message="n" source="lintel.some-rule"/>
      </file>
      </checkstyle>

      """)
  }

  @Test func `JUnit has a suite for each file, and a case for each finding`() {
    var report = report
    report.suppressed = [SuppressedFinding(sample.finding("s", at: sample.span("b;")), reason: "two rows", comment: Span(0, 1))]
    #expect(report.shown(as: .junit) == """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="lintel" tests="4" failures="2" errors="0" skipped="1">
      <testsuite name="db/a&amp;b.sql" tests="3" failures="2" errors="0" skipped="1">
      <testcase name="r (1:1)" classname="db/a&amp;b.sql" file="db/a&amp;b.sql" line="1">\
      <failure type="error" message="a &lt;b&gt;&#10;&quot;c&quot;">db/a&amp;b.sql:1:1: error: a &lt;b&gt;
      "c"
      note: so</failure></testcase>
      <testcase name="some-rule (2:1)" classname="db/a&amp;b.sql" file="db/a&amp;b.sql" line="2">\
      <failure type="note" message="n">db/a&amp;b.sql:2:1: note: n</failure></testcase>
      <testcase name="some-rule (2:10)" classname="db/a&amp;b.sql" file="db/a&amp;b.sql" line="2"><skipped message="two rows"/></testcase>
      </testsuite>
      <testsuite name="clean.sql" tests="1" failures="0" errors="0" skipped="0">
      <testcase name="no findings" classname="clean.sql" file="clean.sql"/>
      </testsuite>
      </testsuites>

      """)
  }

  @Test func `a file that cannot be read is an error and no failure`() {
    let empty = Sample("", path: "gone.sql")
    let shown = empty.report([empty.finding("cannot be read: no", at: Span(0, 0), rule: "unreadable-file")]).shown(as: .junit)
    #expect(shown.contains("tests=\"1\" failures=\"0\" errors=\"1\""))
    #expect(shown.contains("<error type=\"error\" message=\"cannot be read: no\">"))
  }
}
