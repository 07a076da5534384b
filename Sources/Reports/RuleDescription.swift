public import Linting

/// A rule as it is explained to whoever does not know it.
public struct RuleDescription: Sendable {
  public var metadata: RuleMetadata
  /// Its page, in Markdown.
  public var page: String
  /// The same without marks.
  public var plainPage: String

  public init(metadata: RuleMetadata, page: String, plainPage: String) {
    self.metadata = metadata
    self.page = page
    self.plainPage = plainPage
  }
}
