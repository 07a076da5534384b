import PostgresSyntax

extension SourceText {
  /// The beginning of a statement on one line: without comments, white space folded, cut to so many columns, safe to print.
  func folded(_ span: Span, to limit: Int) -> String {
    let comments = hasComment(in: Span(span.start, min(span.end, span.start + 40 * limit)))
      ? tokens(in: span).filter { $0.kind == .comment }.map(\.span) : []
    var text: [UInt8] = [], used = 0, needsBlank = false, from = span.start
    for part in comments + [Span(span.end, span.end)] where used <= limit {
      for scalar in self[Span(from, part.start)].unicodeScalars {
        if Self.isBlank(scalar) { needsBlank = true; continue }
        if needsBlank, !text.isEmpty { text.append(0x20); used += 1 }
        needsBlank = false
        let glyph = Glyph(scalar)
        glyph.append(to: &text)
        used += glyph.width
        if used > limit { break }
      }
      needsBlank = true
      from = part.end
    }
    return String(decoding: text, as: UTF8.self).cut(to: limit)
  }

  /// What PostgreSQL's scanner takes for white space (`scan.l`).
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || (0x09...0x0d).contains(scalar.value) }

  /// Whether a part of the text holds what may begin a comment.
  private func hasComment(in span: Span) -> Bool {
    withBytes(of: span) { bytes in
      zip(bytes, bytes.dropFirst()).contains { ($0 == 0x2d && $1 == 0x2d) || ($0 == 0x2f && $1 == 0x2a) }
    }
  }
}
