import Linting
import PostgresSyntax

/// Neighbouring lines that edits change, as they are and as they would be.
struct ChangedRegion {
  /// The number of the first line; 1-based.
  let first: Int
  let old: Lines
  let new: Lines
  let changes: [LineDiff.Change]

  /// In their order; nil for one of more than so many bytes.
  static func all(of edits: [Edit], in source: SourceText, mostBytes: Int) -> [ChangedRegion?] {
    var groups: [(lines: ClosedRange<Int>, edits: [Edit])] = []
    for edit in edits.sorted(by: { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }) {
      let first = source.line(at: edit.span.start), last = max(first, source.line(at: edit.span.end))
      if let open = groups.last?.lines, first <= open.upperBound + 1 {
        groups[groups.count - 1].lines = open.lowerBound...max(open.upperBound, last)
        groups[groups.count - 1].edits.append(edit)
      } else {
        groups.append((first...last, [edit]))
      }
    }
    return groups.map { ChangedRegion($0.lines, $0.edits, in: source, mostBytes: mostBytes) }
  }

  private init?(_ lines: ClosedRange<Int>, _ edits: [Edit], in source: SourceText, mostBytes: Int) {
    var end = source.span(ofLine: lines.upperBound).end
    if source[end] == UInt8(ascii: "\r") { end += 1 }
    if source[end] == UInt8(ascii: "\n") { end += 1 }
    let span = Span(source.span(ofLine: lines.lowerBound).start, end)
    guard edits.reduce(span.length, { $0 + $1.text.utf8.count }) <= mostBytes else { return nil }
    first = lines.lowerBound
    old = Lines(SourceText(source[span].withPlainLineEnds))
    new = Lines(SourceText(source.text(of: span, after: edits).withPlainLineEnds))
    changes = LineDiff(old, new).changes
  }
}

extension String {
  /// Every line ends in LF, the last one too: one that gets another line behind it is no other for that.
  fileprivate var withPlainLineEnds: String {
    if isEmpty { return "" }
    var bytes: [UInt8] = []
    for byte in utf8 {
      if byte == UInt8(ascii: "\n"), bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      bytes.append(byte)
    }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
