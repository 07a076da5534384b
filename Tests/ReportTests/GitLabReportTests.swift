import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Reports
import Testing

@Suite struct `Code quality of GitLab` {
  @Test func `every member of an entry`() throws {
    let sample = Sample("SELECT 1;\nALTER TABLE a\n  ADD x int;", path: "1.sql")
    let finding = sample.finding("blocks", at: sample.span("ALTER", to: "int"), rule: "r", note: "so", help: "do")
    let surroundings = ReportSurroundings(version: "1", projectFolder: "/p") { "db/" + $0 } rule: { _ in nil }
    let entry = try #require(JSONValue(sample.report([finding]).shown(as: .gitlab, in: surroundings))[0])
    #expect(entry["description"]?.text == "blocks")
    #expect(entry["check_name"]?.text == "r")
    #expect(entry["fingerprint"]?.text?.utf8.count == 32)
    #expect(entry["location"] == .object(["path": .string("db/1.sql"), "lines": .object(["begin": .number(2), "end": .number(3)])]))
    #expect(entry["content"]?["body"]?.text == "note: so\n\nhelp: do")
    #expect(Sample("x").report([]).shown(as: .gitlab) == "[]\n")
  }

  @Test(arguments: [
    (Severity.error, LockMode.accessExclusive, "blocker"), (.error, .share, "critical"), (.error, nil, "critical"), (.warning, .accessExclusive, "major"),
    (.note, .share, "minor"), (.note, nil, "info"),
  ] as [(Severity, LockMode?, String)])
  func `severities say who waits`(_ severity: Severity, _ lock: LockMode?, _ expected: String) throws {
    let sample = Sample("TRUNCATE a;")
    let finding = sample.finding("x", at: Span(0, 8), severity, relations: lock.map { [Effect(RelationName("a"), $0)] } ?? [])
    #expect(try JSONValue(sample.report([finding]).shown(as: .gitlab))[0]?["severity"]?.text == expected)
  }
}
