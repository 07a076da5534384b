extension UnsafeBufferPointer<UInt8> {
  /// The tokens of text in which nobody needs PostgreSQL's scanner to see where they end: words, whole numbers, simple literals, signs
  /// that stand for themselves. Most statements are made of nothing else, and this takes a fraction of the time. Nil for all others.
  func plainTokens(from start: Int, withComments: Bool) -> [Token]? {
    var tokens: [Token] = [], at = 0
    tokens.reserveCapacity(count / 4)
    while at < count {
      let first = at, byte = self[at]
      at += 1
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
        while at < count, self[at].isPlainWord { at += 1 }
        // E'…', and letters beyond ASCII.
        if at < count, self[at] == UInt8(ascii: "'") || self[at] == UInt8(ascii: "$") || self[at] >= 0x80 { return nil }
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        while at < count, self[at].isPlainDigit { at += 1 }
        if at < count, self[at] == UInt8(ascii: ".") || self[at] == UInt8(ascii: "$") || self[at] >= 0x80 || self[at].isPlainWord { return nil }
      case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "["), UInt8(ascii: "]"): break
      case UInt8(ascii: "."):
        if at < count, self[at] == UInt8(ascii: ".") || self[at].isPlainDigit { return nil }
      case UInt8(ascii: ":"):
        guard at < count, self[at] == UInt8(ascii: ":") else { return nil }
        at += 1
      case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "*"), UInt8(ascii: "|"):
        while at < count, self[at].isPlainOperator { at += 1 }
        if at < count, self[at].mayJoinOperator { return nil }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        guard let end = endOfPlainQuote(byte, from: at) else { return nil }
        at = end
      case UInt8(ascii: "-"):
        guard at < count, self[at] == UInt8(ascii: "-") else { return nil }
        while at < count, self[at] != UInt8(ascii: "\n"), self[at] != UInt8(ascii: "\r") { at += 1 }
        if withComments { tokens.append(Token(kind: .comment, span: Span(start + first, start + at))) }
        continue
      default: return nil
      }
      tokens.append(Token(kind: .other, span: Span(start + first, start + at)))
    }
    return tokens
  }

  /// Behind the quote that ends a name or a literal; nil for one without an end, with a backslash, or that goes on behind a line end.
  private func endOfPlainQuote(_ quote: UInt8, from start: Int) -> Int? {
    var at = start
    while at < count {
      if self[at] == UInt8(ascii: "\\") { return nil }
      at += 1
      guard self[at - 1] == quote else { continue }
      if at < count, self[at] == quote {
        at += 1
        continue
      }
      if quote == UInt8(ascii: "\"") { return at - start > 1 ? at : nil }
      var next = at
      while next < count, self[next] <= 0x20 { next += 1 }
      return next < count && (self[next] == quote || self[next] == UInt8(ascii: "-")) ? nil : at
    }
    return nil
  }
}

extension UInt8 {
  fileprivate var isPlainDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  fileprivate var isPlainWord: Bool {
    self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z") || isPlainDigit || self == UInt8(ascii: "_")
  }
  fileprivate var isPlainOperator: Bool {
    switch self {
    case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "*"), UInt8(ascii: "|"): true
    default: false
    }
  }
  fileprivate var mayJoinOperator: Bool {
    switch self {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "^"), UInt8(ascii: "~"), UInt8(ascii: "!"),
      UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "`"), UInt8(ascii: "?"): true
    default: false
    }
  }
}
