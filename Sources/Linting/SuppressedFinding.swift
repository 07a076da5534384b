public import PostgresSyntax

/// What a rule found and a comment silences.
public struct SuppressedFinding: Hashable, Sendable {
  public var finding: Finding
  /// What the comment says for it.
  public var reason: String
  /// The comment, in the finding's file.
  public var comment: Span

  public init(_ finding: Finding, reason: String, comment: Span) {
    self.finding = finding
    self.reason = reason
    self.comment = comment
  }
}
