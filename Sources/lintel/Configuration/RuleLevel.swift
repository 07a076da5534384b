import Linting

/// What `[rules]` says of a rule.
enum RuleLevel: String, CaseIterable {
  case error, warning, note, off

  var severity: Severity? { Severity(rawValue: rawValue) }
}
