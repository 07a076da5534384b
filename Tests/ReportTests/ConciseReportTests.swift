import Linting
import PostgresSyntax
import Reports
import Testing

struct ConciseReportTests {
  let sample = Sample("BEGIN;\n  DROP TABLE a;\n")

  @Test func `one line for each finding`() {
    let report = sample.report([
      sample.finding("stops reads", at: sample.span("DROP"), fix: .safe("x")),
      sample.finding("is left open", at: sample.span("BEGIN"), .warning),
    ])
    #expect(report.shown(as: .concise) == """
      db/0042.sql:2:3: error: some-rule: stops reads [*]
      db/0042.sql:1:1: warning: some-rule: is left open

      """)
  }

  @Test func `nothing at all on a clean run`() {
    #expect(sample.report([]).shown(as: .concise) == "")
  }

  @Test func `a finding stays on its line`() {
    let odd = Sample("x", path: "a\nb")
    #expect(odd.report([odd.finding("c\r\nd", at: Span(0, 1))]).shown(as: .concise) == "a␊b:1:1: error: some-rule: c␍␊d\n")
  }
}
