import PostgresSyntax

/// The lines of a text with their ends, from 0.
struct Lines {
  let source: SourceText
  /// Of each line, and the end of the text.
  private var starts: [Int] = [0]

  init(_ source: SourceText) {
    self.source = source
    source.withBytes(of: source.span) { bytes in
      var at = bytes.startIndex
      while at < bytes.endIndex {
        if bytes[at] == UInt8(ascii: "\n") { starts.append(at + 1) }
        at += 1
      }
    }
    if starts[starts.count - 1] < source.count { starts.append(source.count) }
  }

  var count: Int { starts.count - 1 }

  func spans(_ line: Int) -> Span { Span(starts[line], starts[line + 1]) }

  /// The bytes of a line without its end.
  func trimmed(_ line: Int) -> Span {
    var span = spans(line)
    if span.end > span.start, source[span.end - 1] == UInt8(ascii: "\n") { span.end -= 1 }
    return span
  }

  func text(_ line: Int) -> String { source[trimmed(line)] }
}
