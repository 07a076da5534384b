import Linting

/// Which rules a command line is about.
struct RuleChoice: Sendable {
  /// All rules when empty.
  var only: [String] = []
  var skip: [String] = []

  func includes(_ rule: String) -> Bool { (only.isEmpty || only.contains(rule)) && !skip.contains(rule) }

  /// Whether a finding is told. That a file is broken is said in any case.
  func shows(_ finding: Finding) -> Bool {
    includes(finding.rule) || finding.rule == EngineRule.syntaxError.rawValue || finding.rule == EngineRule.unreadableFile.rawValue
  }

  func throwUnknown() throws(Failure) {
    for rule in only + skip where !RuleCatalog.isKnown(rule) { throw Failure("unknown rule `\(rule)`; \(RuleCatalog.advice(for: rule))") }
  }
}
