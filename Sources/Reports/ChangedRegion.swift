import Linting
import PostgresSyntax

/// Neighbouring lines that edits change.
struct ChangedRegion {
  struct Line {
    /// Without its end.
    var span: Span
    /// From where on it differs from its counterpart.
    var place: Span?
  }

  /// The number of the first line that goes, or before which others come; 1-based.
  private(set) var first: Int
  /// In the text as it is.
  private(set) var removed: [Line]
  /// In `text`.
  private(set) var added: [Line]
  private(set) var text: SourceText

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
    let whole = Span(source.span(ofLine: lines.lowerBound).start, source.span(ofLine: lines.upperBound).end)
    // An edit may end behind the end of the last line, within its CR and LF.
    let span = Span(whole.start, max(whole.end, edits.last?.span.end ?? 0))
    guard edits.reduce(span.length, { $0 + $1.text.utf8.count }) <= mostBytes else { return nil }
    let text = SourceText(source.text(of: span, after: edits))
    var old = Self.lines(of: source, span), new = Self.lines(of: text, text.span)
    let before = zip(old, new).prefix { source[$0] == text[$1] }.count
    (old, new) = (Array(old.dropFirst(before)), Array(new.dropFirst(before)))
    let behind = zip(old.reversed(), new.reversed()).prefix { source[$0] == text[$1] }.count
    (old, new) = (Array(old.dropLast(behind)), Array(new.dropLast(behind)))
    self.text = text
    first = lines.lowerBound + before
    removed = old.map { Line(span: $0) }
    added = new.map { Line(span: $0) }
    for at in 0..<min(old.count, new.count) {
      let common = zip(source[old[at]].utf8, text[new[at]].utf8).prefix { $0 == $1 }.count
      removed[at].place = Span(old[at].start + common, old[at].end)
      added[at].place = Span(new[at].start + common, new[at].end)
    }
  }

  /// The lines of a part of a text that begins with one; each without its end.
  private static func lines(of source: SourceText, _ span: Span) -> [Span] {
    var lines: [Span] = [], start = span.start
    func end(_ newline: Int) -> Int { newline > start && source[newline - 1] == UInt8(ascii: "\r") ? newline - 1 : newline }
    for at in span.start..<span.end where source[at] == UInt8(ascii: "\n") {
      lines.append(Span(start, end(at)))
      start = at + 1
    }
    return lines + [Span(start, end(span.end))]
  }
}
