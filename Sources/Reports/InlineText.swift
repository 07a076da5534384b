/// Text of a message, cut where backticks begin and end code.
struct InlineText {
  enum Part: Equatable {
    case plain(String)
    case code(String)
  }

  let parts: [Part]

  init(_ text: String) {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "`") {
      let behind = rest[rest.index(after: open)...]
      guard let close = Self.end(of: behind) else { break }
      if open > rest.startIndex { parts.append(.plain(String(rest[..<open]))) }
      parts.append(.code(String(behind[..<close])))
      rest = behind[behind.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.plain(String(rest))) }
    self.parts = parts
  }

  /// The backtick that ends code: a name may hold some itself, so not one with a letter on both sides.
  private static func end(of code: Substring) -> Substring.Index? {
    var at = code.startIndex
    while at < code.endIndex, let next = code[at...].firstIndex(of: "`") {
      let before = next > code.startIndex ? code[code.index(before: next)] : nil, behind = code[code.index(after: next)...].first
      let isWithin = before.map { $0.isLetter || $0.isNumber } ?? false && behind.map { $0.isLetter || $0.isNumber } ?? false
      if next > code.startIndex, !isWithin { return next }
      at = code.index(after: next)
    }
    return nil
  }
}
