import Linting

/// The list of rules, for people and for programs.
enum RuleTable {
  static func text(_ rules: [RuleMetadata]) -> String {
    let width = rules.map(\.id.utf8.count).max() ?? 0
    return rules.map { rule in
      let columns = [padded(rule.id, width), padded(rule.severity.rawValue, 7), padded(rule.fix?.rawValue ?? "-", 6), rule.summary]
      return columns.joined(separator: "  ") + "\n"
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
