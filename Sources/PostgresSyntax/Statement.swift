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
    var low = 0, high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].region.end < offset { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].region.start <= offset ? low : nil
  }
}
