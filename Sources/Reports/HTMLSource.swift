import Linting
import PostgresSyntax

/// SQL with its keywords, strings and comments marked, and what findings stand on.
struct HTMLSource {
  let source: SourceText
  let span: Span
  /// What findings stand on.
  var marked: [Span] = []

  /// Longer statements are cut.
  private static let mostLines = 16, mostBytes = 4096

  func write(_ html: inout MarkupWriter) {
    let shown = beginning
    html.element("pre") { html in
      html.element("code") { html in
        var at = shown.start
        for token in source.tokens(in: shown) {
          put(Span(at, token.span.start), nil, &html)
          put(token.span, kind(of: token), &html)
          at = token.span.end
        }
        put(Span(at, shown.end), nil, &html)
        if shown.end < span.end { html.text(" …") }
      }
    }
  }

  private var beginning: Span {
    var end = min(span.end, span.start + Self.mostBytes)
    while end > span.start, end < span.end, source[end] & 0xc0 == 0x80 { end -= 1 }
    let line = source.line(at: span.start) + Self.mostLines - 1
    if line < source.line(at: end) { end = min(end, source.span(ofLine: line).end) }
    return Span(span.start, end)
  }

  private func kind(of token: Token) -> String? {
    let first = source[token.span.start], second = source[token.span.start + 1]
    let isMarked = marked.contains { $0.overlaps(token.span) }
    let kind: String? = switch token.kind {
    case .comment: "c"
    case .keyword: "k"
    case .other: first == UInt8(ascii: "'") || first == UInt8(ascii: "$") && !(0x30...0x39).contains(second) ? "s" : nil
    }
    return isMarked ? (kind.map { $0 + " " } ?? "") + "m" : kind
  }

  /// Line ends are LF alone.
  private func put(_ span: Span, _ kind: String?, _ html: inout MarkupWriter) {
    if span.isEmpty { return }
    let text = source[span].replacing("\r\n", with: "\n")
    if let kind { html.element("span", ["class": kind], text: text) } else { html.text(text) }
  }
}
