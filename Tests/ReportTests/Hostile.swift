import LintelTestSupport
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Reports

/// A report with everything that breaks formats: names and texts that speak the format's own language, and places that are not there.
enum Hostile {
  static let text = "]]> --> </script></style> \"quoted\" 'single' <b>&amp;&lt;</b> `a|b` %0A%25 ::error:: {0} [x](y) \\ @all #1 * _ ~ $x$"
    + " \u{0}\u{1}\u{8}\t\u{b}\u{c}\u{1b}[31m\u{7f}\u{85}\u{9b}\u{202e}\u{2028}\u{fffe}\u{ffff}\u{feff} é数🎉 e\u{301} one\r\ntwo\rthree\nfour `open"

  static let paths = [
    "db/1 \"a\" <b>&'c',d:e;f%g`h|i.sql", "db/2\n::error::\r\u{1b}[2J\t.sql", "/else/where/\u{fffd}\u{fffd} 数🎉?#.sql", "-", "",
  ]

  static let source = SourceText(
    "\u{feff}-- é数🎉 `x` </pre>\r\nALTER TABLE \"a<b>`c|\" ADD \"x\u{1b}\" int DEFAULT 'one\r\ntwo & ]]> \"three\"';\r\nCREATE INDEX ON b (c); SELECT 🎉;")

  static var findings: [Finding] {
    let end = source.count
    return [
      finding(Span(0, 0)), finding(Span(0, 3)), finding(Span(3, 20), .warning), finding(Span(4, end), .note), finding(Span(end, end)),
      finding(Span(end - 6, end + 100), .warning), finding(Span(end + 50, end + 60)), finding(Span(60, 90), fix: .plan(.init(text), [.init(.init(text), sql: text), .sql("")])),
      finding(Span(60, 61), fix: Fix(.unsafe, .init(text), [.replace(Span(40, 44), with: text), .insert("", at: end), .delete(Span(50, 52))])),
      finding(Span(60, 61), .note, fix: .safe("", .insert("\n" + text, at: end))),
    ]
  }

  private static func finding(_ span: Span, _ severity: Severity = .error, fix: Fix? = nil) -> Finding {
    let effects = [Effect(RelationName(schema: "s \"<", "t`|\n"), .accessExclusive, .rewrite)]
    var finding = Finding(
      .init(text), at: span, note: .init(text), help: .init(text), labels: [.init(.init(text), at: Span(0, 5)), .init("", at: Span(900, 800))],
      relations: effects, fix: fix)
    finding.rule = text
    finding.severity = severity
    return finding
  }

  /// All findings in each file, some silenced, and a file that cannot be read.
  static var report: Report {
    var found: [Finding] = [], suppressed: [SuppressedFinding] = []
    for number in paths.indices {
      for var finding in findings {
        finding.migration = number
        found.append(finding)
        if finding.span.start == 60 { suppressed.append(SuppressedFinding(finding, reason: text, comment: Span(0, 10))) }
      }
    }
    var unreadable = finding(Span(0, 0)), homeless = finding(Span(1, 2))
    unreadable.rule = EngineRule.unreadableFile.rawValue
    unreadable.migration = paths.count
    homeless.migration = nil
    let locks = replayed(("x", source[source.span]), ("x", "BEGIN; TRUNCATE \"a`|<\"; SELECT 1"))
    var migrations = paths.map { Migration(path: $0, source: source, runner: "<`|>") }
    migrations.append(Migration(path: "gone.sql", source: SourceText("")))
    var report = Report(migrations: migrations, findings: [homeless] + found + [unreadable], fileCount: migrations.count, statementCount: 4)
    report.suppressed = suppressed
    report.locks = LockReport(files: migrations.indices.map { .init(migration: migrations[$0], steps: $0 < paths.count ? locks.files[0].steps : []) })
    return report
  }
}

/// Whether a real parser takes a text for XML; what it says against it.
func problemOfXML(_ text: String) -> String? {
  let script = "import sys, xml.dom.minidom\ntry: xml.dom.minidom.parseString(sys.stdin.buffer.read())\nexcept Exception as e: sys.exit(str(e))"
  let output = ChildProcess.run(["python3", "-c", script], input: Array(text.utf8))
  return output.status == 0 ? nil : output.errors
}
