import Linting
import Migrations
import PostgresBehavior

/// What is in force for one file.
struct FileSettings {
  var layer: Layer
  var failOn: Sourced<FailOn>

  /// The runner that the configuration names, and where it does.
  var runner: (name: String, origin: String)? { layer.runner.map { ($0.value, "\($0.origin.text) says so") } }
  var runnerSettings: RunnerSettings { RunnerSettings(layer.runnerSettings.mapValues(\.value)) }

  /// The first migration that findings are told of, as the configuration has it.
  var firstMigration: FirstMigration? { layer.firstMigration.map { FirstMigration(text: $0.value, origin: $0.origin.text) } }

  /// For the linter.
  var options: LintOptions {
    var options = LintOptions(
      version: layer.postgres?.value ?? .standard, severities: layer.rules.mapValues { $0.value.severity },
      isStrict: layer.preset?.value == .strict, wrapping: layer.transaction?.value,
      session: Settings(
        lockTimeout: layer.lockTimeout?.value, statementTimeout: layer.statementTimeout?.value, timeZone: layer.timeZone?.value))
    if layer.large != nil || layer.small != nil {
      let patterns = TablePatterns(large: layer.large?.value ?? [], small: layer.small?.value ?? [])
      options.isLarge = { patterns.isLarge($0) }
    }
    return options
  }
}
