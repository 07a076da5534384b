import PostgresSyntax

/// A source line as a terminal shows it: whole when it fits, else the part around a place.
struct SourceWindow {
  /// Safe to print, without blanks at the end.
  let text: String
  /// Whether something is missing on the left or right, where `…` stands.
  let isCut: Bool
  /// The bytes that are shown.
  let shown: Span
  /// For each scalar shown: its offset in the source and its first column, from 0. At the end one more for what comes behind.
  private let stops: [(offset: Int, column: Int)]

  /// - Parameters:
  ///   - line: the bytes of the line, without its line ending.
  ///   - place: what to show of a line that does not fit; its beginning when nil.
  ///   - limit: in columns.
  init(_ source: SourceText, line: Span, around place: Span?, limit: Int) {
    if let whole = SourceWindow(source, from: line.start, line: line, limit: limit, mayCut: false) {
      self = whole
      return
    }
    let anchor = min(max(place?.start ?? line.start, line.start), line.end)
    // As much behind the place as there is, up to two thirds; the rest of the room goes to what stands before it.
    let room = limit - 2, behind = Self.columns(source, from: anchor, to: line.end, limit: room - room / 3)
    let start = Self.stepBack(source, from: anchor, to: line.start, columns: room - behind)
    self = SourceWindow(source, from: start, line: line, limit: limit, mayCut: true) ?? SourceWindow()
  }

  private init() {
    (text, isCut, shown, stops) = ("", false, Span(0, 0), [])
  }

  /// Nil when it may not be cut and does not fit.
  private init?(_ source: SourceText, from start: Int, line: Span, limit: Int, mayCut: Bool) {
    // Combining characters take no column; beyond this many of them the line counts as too long.
    let cap = Self.boundary(source, min(line.end, start + 4 * limit))
    if cap < line.end, !mayCut { return nil }
    var text = Array((start > line.start ? "…" : "").utf8), column = start > line.start ? 1 : 0
    var stops: [(offset: Int, column: Int)] = [], offset = start
    stops.reserveCapacity(min(limit, cap - start) + 1)
    for scalar in source[Span(start, cap)].unicodeScalars {
      let glyph = Glyph(scalar)
      if column + glyph.width > limit - (mayCut ? 1 : 0) {
        if !mayCut { return nil }
        break
      }
      stops.append((offset, column))
      glyph.append(to: &text)
      column += glyph.width
      offset += UTF8.width(scalar)
    }
    stops.append((offset, column))
    if offset < line.end { text += "…".utf8 }
    while text.last == 0x20 { text.removeLast() }
    self.text = String(decoding: text, as: UTF8.self)
    isCut = start > line.start || offset < line.end
    shown = Span(start, offset)
    self.stops = stops
  }

  /// The columns of a part of the line, at least one; nil when none of it is shown.
  func columns(of span: Span) -> Range<Int>? {
    guard span.start <= shown.end, span.end >= shown.start, let last = stops.last else { return nil }
    let start = max(span.start, shown.start), end = min(span.end, shown.end)
    let from = stops.first { $0.offset >= start }?.column ?? last.column
    let to = stops.first { $0.offset >= end }?.column ?? last.column
    return from..<max(from + 1, to)
  }

  // MARK: Measuring

  /// The columns of a part of a line, counted up to a limit.
  private static func columns(_ source: SourceText, from start: Int, to end: Int, limit: Int) -> Int {
    let end = boundary(source, min(end, start + 4 * limit))
    var columns = 0
    for scalar in source[Span(start, end)].unicodeScalars {
      columns += Glyph(scalar).width
      if columns >= limit { return limit }
    }
    return columns
  }

  /// The offset so many columns before another one.
  private static func stepBack(_ source: SourceText, from: Int, to limit: Int, columns: Int) -> Int {
    let start = boundary(source, max(limit, from - 4 * columns))
    var at = from, used = 0
    for scalar in source[Span(start, from)].unicodeScalars.reversed() {
      used += Glyph(scalar).width
      if used > columns { break }
      at -= UTF8.width(scalar)
    }
    // A combining character cannot stand without the one before it.
    while at < from, at > limit, let scalar = source[Span(at, boundary(source, at + 4))].unicodeScalars.first, Glyph(scalar).width == 0 {
      at += UTF8.width(scalar)
    }
    return at
  }

  /// The start of the character an offset stands in.
  private static func boundary(_ source: SourceText, _ offset: Int) -> Int {
    var offset = offset
    while offset > 0, source[offset] & 0xc0 == 0x80 { offset -= 1 }
    return offset
  }
}
