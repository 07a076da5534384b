/// One statement of a file.
public struct Statement: Hashable, Sendable {
  /// From its first token to its last one, without the `;`.
  public var span: Span
  /// From the end of the statement before to the `;` or the end of the text: leading comments and white space belong to it.
  public var region: Span
  /// Whether a `;` ends it.
  public var isTerminated: Bool

  public init(span: Span, region: Span, isTerminated: Bool) {
    self.span = span
    self.region = region
    self.isTerminated = isTerminated
  }
}
