public import PostgresSyntax

extension SourceText {
  /// What a stretch of SQL says, however it is laid out: its tokens with one blank between them, keywords in lower case, no comments.
  /// What PostgreSQL's scanner cannot read is cut at white space.
  public func words(of span: Span) -> String {
    var words: [String] = [], end = span.start
    for token in tokens(in: span) {
      end = token.span.end
      if token.kind == .comment { continue }
      words.append(token.kind == .keyword ? self[token.span].lowercased() : self[token.span])
    }
    words += self[Span(end, span.end)].utf8.split { $0 <= 0x20 }.map { String(Substring($0)) }
    return words.joined(separator: " ")
  }
}
