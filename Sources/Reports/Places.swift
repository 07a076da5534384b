import PostgresSyntax

/// Lines and columns of offsets in one text. The text counts on from the place it was asked for last, so findings in order cost one pass
/// even along one endless line; questions out of order are answered here without disturbing that.
struct Places {
  private let source: SourceText
  private var others: [Int: Position] = [:]

  init(_ source: SourceText) { self.source = source }

  /// For offsets that come in ascending order.
  func start(of span: Span) -> Position { source.position(at: span.start) }

  /// The end of a span whose start was asked for just before.
  mutating func end(of span: Span, from start: Position) -> Position {
    let end = min(span.end, source.count)
    guard end - start.offset < 4096 else { return other(end) }
    return source.withBytes(of: Span(start.offset, end)) { bytes in
      var position = start
      for byte in bytes {
        if byte == 0x0a {
          position.line += 1
          position.column = 1
        } else if byte & 0xc0 != 0x80 {
          position.column += 1
        }
      }
      position.offset = max(start.offset, end)
      return position
    }
  }

  /// For any other offset: a second place of a finding, which many findings share.
  mutating func other(_ offset: Int) -> Position {
    if let known = others[offset] { return known }
    let position = source.position(at: offset)
    if others.count > 1024 { others.removeAll(keepingCapacity: true) }
    others[offset] = position
    return position
  }
}
