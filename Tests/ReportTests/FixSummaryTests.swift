import Linting
import Migrations
import PostgresSyntax
import Reports
import Testing

struct FixSummaryTests {
  let sample = Sample("BEGIN;\nSELECT 1;\n")

  private func file(_ new: String? = nil, applied: [Finding] = [], left: [Finding] = [], refusals: [FixRefusal] = []) -> FixedFile {
    FixedFile(
      migration: Migration(path: sample.path, source: sample.source), source: new.map { SourceText($0) } ?? sample.source, applied: applied, left: left,
      refusals: refusals)
  }

  private func shown(_ files: FixedFile..., allowsUnsafe: Bool = false, style: Style = .plain) -> String {
    collect { FixReport(files: files).writeSummary(allowsUnsafe: allowsUnsafe, style: style, to: &$0) }
  }

  private func finding(_ severity: Severity = .error, _ fix: Fix? = nil, rule: String = "some-rule") -> Finding {
    sample.finding("blocks every write to `t`", at: sample.span("SELECT"), severity, rule: rule, fix: fix)
  }

  @Test func `names what was fixed, what is left and how many`() {
    let fixed = finding(.error, .safe("do it"))
    let text = shown(
      file("BEGIN;\n\nSELECT 1;\n", applied: [fixed, finding(.warning, .safe("do that"), rule: "other-rule"), fixed], left: [finding(.warning)]), file())
    #expect(text == """
      fixed db/0042.sql: some-rule: do it (2 times)
      fixed db/0042.sql: other-rule: do that

      db/0042.sql:2:1: warning: some-rule: blocks every write to `t`

      Fixed 3 findings in 1 of 2 files; left: 1 warning.

      """)
    #expect(shown(file()) == "Nothing to fix in 1 file; nothing is left.\n")
  }

  @Test func `numbers the steps of a plan`() {
    let plan = Fix.plan("move it in steps", [
      .init("deploy the version that writes both columns"), .sql("UPDATE t SET b = a;\n\nSELECT 2;"), .init("then", sql: "ALTER TABLE t DROP COLUMN a;"),
    ])
    #expect(shown(file(left: [finding(.error, plan)])) == """
      db/0042.sql:2:1: error: some-rule: blocks every write to `t`
        move it in steps:
        1. deploy the version that writes both columns
        2. UPDATE t SET b = a;

           SELECT 2;
        3. then
           ALTER TABLE t DROP COLUMN a;

      Nothing to fix in 1 file; left: 1 error.

      """)
  }

  @Test func `says what else could be fixed, and what was left out`() {
    let unsafe = finding(.error, .unsafe("look twice"))
    #expect(shown(file(left: [unsafe], refusals: [FixRefusal(.worse, rules: ["a", "b"])])) == """
      db/0042.sql:2:1: error: some-rule: blocks every write to `t` [--unsafe]
      db/0042.sql: left out the fix of `a`, `b`, which would bring a new error or lose a comment

      Nothing to fix in 1 file; left: 1 error; `--unsafe` can fix 1 of them.

      """)
    #expect(!shown(file(left: [unsafe]), allowsUnsafe: true).contains("--unsafe"))
  }

  @Test func `words wrap at the width of the terminal`() {
    let plan = Fix.plan("do it", [.init("deploy the version of the application that writes both columns")])
    let lines = shown(file(left: [finding(.error, plan)]), style: Style(width: 42)).split(separator: "\n")
    #expect(lines.prefix(2) == ["db/0042.sql:2:1: error: some-rule: blocks", "  every write to `t`"])
    #expect(lines.dropFirst(3).prefix(2) == ["  1. deploy the version of the application", "     that writes both columns"])
  }
}
