import LintelRules
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax

/// Migrations of one history through the linter.
struct Linted {
  let report: Report

  /// - Parameter rules: the ids of those that take part; nil is all.
  init(_ migrations: [String], _ options: LintOptions = .protected, rules: [String]? = nil) {
    let types = Rules.all.map { $0.rule }.filter { rules?.contains($0.metadata.id) ?? true }
    report = Linter(rules: types).lint(
      migrations.enumerated().map { number, sql in
        LintInput(migration: Migration(path: "\(number).sql", source: SourceText(sql)), options: options, history: "")
      })
  }

  init(_ sql: String, _ options: LintOptions = .protected, rules: [String]? = nil) { self.init([sql], options, rules: rules) }

  /// What is found in the last migration, as `2 create-index-blocks-writes`: the line and the rule.
  var findings: [String] { last.map { "\(line($0)) \($0.rule)" } }
  /// Without the lines.
  var rules: [String] { last.map(\.rule) }
  /// As `2 error: blocks every write to …`.
  var messages: [String] { last.map { "\(line($0)) \($0.severity): \($0.message)" } }
  /// The text each finding stands on.
  var places: [String] { last.map { source[$0.span] } }

  var last: [Finding] { report.findings.filter { $0.migration == report.migrations.count - 1 } }
  private var source: SourceText { report.migrations.last?.source ?? SourceText("") }
  private func line(_ finding: Finding) -> Int { source.position(at: finding.span.start).line }
}

extension LintOptions {
  /// With a lock_timeout in force, so that nobody asks for one.
  static var protected: LintOptions { LintOptions(session: Settings(lockTimeout: Settings.Timeout("5s"))) }

  static func with(_ change: (inout LintOptions) -> Void) -> LintOptions {
    var options = protected
    change(&options)
    return options
  }
}

/// Two rules that are enough where the engine is in question.
let indexRules = ["create-index-blocks-writes", "drop-index-blocks-table"]

extension Linted {
  static func types(_ ids: [String]) -> [any Rule.Type] { Rules.all.map { $0.rule }.filter { ids.contains($0.metadata.id) } }
}
