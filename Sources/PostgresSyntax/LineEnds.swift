extension SourceText {
  /// Whether every line ends in CR and LF. Where some do not, a line end may be part of a value.
  public var endsLinesWithCRLF: Bool {
    withBytes(of: span) { bytes in
      var at = 0, isCRLF = false
      while let newline = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) {
        guard newline > 0, bytes[newline - 1] == UInt8(ascii: "\r") else { return false }
        isCRLF = true
        at = newline + 1
      }
      return isCRLF
    }
  }

  /// What ends a new line of it.
  public var lineEnd: String { endsLinesWithCRLF ? "\r\n" : "\n" }

  /// The text with lines that end in LF alone, but for line ends within a value or a name.
  public var withLF: String {
    guard withBytes(of: span, { $0.contains(UInt8(ascii: "\r")) }) else { return self[span] }
    var text = "", at = 0
    for token in tokens(in: span) where token.kind != .comment {
      text += self[Span(at, token.span.start)].withLF + self[token.span]
      at = token.span.end
    }
    return text + self[Span(at, count)].withLF
  }
}

extension String {
  /// With CR before every LF.
  public var withCRLF: String {
    var bytes: [UInt8] = []
    for byte in utf8 {
      if byte == UInt8(ascii: "\n"), bytes.last != UInt8(ascii: "\r") { bytes.append(UInt8(ascii: "\r")) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  fileprivate var withLF: String {
    var bytes: [UInt8] = []
    for byte in utf8 {
      if byte == UInt8(ascii: "\n"), bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
