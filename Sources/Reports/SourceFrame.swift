import Linting
import PostgresSyntax

/// Which lines of a file to show for a finding, and what to point at in them.
struct SourceFrame {
  /// A place to underline within one line.
  struct Mark {
    var span: Span
    /// Nil for the finding's own place.
    var message: String?
  }

  let source: SourceText
  /// The finding's own lines.
  let first: Int
  let last: Int
  /// From its first character to its last one that is not blank.
  let span: Span
  /// What is underlined in each line, the finding's own place first.
  private(set) var marks: [Int: [Mark]] = [:]
  /// 1-based, ascending.
  private(set) var lines: [Int] = []
  /// Second places there was no room for.
  private(set) var omittedLabels = 0
  /// The columns that a source line may take.
  let limit: Int

  var isMultiline: Bool { last > first }
  /// The columns of the greatest line number.
  var digits: Int { "\(max(lines.last ?? 1, below))".utf8.count }
  /// The greatest line number of what is shown below.
  private let below: Int

  /// A finding has at most as many second places shown, a span as many lines.
  private static let mostLabels = 8, mostLines = 5

  /// - Parameter below: the greatest line number of what is shown below.
  init(_ finding: Finding, start: Position, in source: SourceText, _ places: inout Places, width: Int?, below: Int = 0) {
    self.source = source
    self.below = below
    span = source.trimmed(finding.span)
    first = start.line
    last = span.length > 1 ? places.end(of: Span(span.start, span.end - 1), from: start).line : first

    var labelLines: [Int] = []
    for label in finding.labels.prefix(Self.mostLabels) {
      labelLines.append(places.other(min(max(0, label.span.start), source.count)).line)
    }
    omittedLabels = max(0, finding.labels.count - Self.mostLabels)
    let greatest = max(last + 2, labelLines.max() ?? 0, below)
    let beside = "\(greatest)".utf8.count + 4 + (last > first ? 2 : 0)
    limit = width.map { $0 - beside } ?? 200

    if !isMultiline { marks[first] = [Mark(span: span.clipped(to: source.span(ofLine: first)))] }
    for (label, line) in zip(finding.labels, labelLines) {
      let place = source.trimmed(label.span).clipped(to: source.span(ofLine: line))
      marks[line, default: []].append(Mark(span: place, message: label.message.description))
    }
    lines = choose(with: labelLines)
  }

  private func choose(with labelLines: [Int]) -> [Int] {
    var chosen = Set(labelLines)
    if last - first < Self.mostLines {
      chosen.formUnion(first...last)
    } else {
      chosen.formUnion([first, first + 1, first + 2, last - 1, last])
    }
    chosen.formUnion(context((1...2).map { first - $0 }))
    chosen.formUnion(context((1...(isMultiline ? 1 : 2)).map { last + $0 }))
    let sorted = chosen.sorted()
    // Where a single line is missing, it takes no more room than the dots.
    for (line, next) in zip(sorted, sorted.dropFirst()) where next == line + 2 && isShort(line + 1) { chosen.insert(line + 1) }
    return chosen.sorted()
  }

  /// Lines next to the span, nearest first: none beyond one that is too long, and no blank one at the outer edge.
  private func context(_ candidates: [Int]) -> [Int] {
    var lines = Array(candidates.prefix { $0 >= 1 && $0 <= source.lineCount && isShort($0) })
    while let outer = lines.last, source.trimmed(source.span(ofLine: outer)).isEmpty { lines.removeLast() }
    return lines
  }

  private func isShort(_ line: Int) -> Bool {
    let span = source.span(ofLine: line)
    return span.length <= 4 * limit && !SourceWindow(source, line: span, around: nil, limit: limit).isCut
  }
}

extension SourceText {
  /// A span within the text, without the blanks and line ends at its end.
  func trimmed(_ span: Span) -> Span {
    let start = min(max(0, span.start), count)
    var end = min(max(start, span.end), count)
    while end > start, [0x20, 0x09, 0x0a, 0x0d].contains(self[end - 1]) { end -= 1 }
    return Span(start, end)
  }
}

extension Span {
  func clipped(to other: Span) -> Span {
    let start = Swift.min(Swift.max(self.start, other.start), other.end)
    return Span(start, Swift.min(end, other.end))
  }
}
