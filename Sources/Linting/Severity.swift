/// How much a finding weighs.
public enum Severity: String, Hashable, Sendable, Comparable, CaseIterable {
  /// Advice.
  case note
  /// Breaks running clients, loses data, or hides a failure.
  case warning
  /// Stops traffic, or fails when run.
  case error

  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}
