import Linting
import PostgresBehavior
import PostgresSyntax
import Testing

@Suite struct `Severities` {
  private let sql = "CREATE INDEX i ON t (a);"

  @Test func `are the rule's own, unless the options say otherwise`() {
    #expect(Linted(sql, rules: indexRules).last.map(\.severity) == [.error])
    for severity in Severity.allCases {
      let options = LintOptions.with { $0.severities = ["create-index-blocks-writes": severity] }
      #expect(Linted(sql, options, rules: indexRules).last.map(\.severity) == [severity])
    }
    #expect(Linted(sql, .with { $0.severities = ["create-index-blocks-writes": Severity?.none] }, rules: indexRules).findings == [])
  }

  @Test func `of the engine's rules can be set too`() {
    #expect(Linted("selec").last.map(\.severity) == [.error])
    #expect(Linted("selec", .with { $0.severities = ["syntax-error": .note] }).last.map(\.severity) == [.note])
    #expect(Linted("selec", .with { $0.severities = ["syntax-error": Severity?.none] }).findings == [])
    #expect(Linted("-- lintel: ignore[x] y\nSELECT 1", .with { $0.severities = ["unknown-rule": Severity?.none] }).findings == [])
  }

  @Test func `leave notes out until they are asked for`() {
    let twice = "CREATE TABLE t (a int);\nCREATE INDEX i ON t (a);\nCREATE INDEX j ON t (a);"
    #expect(Linted(twice, rules: ["redundant-index"]).findings == [])
    #expect(Linted(twice, .with { $0.isStrict = true }, rules: ["redundant-index"]).findings == ["3 redundant-index"])
    #expect(Linted(twice, .with { $0.severities = ["redundant-index": .warning] }, rules: ["redundant-index"]).last.map(\.severity) == [.warning])
    #expect(Linted(twice, .with { $0.isStrict = true; $0.severities = ["redundant-index": Severity?.none] }, rules: ["redundant-index"]).findings == [])
  }

  @Test func `are ordered`() {
    #expect(Severity.note < .warning && Severity.warning < .error)
    #expect(Severity.allCases.shuffled().sorted() == [.note, .warning, .error])
  }

  @Test(arguments: [
    (true, "1 error: `t` is large: blocks every write to `t` while the index builds"),
    (false, "1 note: blocks every write to `t` while the index builds"),
    (nil, "1 error: blocks every write to `t` while the index builds"),
  ] as [(Bool?, String)])
  func `weigh the table`(isLarge: Bool?, message: String) {
    let options = LintOptions.with { $0.isLarge = { $0.description == "t" ? isLarge : nil } }
    #expect(Linted(sql, options, rules: indexRules).messages == [message])
    // `public.t` is `t`.
    #expect(Linted("CREATE INDEX i ON public.t (a);", options, rules: indexRules).messages == [message])
  }

  @Test func `weigh all tables of a finding`() {
    let key = "ALTER TABLE t ADD FOREIGN KEY (p) REFERENCES p;"
    func severity(_ small: Set<String>, large: Set<String> = []) -> [String] {
      let options = LintOptions.with { $0.isLarge = { small.contains($0.description) ? false : large.contains($0.description) ? true : nil } }
      return Linted(key, options, rules: ["foreign-key-blocks-writes"]).messages.map { String($0.prefix(30)) }
    }
    #expect(severity(["t"]) == ["1 error: blocks every write to"])
    #expect(severity(["t", "p"]) == ["1 note: blocks every write to "])
    #expect(severity(["t"], large: ["p"]) == ["1 error: `p` is large: blocks "])
  }
}

