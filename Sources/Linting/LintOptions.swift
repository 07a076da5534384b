public import PostgresBehavior

/// What the configuration decides for one file. The linter itself reads no file and no environment.
public struct LintOptions: Sendable {
  public var version: ServerVersion
  /// Severities of rules that differ from their own; nil turns a rule off.
  public var severities: [String: Severity?]
  /// Turns on every rule that is off by default.
  public var isStrict: Bool
  /// How the file is run, where the configuration says it; nil to run it the way its runner does.
  public var wrapping: Wrapping?
  /// What the runner's connection or role already sets.
  public var session: Settings
  /// Answers whether a table is known to be large (true) or small (false); nil when nothing is known.
  public var isLarge: @Sendable (RelationName) -> Bool?
  /// A lock_timeout above this protects nobody, in milliseconds.
  public var longestLockTimeout = 10_000
  /// A lock_timeout below this stops concurrent builds half-way, in milliseconds.
  public var shortestBuildTimeout = 600_000
  /// How fixes find room in the file.
  public var placement: any FixPlacement = PlainSQLPlacement()

  public init(
    version: ServerVersion = .standard, severities: [String: Severity?] = [:], isStrict: Bool = false, wrapping: Wrapping? = nil,
    session: Settings = Settings(), isLarge: @escaping @Sendable (RelationName) -> Bool? = { _ in nil }
  ) {
    self.version = version
    self.severities = severities
    self.isStrict = isStrict
    self.wrapping = wrapping
    self.session = session
    self.isLarge = isLarge
  }

  /// The severity a rule has here; nil when it is off.
  public func severity(of rule: RuleMetadata) -> Severity? {
    if let set = severities[rule.id] { return set }
    return rule.isOnByDefault || isStrict ? rule.severity : nil
  }
}
