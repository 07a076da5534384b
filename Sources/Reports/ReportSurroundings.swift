/// What some formats show beside the report itself.
public struct ReportSurroundings: Sendable {
  /// Of Lintel.
  public var version: String
  /// The folder that paths in files for other programs start at, from the root; nil when it is not known.
  public var projectFolder: String?
  /// A path as it is shown, as it is called from there; nil for what lies elsewhere.
  public var projectPath: @Sendable (String) -> String?
  /// What is known of a rule.
  public var rule: @Sendable (String) -> RuleDescription?

  public init(
    version: String, projectFolder: String?, projectPath: @escaping @Sendable (String) -> String?,
    rule: @escaping @Sendable (String) -> RuleDescription?
  ) {
    self.version = version
    self.projectFolder = projectFolder
    self.projectPath = projectPath
    self.rule = rule
  }

  /// Nothing is known, and relative paths are taken as they are.
  public static let unknown = ReportSurroundings(version: "", projectFolder: nil) { $0.utf8.first == UInt8(ascii: "/") ? nil : $0 } rule: { _ in nil }
}
