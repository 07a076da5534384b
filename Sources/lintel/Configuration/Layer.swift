import PostgresBehavior

/// What one place of a configuration says about the files it is for; nil where it says nothing.
struct Layer {
  var postgres: Sourced<ServerVersion>?
  var transaction: Sourced<Wrapping>?
  var runner: Sourced<String>?
  /// By `runner.key`.
  var runnerSettings: [String: Sourced<String>] = [:]
  /// The file or folder of the first migration that findings are told of.
  var firstMigration: Sourced<String>?
  var preset: Sourced<Preset>?
  var rules: [String: Sourced<RuleLevel>] = [:]
  var lockTimeout: Sourced<Settings.Timeout>?
  var statementTimeout: Sourced<Settings.Timeout>?
  var timeZone: Sourced<String>?
  var large: Sourced<[String]>?
  var small: Sourced<[String]>?

  static var standard: Layer {
    Layer(postgres: Sourced(.standard, .standard), preset: Sourced(.default, .standard))
  }

  /// Lets another layer have the last word, key by key.
  func overridden(by other: Layer) -> Layer {
    Layer(
      postgres: other.postgres ?? postgres, transaction: other.transaction ?? transaction, runner: other.runner ?? runner,
      runnerSettings: runnerSettings.merging(other.runnerSettings) { _, new in new }, firstMigration: other.firstMigration ?? firstMigration, preset: other.preset ?? preset,
      rules: rules.merging(other.rules) { _, new in new }, lockTimeout: other.lockTimeout ?? lockTimeout,
      statementTimeout: other.statementTimeout ?? statementTimeout, timeZone: other.timeZone ?? timeZone, large: other.large ?? large,
      small: other.small ?? small)
  }
}
