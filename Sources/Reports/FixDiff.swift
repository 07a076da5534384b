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
    /// Without its end.
    var span: Span
    /// What to show of a line that is too long.
    var place: Span?

    var isBlank: Bool { kind == .same && source.trimmed(span).isEmpty }
  }

  private(set) var lines: [Line] = []
  /// Whether there is more than is shown.
  private(set) var isCut = false

  var greatestNumber: Int { lines.map(\.number).max() ?? 0 }

  private let mostLines: Int

  /// A change of very long lines is not shown at all.
  private static let mostBytes = 1 << 13

  /// - Parameter mostLines: twelve are read at a glance; who wants more asks for `lintel fix --diff`.
  init(_ fix: Fix?, in source: SourceText, mostLines: Int = 12) {
    self.mostLines = mostLines
    guard let fix, fix.safety != .plan, !fix.edits.isEmpty else { return }
    // By how much the lines have moved, and the last line that is shown.
    var shift = 0, shown = 0
    for region in ChangedRegion.all(of: fix.edits, in: source, mostBytes: Self.mostBytes) {
      guard lines.count < mostLines, let region else {
        isCut = true
        break
      }
      for change in region.changes {
        let first = region.first + change.old.lowerBound
        // As many as stand between are shown where they take no more room than the dots.
        if shown > 0, first - 1 > shown + 2 { append(Line(kind: .gap, number: 0, source: source, span: Span(0, 0))) }
        let from = shown > 0 && first - 1 <= shown + 2 ? shown + 1 : first - 1
        for line in stride(from: from, to: first, by: 1) where line > shown { context(line, shift, source) }
        put(change, of: region, shift)
        shift += change.new.count - change.old.count
        shown = first + change.old.count
        // The line below may be the next that goes.
        if isUnchanged(shown, in: region) { context(shown, shift, source) } else { shown -= 1 }
      }
    }
    if isCut, lines.last?.kind == .gap { lines.removeLast() }
    // No blank one at the edges.
    if let first = lines.first, first.isBlank { lines.removeFirst() }
    if !isCut, let last = lines.last, last.isBlank { lines.removeLast() }
  }

  private func isUnchanged(_ line: Int, in region: ChangedRegion) -> Bool {
    !region.changes.contains { $0.old.contains(line - region.first) }
  }

  private mutating func put(_ change: LineDiff.Change, of region: ChangedRegion, _ shift: Int) {
    let common = zip(change.old, change.new).map { old, new in
      zip(region.old.text(old).utf8, region.new.text(new).utf8).prefix { $0 == $1 }.count
    }
    func line(_ kind: Kind, _ number: Int, _ lines: Lines, _ at: Int, _ pair: Int) -> Line {
      let span = lines.trimmed(at)
      return Line(
        kind: kind, number: number, source: lines.source, span: span,
        place: common.indices.contains(pair) ? Span(span.start + common[pair], span.end) : nil)
    }
    for (pair, at) in change.old.enumerated() { append(line(.removed, region.first + at, region.old, at, pair)) }
    for (pair, at) in change.new.enumerated() { append(line(.added, region.first + change.old.lowerBound + shift + pair, region.new, at, pair)) }
  }

  private mutating func context(_ line: Int, _ shift: Int, _ source: SourceText) {
    guard line >= 1, line <= source.lineCount else { return }
    append(Line(kind: .same, number: line + shift, source: source, span: source.span(ofLine: line)))
  }

  private mutating func append(_ line: Line) {
    if lines.count < mostLines { lines.append(line) } else { isCut = true }
  }
}
