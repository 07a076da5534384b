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

extension [Statement] {
  /// The index of the statement whose region an offset lies in, of statements in their order.
  public func index(at offset: Int) -> Int? {
    let at = orderedIndex(where: { $0.region.end >= offset })
    return at < count && self[at].region.start <= offset ? at : nil
  }
}
