import Linting
import PostgresSyntax
import Reports
import Testing

@Suite struct `The format of reviewdog` {
  private func diagnostic(_ sample: Sample, _ finding: Finding) throws -> JSONValue {
    try #require(JSONValue(sample.report([finding]).shown(as: .rdjson))["diagnostics"]?[0])
  }

  private func range(_ start: (Int, Int), _ end: (Int, Int)) -> JSONValue {
    func place(_ place: (Int, Int)) -> JSONValue { .object(["line": .number(Double(place.0)), "column": .number(Double(place.1))]) }
    return .object(["start": place(start), "end": place(end)])
  }

  @Test func `columns count bytes, and ends stand behind`() throws {
    let sample = Sample("\u{feff}SELECT 'é数🎉', x;\nSELECT 'é', y;")
    let found = try diagnostic(sample, sample.finding("m", at: sample.span("x", to: "y"), .warning, rule: "r", help: "h"))
    #expect(found["location"] == .object(["path": .string("db/0042.sql"), "range": range((1, 24), (2, 15))]))
    #expect(found["message"]?.text == "m\nhelp: h")
    #expect(found["severity"]?.text == "WARNING")
    #expect(found["code"] == .object(["value": .string("r")]))
    #expect(found["suggestions"] == nil)
  }

  @Test func `the edits of a fix are one suggestion`() throws {
    let sample = Sample("BEGIN;\r\nCREATE INDEX ON a (b);\r\nCOMMIT;\r\n")
    let fix = Fix.safe("out", .delete(sample.span("CREATE INDEX ON a (b);\r\n")), .insert("\nCREATE INDEX CONCURRENTLY ON a (b);", at: sample.span("COMMIT;").end))
    let suggestions = try diagnostic(sample, sample.finding("m", at: sample.span("CREATE"), fix: fix))["suggestions"]?.items
    #expect(suggestions == [.object(["range": range((2, 1), (3, 8)), "text": .string("COMMIT;\r\nCREATE INDEX CONCURRENTLY ON a (b);")])])
    let plan = Fix.plan("by hand", [.sql("x")])
    #expect(try diagnostic(sample, sample.finding("m", at: Span(0, 1), fix: plan))["suggestions"] == nil)
  }
}
