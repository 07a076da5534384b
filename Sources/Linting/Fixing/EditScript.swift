import PostgresSyntax

/// Edits of one text in their order, apart from each other, in the line endings of the text.
struct EditScript {
  /// By place.
  private(set) var edits: [Edit]

  /// The edits of one fix. Nil when they change nothing, or are no edits of this text: outside of it, one over the other, or within a
  /// character.
  /// - Parameter isCRLF: whether the text `endsLinesWithCRLF`.
  init?(_ edits: [Edit], in source: SourceText, isCRLF: Bool) {
    let firstOffset = source.textStart
    var ready: [Edit] = []
    for var edit in edits {
      guard edit.span.start >= 0, edit.span.end <= source.count else { return nil }
      edit.span = Span(max(edit.span.start, firstOffset), max(edit.span.end, firstOffset))
      if isCRLF { edit.text = edit.text.withCRLF }
      if source.isWithinCharacter(edit.span.start) || source.isWithinCharacter(edit.span.end) { return nil }
      if source[edit.span] != edit.text { ready.append(edit) }
    }
    if ready.isEmpty { return nil }
    self.edits = ready.inOrder
    for (edit, next) in zip(self.edits, self.edits.dropFirst()) where edit.span.end > next.span.start { return nil }
  }

  /// Those of several fixes that leave each other alone, first fix first.
  init(_ scripts: some Sequence<EditScript>) { edits = scripts.flatMap(\.edits).inOrder }

  /// The text after the edits.
  func apply(to source: SourceText) -> SourceText {
    var bytes: [UInt8] = [], at = 0
    bytes.reserveCapacity(edits.reduce(source.count) { $0 + $1.text.utf8.count - $1.span.length })
    for edit in edits {
      source.withBytes(of: Span(at, edit.span.start)) { bytes += $0 }
      bytes += edit.text.utf8
      at = edit.span.end
    }
    source.withBytes(of: Span(at, source.count)) { bytes += $0 }
    // A text whose last line has no end gets none.
    if let last = edits.last, last.span.end == source.count, last.text.utf8.last == UInt8(ascii: "\n"), source.count > 0,
      source[source.count - 1] != UInt8(ascii: "\n") {
      bytes.removeLast()
      if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    }
    return SourceText(utf8: bytes)
  }

  /// Where something stands after the edits; behind what was put in its place or in front of it.
  func map(_ offset: Int) -> Int {
    edits.reduce(offset) { $1.span.end <= offset ? $0 + $1.text.utf8.count - $1.span.length : $1.span.start < offset ? $0 - (offset - $1.span.start) : $0 }
  }

  /// A part of the text after the edits, with what was put at its ends.
  func map(_ span: Span) -> Span {
    let start = edits.reduce(span.start) { $1.span.end <= span.start && $1.span.start < span.start ? $0 + $1.text.utf8.count - $1.span.length : $0 }
    return Span(start, map(span.end))
  }
}

extension [Edit] {
  /// At one place, what is put in stands before what is replaced, and otherwise as it was given.
  fileprivate var inOrder: [Edit] {
    enumerated().sorted { ($0.element.span.start, $0.element.span.end, $0.offset) < ($1.element.span.start, $1.element.span.end, $1.offset) }.map(\.element)
  }
}

extension SourceText {
  /// Behind the byte-order mark, if there is one.
  fileprivate var textStart: Int { self[0] == 0xef && self[1] == 0xbb && self[2] == 0xbf ? 3 : 0 }

  fileprivate func isWithinCharacter(_ offset: Int) -> Bool { self[offset] & 0xc0 == 0x80 }
}
