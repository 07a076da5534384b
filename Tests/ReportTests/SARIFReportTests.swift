import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Reports
import Testing

@Suite struct `SARIF` {
  private let surroundings = ReportSurroundings(version: "1.2.3", projectFolder: "/srv/my shop") {
    $0.utf8.first == UInt8(ascii: "/") ? nil : "db/" + $0
  } rule: { id in
    RuleDescription(
      metadata: RuleMetadata(id: id, summary: "a summary", severity: .warning, isBlocking: true), page: "# \(id)\n\nFirst `line`,\nsecond.\n\n## More\n",
      plainPage: "\(id)\n\nFirst line, second.\n")
  }

  private func log(_ report: Report) throws -> JSONValue { try JSONValue(report.shown(as: .sarif, in: surroundings)) }
  private func results(_ report: Report) throws -> [JSONValue] { try log(report)["runs"]?[0]?["results"]?.items ?? [] }

  @Test func `keeps to the schema`() throws {
    #expect(SARIFSchema.problems(of: try log(Hostile.report)) == [])
    #expect(SARIFSchema.problems(of: try JSONValue(Hostile.report.shown(as: .sarif))) == [])
    #expect(SARIFSchema.problems(of: try log(Report(migrations: [], findings: [], fileCount: 0, statementCount: 0))) == [])
  }

  @Test func `the checker of the schema sees what is wrong`() throws {
    let bad = try JSONValue(#"{"version":"2.0.0","runs":[{"tool":{"driver":{}},"columns":1,"results":[{"ruleIndex":-2}]}]}"#)
    #expect(SARIFSchema.problems(of: bad).sorted() == [
      "$.runs[0].columns: unknown", "$.runs[0].results[0].message: missing", "$.runs[0].results[0].ruleIndex: -2.0 is no integer from -1 on",
      "$.runs[0].tool.driver.name: missing", "$.version: 2.0.0 is none of [\"2.1.0\"]",
    ])
  }

  @Test func `tells the tool, its rules and where addresses start`() throws {
    let sample = Sample("TRUNCATE a;", path: "a b:#.sql")
    let run = try #require(log(sample.report([sample.finding("x", at: Span(0, 8), rule: "r")]))["runs"]?[0])
    #expect(run["tool"]?["driver"]?["name"]?.text == "Lintel")
    #expect(run["tool"]?["driver"]?["semanticVersion"]?.text == "1.2.3")
    #expect(run["originalUriBaseIds"]?["SRCROOT"]?["uri"]?.text == "file:///srv/my%20shop/")
    #expect(run["columnKind"]?.text == "unicodeCodePoints")
    #expect(run["invocations"]?[0]?["executionSuccessful"] == .bool(true))
    let rule = try #require(run["tool"]?["driver"]?["rules"]?[0])
    #expect(rule["id"]?.text == "r")
    #expect(rule["shortDescription"]?["text"]?.text == "a summary")
    #expect(rule["fullDescription"]?["text"]?.text == "First `line`, second.")
    #expect(rule["help"]?["markdown"]?.text?.hasPrefix("# r\n") == true)
    #expect(rule["help"]?["text"]?.text?.hasPrefix("r\n") == true)
    #expect(rule["defaultConfiguration"]?["level"]?.text == "warning")
    let place = run["results"]?[0]?["locations"]?[0]?["physicalLocation"]?["artifactLocation"]
    #expect(place?["uri"]?.text == "db/a%20b%3A%23.sql")
    #expect(place?["uriBaseId"]?.text == "SRCROOT")
    #expect(run["results"]?[0]?["ruleIndex"]?.int == 0)
  }

  @Test func `what lies outside the project has its whole address`() throws {
    let sample = Sample("TRUNCATE a;", path: "/tmp/é.sql")
    let place = try results(sample.report([sample.finding("x", at: Span(0, 8))]))[0]["locations"]?[0]?["physicalLocation"]?["artifactLocation"]
    #expect(place?["uri"]?.text == "file:///tmp/%C3%A9.sql")
    #expect(place?["uriBaseId"] == nil)
  }

  @Test(arguments: ["", "\u{feff}"]) func `tells a stretch by lines, characters and bytes alike`(mark: String) throws {
    let sample = Sample(mark + "-- é数🎉\r\nSELECT '🎉',\r\n  é;\r\n")
    let span = sample.span("'🎉'", to: "é"), marks = mark.utf8.count
    let region = try results(sample.report([sample.finding("x", at: span)]))[0]["locations"]?[0]?["physicalLocation"]?["region"]
    #expect(region == .object([
      "startLine": .number(2), "startColumn": .number(8), "endLine": .number(3), "endColumn": .number(4), "charOffset": .number(15),
      "charLength": .number(9), "byteOffset": .number(Double(21 + marks)), "byteLength": .number(13),
    ]))
  }

  @Test func `levels are the severities`() throws {
    let sample = Sample("TRUNCATE a;")
    let all = [Severity.error, .warning, .note].map { sample.finding("x", at: Span(0, 8), $0) }
    #expect(try results(sample.report(all)).map { $0["level"]?.text } == ["error", "warning", "note"])
  }

  @Test func `a fix is edits, in the line ends of the file`() throws {
    let sample = Sample("SELECT 1;\r\nCREATE INDEX ON a (b);\r\n"), at = sample.span("CREATE")
    let fix = Fix.safe("build it beside", .replace(at, with: "-- x\nCREATE"), .delete(sample.span("SELECT 1;")))
    let change = try results(sample.report([sample.finding("x", at: at, fix: fix)]))[0]["fixes"]?[0]
    #expect(change?["description"]?["text"]?.text == "build it beside")
    let edits = change?["artifactChanges"]?[0]?["replacements"]?.items ?? []
    #expect(edits.first?["insertedContent"]?["text"]?.text == "-- x\r\nCREATE")
    #expect(edits.first?["deletedRegion"]?["startLine"]?.int == 2)
    #expect(edits.last?["insertedContent"] == nil)
    let plan = sample.finding("x", at: at, fix: .plan("by hand", [.sql("SELECT 1")]))
    #expect(try results(sample.report([plan]))[0]["fixes"] == nil)
  }

  @Test func `what a comment silences is there with its reason, in its place`() throws {
    let sample = Sample("-- lintel: ignore[r] so\nTRUNCATE a; TRUNCATE b; TRUNCATE c;")
    var report = sample.report([sample.finding("a", at: sample.span("TRUNCATE a")), sample.finding("c", at: sample.span("TRUNCATE c"))])
    report.suppressed = [SuppressedFinding(sample.finding("b", at: sample.span("TRUNCATE b")), reason: "so", comment: Span(0, 23))]
    let results = try results(report)
    #expect(results.map { $0["message"]?["text"]?.text } == ["a", "b", "c"])
    #expect(results.map { $0["suppressions"]?.items.count } == [0, 1, 0])
    let suppression = results[1]["suppressions"]?[0]
    #expect(suppression?["kind"]?.text == "inSource")
    #expect(suppression?["justification"]?.text == "so")
    #expect(suppression?["location"]?["physicalLocation"]?["region"]?["endColumn"]?.int == 24)
  }

  @Test func `a file that cannot be read makes the run a failure`() throws {
    let report = Hostile.report, run = try log(report)["runs"]?[0]
    #expect(run?["invocations"]?[0]?["executionSuccessful"] == .bool(false))
  }
}
