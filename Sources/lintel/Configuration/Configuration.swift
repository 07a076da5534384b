/// What one `lintel.toml` says, with what it extends.
final class Configuration {
  /// `[[override]]`: another layer for some files.
  struct Override {
    var patterns: [PathPattern]
    var layer: Layer
    var origin: Origin
  }

  /// Paths to lint when the command line names none.
  struct Paths {
    var paths: [String]
    /// The absolute path of the folder they start at.
    var folder: String
  }

  /// As it is shown; nil when there is no file.
  let path: String?
  let layer: Layer
  let paths: Sourced<Paths>?
  let exclude: Sourced<[PathPattern]>?
  let failOn: Sourced<FailOn>?
  let overrides: [Override]
  /// The Python of Django projects, by absolute path or as a name to look up.
  let python: Sourced<String>?

  init(
    path: String?, layer: Layer = Layer(), paths: Sourced<Paths>? = nil, exclude: Sourced<[PathPattern]>? = nil,
    failOn: Sourced<FailOn>? = nil, overrides: [Override] = [], python: Sourced<String>? = nil
  ) {
    self.path = path
    self.layer = layer
    self.paths = paths
    self.exclude = exclude
    self.failOn = failOn
    self.overrides = overrides
    self.python = python
  }

  /// The same with everything that another configuration says and this one does not.
  func extending(_ base: Configuration) -> Configuration {
    Configuration(
      path: path, layer: base.layer.overridden(by: layer), paths: paths ?? base.paths, exclude: exclude ?? base.exclude,
      failOn: failOn ?? base.failOn, overrides: base.overrides + overrides, python: python ?? base.python)
  }

  func excludes(_ absolute: String) -> Bool { exclude?.value.contains { $0.matches(absolute) } ?? false }

  /// The ordinals of the overrides that a file falls under.
  func overrides(of absolute: String) -> [Int] {
    overrides.indices.filter { overrides[$0].patterns.contains { $0.matches(absolute) } }
  }
}
