import LintelRules
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Testing

@Suite struct `What a comment silences` {
  private func suppressed(_ sql: String) -> [String] {
    Linted(sql, rules: indexRules).report.suppressed.map { "\($0.finding.rule): \($0.reason)" }
  }

  @Test(arguments: [
    ("-- lintel: ignore[create-index-blocks-writes] the table is tiny\nCREATE INDEX i ON t (a);", ["create-index-blocks-writes: the table is tiny"]),
    ("CREATE INDEX i ON t (a); /* lintel: ignore[create-index-blocks-writes]\r\n   over\t two  lines */", ["create-index-blocks-writes: over two lines"]),
    ("-- lintel: ignore-file[create-index-blocks-writes] x\nCREATE INDEX i ON t (a);\nCREATE INDEX j ON t (a);", ["create-index-blocks-writes: x", "create-index-blocks-writes: x"]),
    ("-- lintel: ignore[create-index-blocks-writes]\nCREATE INDEX i ON t (a);", []),
    ("CREATE INDEX i ON t (a);", []), ("SELECT 1;", []),
  ])
  func `is kept with its reason`(sql: String, expected: [String]) { #expect(suppressed(sql) == expected) }

  @Test func `knows its file, its place and its comment`() throws {
    let sql = "SELECT 1;\nCREATE INDEX i ON t (a); -- lintel: ignore[create-index-blocks-writes] so\n"
    let report = Linted(["SELECT 1;", sql], rules: indexRules).report
    let silenced = try #require(report.suppressed.first)
    #expect(silenced.finding.migration == 1)
    #expect(silenced.finding.severity == .error)
    #expect(report.migrations[1].source[silenced.comment] == "-- lintel: ignore[create-index-blocks-writes] so")
    #expect(report.findings.isEmpty)
  }

  @Test func `comes in the order of the file`() {
    let sql = (1...20).map { "CREATE INDEX i\($0) ON t (a); -- lintel: ignore[create-index-blocks-writes] \($0)\n" }.joined()
    #expect(Linted(sql, rules: indexRules).report.suppressed.map(\.reason) == (1...20).map { "\($0)" })
  }
}

@Suite struct `The locks in a report` {
  @Test func `are those that lintel locks shows, of the files under review, when they are asked for`() throws {
    let texts = ["CREATE TABLE a (id int);", "BEGIN; TRUNCATE a; COMMIT;", "SELECT 1a; CREATE INDEX ON a (id);"]
    let inputs = texts.enumerated().map { number, text in
      LintInput(migration: Migration(path: "\(number).sql", source: SourceText(text)), options: .protected, history: "", isReviewed: number > 0)
    }
    let linter = Linter(rules: Rules.all.map { $0.rule }), report = linter.lint(inputs, keepsLocks: true)
    let locks = try #require(report.locks), expected = linter.locks(inputs)
    #expect(report.reviewed == [1, 2])
    #expect(locks.files.map(\.migration.path) == ["1.sql", "2.sql"])
    #expect(locks.files.map { $0.steps.map(\.effects) } == expected.files.map { $0.steps.map(\.effects) })
    #expect(locks.files.map { $0.steps.map(\.command) } == expected.files.map { $0.steps.map(\.command) })
    var done: [Int] = []
    _ = linter.locks(inputs) { done.append($0) }
    #expect(done == [1, 2, 3])
    let plain = linter.lint(inputs)
    #expect(plain.locks == nil)
    #expect(plain.findings == report.findings)
  }
}

@Suite struct `The words of a statement` {
  @Test(arguments: [
    ("TRUNCATE  a", "truncate a"), ("-- x\nTruncate /* y */\r\n\ta ; ", "truncate a ;"), ("SELECT 'A  b', \"C\"", "select 'A  b' , \"C\""),
    ("SELECT 'open  x", "select 'open x"), ("", ""), ("SELECT 1a  , 2", "select 1a , 2"),
  ])
  func `do not depend on the layout`(sql: String, expected: String) {
    let source = SourceText(sql)
    #expect(source.words(of: source.span) == expected)
  }

  @Test func `a hash is the same everywhere`() {
    var hash = StableHash()
    #expect(hash.hex == "6c62272e07bb014262b821756295c58d")
    hash.add("a")
    hash.add("b")
    var other = StableHash()
    other.add("ab")
    other.add("")
    #expect(hash != other)
    #expect(hash.hex.utf8.count == 32)
  }
}
