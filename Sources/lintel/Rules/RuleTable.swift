import Linting
import Reports

/// The list of rules, for people and for programs.
enum RuleTable {
  /// Narrower than this, what a rule says of itself stands below its id.
  private static let narrowestSummary = 24

  /// - Parameter width: the columns of the terminal; nil when there is no end to a line.
  static func text(_ rules: [RuleMetadata], width: Int?) -> String {
    let idWidth = rules.map(\.id.utf8.count).max() ?? 0, before = idWidth + 2 + 7 + 2 + 6 + 2
    let room = width.map { $0 - before }
    return rules.map { rule in
      let severity = rule.severity.rawValue, fix = rule.fix?.rawValue ?? "-"
      if let width, before + narrowestSummary > width {
        let kind = severity + (rule.fix == nil ? "" : "  \(fix)")
        let isShort = rule.id.utf8.count + 2 + kind.utf8.count <= width
        return rule.id + (isShort ? "  " : "\n  ") + kind + "\n" + rule.summary.wrapped(to: width - 2).map { "  \($0)\n" }.joined()
      }
      let lines = rule.summary.wrapped(to: room).joined(separator: "\n" + String(repeating: " ", count: before))
      return [padded(rule.id, idWidth), padded(severity, 7), padded(fix, 6), lines].joined(separator: "  ") + "\n"
    }.joined()
  }

  static func json(_ rules: [RuleMetadata]) -> String {
    let objects = rules.map { rule in
      let members = [
        ("id", quoted(rule.id)), ("severity", quoted(rule.severity.rawValue)), ("fix", rule.fix.map { quoted($0.rawValue) } ?? "null"),
        ("summary", quoted(rule.summary)), ("onByDefault", rule.isOnByDefault ? "true" : "false"), ("since", quoted(rule.since)),
      ]
      return "{" + members.map { "\(quoted($0)):\($1)" }.joined(separator: ",") + "}"
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
  }

  /// What rules say of themselves holds nothing that JSON escapes but quotes and backslashes.
  private static func quoted(_ text: String) -> String {
    "\"" + text.reduce(into: "") { $0 += $1 == "\"" || $1 == "\\" ? "\\\($1)" : String($1) } + "\""
  }
}
