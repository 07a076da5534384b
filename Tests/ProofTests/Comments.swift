import PostgresSyntax

extension SourceText {
  /// The texts of all comments, without blanks at their ends.
  var comments: [String] {
    tokens(in: span).filter { $0.kind == .comment }.map { token in
      var text = Substring(self[token.span])
      while text.last?.isWhitespace ?? false { text.removeLast() }
      return String(text)
    }
  }
}

extension [String] {
  /// How often each comes.
  var counted: [String: Int] { Dictionary(map { ($0, 1) }, uniquingKeysWith: +) }
}
