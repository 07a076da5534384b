import Linting
import PostgresBehavior
import PostgresSyntax

/// A name of more than 63 bytes.
struct IdentifierTooLong: Rule {
  static let metadata = RuleMetadata(
    id: "identifier-too-long", summary: "PostgreSQL cuts a name of more than 63 bytes", severity: .warning)

  /// Once for each name.
  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    var first: [String: Span] = [:], kept: [String: (name: String, span: Span)] = [:], findings: [Finding] = []
    for step in run.steps where context.source.mayHoldLongName(in: step.statement.span) {
      for token in context.source.tokens(in: step.statement.span) {
        guard let name = context.source.identifier(token), name.utf8.count > ObjectName.maxLength, first.updateValue(token.span, forKey: name) == nil
        else { continue }
        let short = name.cut(to: ObjectName.maxLength)
        let twin = kept[short].map { Finding.Label("this name is cut to the same one", at: $0.span) }
        kept[short] = kept[short] ?? (name, token.span)
        findings.append(
          Finding(.cut(name, short), at: token.span, note: .everywhere, help: .shorter, labels: [twin].compactMap { $0 }))
      }
    }
    return findings
  }
}

extension SourceText {
  /// Whether tokens are worth the work: a word of more than 63 bytes, or as much between double quotes. Most statements have neither.
  fileprivate func mayHoldLongName(in span: Span) -> Bool {
    guard span.length > ObjectName.maxLength else { return false }
    return withBytes(of: span) { bytes in
      // Where no quote can stand in a string or comment, every other piece between double quotes is a name.
      var word = 0, piece = 0, before = 0, quotes = 0, isUnsure = false, isLongOutside = false, last: UInt8 = 0
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"), 0x80...:
          word += 1
          if word > ObjectName.maxLength { return true }
        case UInt8(ascii: "\""):
          if piece > ObjectName.maxLength, quotes > 0 {
            if quotes % 2 == 1 { return true }
            isLongOutside = true
          }
          quotes += 1
          // A doubled quote goes on with the name before it.
          (before, piece) = last == byte ? (before, before) : (piece, -1)
          word = 0
        default:
          if byte == UInt8(ascii: "$") { word += 1 } else { word = 0 }
          let isComment = (byte == UInt8(ascii: "-") && last == byte) || (byte == UInt8(ascii: "*") && last == UInt8(ascii: "/"))
          if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "$") || isComment { isUnsure = true }
        }
        piece += 1
        last = byte
      }
      return isUnsure && isLongOutside
    }
  }

  /// The name that a token stands for, in full; nil for what is none.
  fileprivate func identifier(_ token: Token) -> String? {
    guard token.kind == .other, token.span.length > ObjectName.maxLength else { return nil }
    let text = self[token.span]
    let isEscaped = text.utf8.starts(with: "U&\"".utf8) || text.utf8.starts(with: "u&\"".utf8)
    if isEscaped || text.utf8.first == UInt8(ascii: "\"") {
      let inner = text.dropFirst(isEscaped ? 3 : 1).dropLast()
      let name = inner.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
      return isEscaped ? name.unescaped : name
    }
    guard let start = text.utf8.first, start.startsName, !text.utf8.prefix(3).contains(UInt8(ascii: "'")) else { return nil }
    // PostgreSQL turns ASCII letters to lower case, in UTF-8 no others.
    return String(decoding: text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var startsName: Bool { self >= 0x80 || self == UInt8(ascii: "_") || (0x61...0x7a).contains(self | 0x20) }
}

extension String {
  /// The first characters that fit into some bytes.
  fileprivate func cut(to bytes: Int) -> String {
    var end = utf8.index(startIndex, offsetBy: bytes, limitedBy: endIndex) ?? endIndex
    while end < endIndex, utf8[end] & 0xc0 == 0x80 { end = utf8.index(before: end) }
    return String(self[..<end])
  }

  /// `\00e9` and `\+0000e9` for their characters.
  fileprivate var unescaped: String {
    var result = String.UnicodeScalarView(), rest = unicodeScalars[...]
    while let next = rest.popFirst() {
      guard next == "\\" else { result.append(next); continue }
      if rest.first == "\\" { rest.removeFirst(); result.append("\\"); continue }
      let count = rest.first == "+" ? 6 : 4
      if count == 6 { rest.removeFirst() }
      let digits = String(String.UnicodeScalarView(rest.prefix(count)))
      rest = rest.dropFirst(count)
      if let scalar = UInt32(digits, radix: 16).flatMap(UnicodeScalar.init) { result.append(scalar) }
    }
    return String(result)
  }
}

extension Finding.Message {
  fileprivate static func cut(_ name: String, _ short: String) -> Self { "a name of \(name.utf8.count) bytes, which PostgreSQL cuts to `\(short)`" }
  fileprivate static let everywhere: Self =
    "it keeps 63 bytes and says so in a `NOTICE` only; programs that look the name up in the catalog do not find it, and two that begin alike become one"
  fileprivate static let shorter: Self = "a name of 63 bytes or less; characters beyond ASCII have 2 to 4 each"
}
