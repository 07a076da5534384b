import Linting

/// From which severity on a finding makes the exit code 1.
enum FailOn: String, CaseIterable {
  case error, warning, note, never

  func isReached(by severity: Severity) -> Bool {
    switch self {
    case .error: severity >= .error
    case .warning: severity >= .warning
    case .note: severity >= .note
    case .never: false
    }
  }
}
