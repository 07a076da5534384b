import Linting
import PostgresSyntax

/// What a fix changes, in lines: those that go and those that come, with one of the others on each side.
struct FixDiff {
  enum Kind { case same, removed, added, gap }

  struct Line {
    var kind: Kind
    /// 1-based: for what goes in the text as it is, else as it would be.
    var number: Int
    var source: SourceText
    var span: Span
    /// What to show of a line that is too long.
    var place: Span?
  }

  private(set) var lines: [Line] = []
  /// Whether there is more than is shown.
  private(set) var isCut = false

  var greatestNumber: Int { lines.map(\.number).max() ?? 0 }

  /// So many lines are read at a glance; who wants more asks for `lintel fix --diff`. A change of very long lines is not shown at all.
  private static let mostLines = 12, mostBytes = 1 << 13

  init(_ fix: Fix?, in source: SourceText) {
    guard let fix, fix.safety != .plan, !fix.edits.isEmpty else { return }
    // By how much the lines have moved, and the last line that is shown.
    var shift = 0, shown = 0
    for region in ChangedRegion.all(of: fix.edits, in: source, mostBytes: Self.mostBytes) {
      guard lines.count < Self.mostLines, let region else {
        isCut = true
        return
      }
      if region.removed.isEmpty, region.added.isEmpty { continue }
      if region.first - 1 > shown {
        if shown > 0, region.first - 1 > shown + 1 { append(Line(kind: .gap, number: 0, source: source, span: Span(0, 0))) }
        context(region.first - 1, shift, source)
      }
      for (number, line) in region.removed.enumerated() {
        append(Line(kind: .removed, number: region.first + number, source: source, span: line.span, place: line.place))
      }
      for (number, line) in region.added.enumerated() {
        append(Line(kind: .added, number: region.first + shift + number, source: region.text, span: line.span, place: line.place))
      }
      shift += region.added.count - region.removed.count
      shown = region.first + region.removed.count
      context(shown, shift, source)
    }
  }

  private mutating func context(_ line: Int, _ shift: Int, _ source: SourceText) {
    guard line >= 1, line <= source.lineCount else { return }
    append(Line(kind: .same, number: line + shift, source: source, span: source.span(ofLine: line)))
  }

  private mutating func append(_ line: Line) {
    if lines.count < Self.mostLines { lines.append(line) } else { isCut = true }
  }
}
