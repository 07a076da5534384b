import Linting
import Migrations
import PostgresSyntax
import Reports
import Testing

@Suite struct `Annotations of GitHub` {
  @Test func `errors come first, and the summary last`() {
    let sample = Sample("TRUNCATE a;\nTRUNCATE b;\nTRUNCATE c;")
    let report = sample.report([
      sample.finding("one", at: sample.span("TRUNCATE a"), .note, rule: "n"), sample.finding("two", at: sample.span("TRUNCATE b"), .warning, rule: "w"),
      sample.finding("three", at: sample.span("TRUNCATE c"), rule: "e", note: "so", help: "do"),
    ])
    #expect(report.shown(as: .github) == """
      ::error file=db/0042.sql,line=3,endLine=3,col=1,endColumn=10,title=lintel%3A e::three%0Anote: so%0Ahelp: do
      ::warning file=db/0042.sql,line=2,endLine=2,col=1,endColumn=10,title=lintel%3A w::two
      ::notice file=db/0042.sql,line=1,endLine=1,col=1,endColumn=10,title=lintel%3A n::one
      Found 1 error, 1 warning and 1 note in 1 file (1 statement).

      """)
  }

  @Test func `a range over several lines has no columns`() {
    let sample = Sample("ALTER TABLE é\n  ADD x int;")
    let shown = sample.report([sample.finding("x", at: sample.span("ALTER", to: "int"))]).shown(as: .github)
    #expect(shown.hasPrefix("::error file=db/0042.sql,line=1,endLine=2,title="))
  }

  @Test(arguments: [
    ("a%b", "a%25b", "a%25b"), ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"), ("a:b,c;d=e", "a%3Ab%2Cc;d=e", "a:b,c;d=e"), ("::error::", "%3A%3Aerror%3A%3A", "::error::"),
    ("%0A", "%250A", "%250A"), ("é数🎉", "é数🎉", "é数🎉"), ("\u{1b}[2J", "␛[2J", "␛[2J"),
  ])
  func `names and messages are escaped as the runner reads them`(text: String, property: String, message: String) {
    let sample = Sample("x", path: text)
    let shown = sample.report([sample.finding(.init(text), at: Span(0, 1))]).shown(as: .github)
    #expect(shown.hasPrefix("::error file=\(property),line=1,endLine=1,col=1,endColumn=1,title=lintel%3A some-rule::\(message)\n"))
  }

  @Test func `paths start at the project`() {
    let sample = Sample("x", path: "1.sql")
    let surroundings = ReportSurroundings(version: "1", projectFolder: "/p") { "shop/" + $0 } rule: { _ in nil }
    #expect(sample.report([sample.finding("x", at: Span(0, 1))]).shown(as: .github, in: surroundings).hasPrefix("::error file=shop/1.sql,"))
  }
}
