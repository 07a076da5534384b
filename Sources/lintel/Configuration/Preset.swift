/// Which rules are on without being named.
enum Preset: String, CaseIterable {
  /// Errors and warnings.
  case `default`
  /// Notes too.
  case strict
}
