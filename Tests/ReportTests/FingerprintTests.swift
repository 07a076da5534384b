import Linting
import Migrations
import PostgresSyntax
import Reports
import Testing

/// As GitLab and SARIF get them.
@Suite struct `Fingerprints` {
  private func prints(_ sql: String, _ words: [String], path: String = "a.sql", rule: String = "r") throws -> [String] {
    let sample = Sample(sql, path: path)
    return try prints(sample.report(words.map { sample.finding("x", at: sample.span($0), rule: rule) }))
  }

  private func prints(_ report: Report) throws -> [String] {
    let gitlab = try JSONValue(report.shown(as: .gitlab)).items.compactMap { $0["fingerprint"]?.text }
    let results = try JSONValue(report.shown(as: .sarif))["runs"]?[0]?["results"]?.items ?? []
    let sarif = results.filter { $0["suppressions"]?.items.isEmpty ?? true }.compactMap { $0["partialFingerprints"]?["lintel/v1"]?.text }
    #expect(gitlab == sarif)
    return gitlab
  }

  @Test func `stay when lines move and the layout changes`() throws {
    let first = try prints("TRUNCATE a;", ["TRUNCATE"])
    for sql in ["-- hello\n\nSELECT 1;\n  TRUNCATE a;\n", "truncate\r\n  a -- why\n;", "TRUNCATE /* the */ a"] {
      let word = sql.contains("truncate") ? "truncate" : "TRUNCATE"
      #expect(try prints(sql, [word]) == first, "\(sql)")
    }
    #expect(first.allSatisfy { $0.utf8.count == 32 })
    #expect(first == ["\(try prints("SELECT 2; TRUNCATE a;", ["TRUNCATE"])[0])"])
  }

  @Test func `differ by rule, file and statement, and stand for the whole statement`() throws {
    let all = try [
      prints("TRUNCATE a;", ["TRUNCATE"]), prints("TRUNCATE a;", ["TRUNCATE"], path: "b.sql"), prints("TRUNCATE a;", ["TRUNCATE"], rule: "s"),
      prints("TRUNCATE b;", ["TRUNCATE"]), prints("TRUNCATE \"A\";", ["TRUNCATE"]), prints("TRUNCATE \"a\";", ["TRUNCATE"]),
    ].flatMap { $0 }
    #expect(Set(all).count == all.count)
    #expect(try prints("TRUNCATE a;", ["a"]) == prints("TRUNCATE a;", ["TRUNCATE"]))
  }

  @Test func `equal ones are numbered`() throws {
    let sample = Sample("TRUNCATE a; SELECT 1; TRUNCATE a;")
    let spans = [Span(0, 8), Span(22, 30)]
    let both = try prints(sample.report(spans.map { sample.finding("x", at: $0) }))
    #expect(Set(both).count == 2)
    // A comment that silences one changes none of the others.
    var report = sample.report([sample.finding("x", at: spans[1])])
    report.suppressed = [SuppressedFinding(sample.finding("x", at: spans[0]), reason: "so", comment: Span(0, 0))]
    #expect(try prints(report) == [both[1]])
  }

  @Test func `are the same on every machine`() throws {
    #expect(try prints("TRUNCATE a;", ["TRUNCATE"]) == ["4ee24c3b76dd62ed2ef1323d70270a3a"])
  }

  @Test func `there are some without a statement`() throws {
    let empty = Sample("", path: "gone.sql"), broken = Sample("SELECT 'open", path: "b.sql")
    #expect(try prints(empty.report([empty.finding("x", at: Span(0, 0))])).count == 1)
    #expect(try prints(broken.report([broken.finding("x", at: Span(7, 12))])).count == 1)
  }
}