@Suite struct `Findings` {
  @Test func `come sorted by file, place and rule`() {
    let migrations = ["SELECT 1;\nCREATE INDEX i ON t (a);\nselec;", "DROP INDEX i;\nCREATE INDEX j ON t (a);\nDROP INDEX j;"]
    let report = Linted(migrations, rules: indexRules).report
    #expect(report.findings.map { "\($0.migration ?? -1) \($0.span.start) \($0.rule)" } == [
      "0 10 create-index-blocks-writes", "0 35 syntax-error",
      "1 0 drop-index-blocks-table", "1 14 create-index-blocks-writes", "1 39 drop-index-blocks-table",
    ])
  }

  @Test func `keep their files apart, in the order of the run`() {
    let migrations = (0..<40).map { "SELECT \($0);\nCREATE INDEX i\($0) ON t\($0) (a);" }
    let report = Linted(migrations, rules: indexRules).report
    #expect(report.findings.map(\.migration) == Array(0..<40))
    #expect(report.findings.map(\.message.description) == (0..<40).map { "blocks every write to `t\($0)` while the index builds" })
    #expect((report.fileCount, report.statementCount) == (40, 80))
  }

  @Test func `that say the same are one`() {
    let types: [any Rule.Type] = [Stutter.self]
    let input = LintInput(migration: .init(path: "a.sql", source: SourceText("SELECT 1;")), options: .protected, history: "")
    #expect(Linter(rules: types).lint([input]).findings.map(\.message.description) == ["one", "two"])
  }

  @Test func `of one history do not know another`() {
    let create = "CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL);", alter = "ALTER TABLE t ALTER COLUMN a SET NOT NULL;"
    func lint(_ histories: [String]) -> Int {
      let inputs = zip([create, alter], histories).map { sql, history in
        LintInput(migration: .init(path: "\(history).sql", source: SourceText(sql)), options: .protected, history: history)
      }
      return Linter(rules: Linted.types(["not-null-scans-table"])).lint(inputs).findings.count
    }
    #expect(lint(["a", "a"]) == 0)
    #expect(lint(["a", "b"]) == 1)
  }

  @Test(arguments: [
    ("", 0), ("-- nothing\n;;", 0), ("SELECT 1; SELECT 2", 2), ("selec; SELECT 2;", 2), ("SELECT 1; SELECT 1a; SELECT 3;", 3), ("SELECT 'open; SELECT", 1),
  ])
  func `come with the number of statements`(sql: String, count: Int) {
    #expect(Linted(sql).report.statementCount == count)
  }

  @Test(arguments: [
    ("selec 1;\nCREATE INDEX i ON t (a);", ["1 syntax-error", "2 create-index-blocks-writes"]),
    ("CREATE INDEX i ON t (a);\nSELECT 1a;\nDROP INDEX k;", ["1 create-index-blocks-writes", "2 syntax-error", "3 drop-index-blocks-table"]),
    ("CREATE INDEX i ON t (a);\nSELECT (;\nDROP INDEX k;", ["1 create-index-blocks-writes", "2 syntax-error", "3 drop-index-blocks-table"]),
    ("CREATE INDEX i ON t (a);\nSELECT 'open;\nDROP INDEX i;", ["1 create-index-blocks-writes", "2 syntax-error"]),
  ])
  func `of other statements stay when one is broken`(sql: String, findings: [String]) {
    #expect(Linted(sql, rules: indexRules).findings == findings)
  }

  @Test(arguments: [
    ("SELECT 'é' é é é;", "é"), ("SELECT 1 2;", "2"), ("SELECT 'é', 1€;", "1"), ("SELECT 😀 😀 😀;", "😀"), ("SELECT (", ""),
  ])
  func `of syntax stand on whole characters`(sql: String, place: String) {
    #expect(Linted(sql).places == [place])
    #expect(Linted(sql).rules == ["syntax-error"])
  }

  @Test func `of a large file are those of a small one`() {
    // Cut into pieces that are parsed side by side
    let rest = String(repeating: "SELECT 'a line that is here to fill the file with some hundred thousand bytes';\n", count: 4_000)
    let sql = "BEGIN;\nCREATE TABLE n (a int);\n" + rest + "CREATE INDEX i ON n (a);\nCREATE INDEX j ON t (a);\n" + rest + "DROP INDEX k;\nCOMMIT;\n"
    #expect(Linted(sql, rules: indexRules).findings == ["4004 create-index-blocks-writes", "8005 drop-index-blocks-table"])
  }

  @Test func `say why a file cannot be read`() {
    let input = LintInput(migration: .init(path: "a.sql", source: SourceText("")), options: .protected, history: "", problem: "is a folder")
    let findings = Linter(rules: []).lint([input]).findings
    #expect(findings.map { "\($0.severity) \($0.rule): \($0.message)" } == ["error unreadable-file: cannot be read: is a folder"])
  }

  @Test func `survive statements that are too deep`() {
    let sql = "CREATE INDEX i ON t (a);\nSELECT 1" + String(repeating: " UNION SELECT 1", count: 60_000) + ";\nDROP INDEX k;"
    #expect(Linted(sql, rules: indexRules).findings == ["1 create-index-blocks-writes", "2 syntax-error", "3 drop-index-blocks-table"])
    #expect(Linted("SELECT " + String(repeating: "(", count: 100_000) + ";\nDROP INDEX k;", rules: indexRules).rules.last == "drop-index-blocks-table")
    let deepest = "SELECT 1" + String(repeating: " UNION SELECT 1", count: 4_000) + ";\nDROP INDEX k;"
    #expect(Linted(deepest).rules.contains("drop-index-blocks-table"))
  }
}

/// Says everything more than once.
private struct Stutter: Rule {
  static let metadata = RuleMetadata(id: "stutter", summary: "", severity: .warning)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    ["two", "one", "two", "one", "two"].map { Finding(Finding.Message($0), at: step.statement.span) }
  }
}
