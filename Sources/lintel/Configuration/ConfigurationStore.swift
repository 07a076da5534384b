import Linting
import Migrations
import PostgresSyntax

/// Finds the configuration of each file, and reads every `lintel.toml` once.
final class ConfigurationStore {
  /// Which files count.
  enum Choice {
    /// The nearest `lintel.toml` upwards from a file's folder.
    case nearest
    /// This one for everything.
    case file(String)
    /// None at all.
    case isolated
  }

  static let fileName = "lintel.toml"

  /// What is wrong with the files read so far. With one of these nothing is linted.
  private(set) var problems: [ConfigurationProblem] = []

  private let choice: Choice
  private let currentFolder: String
  private let commandLine: (layer: Layer, failOn: Sourced<FailOn>?)
  private let none = Configuration(path: nil)
  private var byFolder: [String: Configuration] = [:]
  private var byFile: [String: Configuration] = [:]
  private var known: [InForce] = []

  /// What is in force for all files of one configuration under the same overrides. There are few of these, and many files.
  final class InForce {
    fileprivate let configuration: Configuration
    fileprivate let overrides: [Int]
    let settings: FileSettings
    let runnerSettings: RunnerSettings
    let options: LintOptions

    fileprivate init(_ settings: FileSettings, configuration: Configuration, overrides: [Int]) {
      self.configuration = configuration
      self.overrides = overrides
      self.settings = settings
      runnerSettings = settings.runnerSettings
      options = settings.options
    }
  }

  init(_ choice: Choice, currentFolder: String, commandLine: Layer, failOn: Sourced<FailOn>?) {
    self.choice = choice
    self.currentFolder = currentFolder
    self.commandLine = (commandLine, failOn)
  }

  /// The configuration for what lies in a folder, by absolute path.
  func configuration(ofFolder folder: String) -> Configuration {
    switch choice {
    case .isolated: none
    case .file(let path): load(Path.absolute(path, in: currentFolder), isNamed: true) ?? none
    case .nearest: nearest(folder)
    }
  }

  /// What is in force for a file, by absolute path.
  func inForce(forFile absolute: String) -> InForce {
    inForce(for: absolute, by: configuration(ofFolder: Path.parent(of: absolute)))
  }

  func inForce(for absolute: String, by configuration: Configuration) -> InForce {
    let overrides = configuration.overrides(of: absolute)
    if let same = known.last(where: { $0.configuration === configuration && $0.overrides == overrides }) { return same }
    let layers = [configuration.layer] + overrides.map { configuration.overrides[$0].layer } + [commandLine.layer]
    let settings = FileSettings(
      layer: layers.reduce(.standard) { $0.overridden(by: $1) },
      failOn: commandLine.failOn ?? configuration.failOn ?? Sourced(.error, .standard))
    let made = InForce(settings, configuration: configuration, overrides: overrides)
    known.append(made)
    return made
  }

  func isExcluded(_ absolute: String, isFolder: Bool) -> Bool {
    configuration(ofFolder: isFolder ? absolute : Path.parent(of: absolute)).excludes(absolute)
  }

  // MARK: Finding and reading

  private func nearest(_ folder: String) -> Configuration {
    if let known = byFolder[folder] { return known }
    let parent = Path.parent(of: folder)
    let found = load(Path.join(folder, Self.fileName), isNamed: false) ?? (parent == folder ? none : nearest(parent))
    byFolder[folder] = found
    return found
  }

  /// The configuration of a file with all that it extends. Nil when there is no such file and nobody named it.
  private func load(_ path: String, isNamed: Bool) -> Configuration? {
    if let known = byFile[path] { return known }
    let loaded = load(path, isNamed: isNamed, from: [])
    if let loaded { byFile[path] = loaded }
    return loaded
  }

  /// `chain` are the files that extend this one.
  private func load(_ path: String, isNamed: Bool, from chain: [String]) -> Configuration? {
    let shown = Path.relative(path, from: currentFolder)
    let bytes: [UInt8]
    do throws(SystemError) {
      // A folder above that may not be looked into is none of ours.
      if !isNamed, (try? FileStatus(path)) == nil { return nil }
      bytes = try FileReader.contents(of: path)
    } catch {
      problems.append(ConfigurationProblem(path: shown, message: "cannot be read: \(error.text)"))
      return none
    }
    let result = ConfigurationReader.read(bytes, absolute: path, shown: shown)
    problems += result.problems
    guard let extends = result.extends else { return result.configuration }
    let basePath = Path.absolute(extends.path, in: Path.parent(of: path))
    let base = base(basePath, shown: shown, at: extends.position, from: chain + [path])
    return base.map { result.configuration.extending($0) } ?? result.configuration
  }

  private func base(_ path: String, shown: String, at position: Position, from chain: [String]) -> Configuration? {
    func fail(_ message: String) -> Configuration? {
      problems.append(ConfigurationProblem(path: shown, position: position, message: message))
      return nil
    }
    let baseShown = Path.relative(path, from: currentFolder)
    if chain.contains(path) { return fail("`extend` leads in a circle, back to `\(baseShown)`") }
    do throws(SystemError) { _ = try FileStatus(path) } catch { return fail("`extend` names `\(baseShown)`: \(error.text)") }
    return load(path, isNamed: true, from: chain)
  }
}
