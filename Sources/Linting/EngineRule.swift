import PostgresSyntax

/// What the engine itself finds: ids that users configure and suppress like those of rules.
public enum EngineRule: String, CaseIterable, Sendable {
  case syntaxError = "syntax-error"
  case unreadableFile = "unreadable-file"
  case suppressionWithoutReason = "suppression-without-reason"
  case unusedSuppression = "unused-suppression"
  case unknownRule = "unknown-rule"

  public var metadata: RuleMetadata {
    switch self {
    case .syntaxError: RuleMetadata(id: rawValue, summary: "PostgreSQL's own parser refuses the statement", severity: .error)
    case .unreadableFile: RuleMetadata(id: rawValue, summary: "a file cannot be read, or is not UTF-8 text", severity: .error)
    case .suppressionWithoutReason: RuleMetadata(id: rawValue, summary: "an ignore comment does not say why", severity: .warning)
    case .unusedSuppression: RuleMetadata(id: rawValue, summary: "an ignore comment that silences nothing", severity: .warning)
    case .unknownRule: RuleMetadata(id: rawValue, summary: "an ignore comment names a rule that is not there", severity: .warning)
    }
  }

  func finding(_ message: Finding.Message, at span: Span, _ options: LintOptions, help: Finding.Message? = nil) -> Finding? {
    guard let severity = options.severity(of: metadata) else { return nil }
    var finding = Finding(message, at: span, help: help)
    finding.rule = rawValue
    finding.severity = severity
    return finding
  }
}
