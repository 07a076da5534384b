import Linting
import PostgresBehavior
import PostgresSyntax

/// A name of more than 63 bytes.
struct IdentifierTooLong: Rule {
  static let metadata = RuleMetadata(
    id: "identifier-too-long", summary: "PostgreSQL cuts a name of more than 63 bytes", severity: .warning)

  /// Once for each name.
  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    guard context.source.mayHoldLongNames else { return [] }
    var seen: Set<String> = [], kept: [String: (name: String, span: Span)] = [:], findings: [Finding] = []
    for step in run.steps where context.source.mayHoldLongName(in: step.statement.span) {
      for token in context.source.tokens(in: step.statement.span) {
        guard let name = context.source.identifier(token), name.utf8.count > ObjectName.maxLength, seen.insert(name).inserted
        else { continue }
        let short = ObjectName.cut(name)
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
  /// Whether it is worth going through the statements.
  fileprivate var mayHoldLongNames: Bool { withBytes(of: span) { $0.hasLongWord } || firstOffset(of: "\"", in: span) != nil }

  /// Whether tokens are worth the work: a word of more than 63 bytes, or as much between double quotes. Most statements have neither.
  fileprivate func mayHoldLongName(in span: Span) -> Bool {
    span.length > ObjectName.maxLength && (withBytes(of: span) { $0.hasLongWord } || mayHoldLongQuotedName(in: span))
  }

  private func mayHoldLongQuotedName(in span: Span) -> Bool {
    guard var last = firstOffset(of: "\"", in: span) else { return false }
    // A name goes on behind a doubled quote: then the piece before last belongs to it.
    var isInside = true, isLongOutside = false, isDoubled = false, length = 0, beforeLast = 0
    while let quote = firstOffset(of: "\"", in: Span(last + 1, span.end)) {
      let piece = quote - last - 1, whole = piece + (isDoubled ? beforeLast + 1 : 0)
      if whole > ObjectName.maxLength {
        if isInside { return true }
        isLongOutside = true
      }
      (beforeLast, length, isDoubled, last) = (length, whole, piece == 0, quote)
      isInside.toggle()
    }
    // Where a quote may stand in a string or comment, nobody knows which pieces are the names.
    return isLongOutside && (["'", "$", "--", "/*"] as [StaticString]).contains { firstOffset(of: $0, in: span) != nil }
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

extension UnsafeBufferPointer<UInt8> {
  /// Whether letters, digits and the like come more than 63 in a row. Of 64 in a row one stands at each 64th place.
  fileprivate var hasLongWord: Bool {
    let stride = ObjectName.maxLength + 1
    var at = ObjectName.maxLength
    while at < count {
      var start = at, end = at
      while end < count, self[end].continuesName { end += 1 }
      while start > 0, self[start - 1].continuesName, end > at { start -= 1 }
      if end - start >= stride { return true }
      at = end + stride
    }
    return false
  }
}

extension UInt8 {
  fileprivate var continuesName: Bool { startsName || (0x30...0x39).contains(self) || self == UInt8(ascii: "$") }
  fileprivate var startsName: Bool { self >= 0x80 || self == UInt8(ascii: "_") || (0x61...0x7a).contains(self | 0x20) }
}

extension String {
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
  fileprivate static func cut(_ name: String, _ short: String) -> Self {
    "a name of \(name.utf8.count) bytes, which PostgreSQL cuts to `\(short)`"
  }
  fileprivate static let everywhere: Self = """
    it keeps 63 bytes and says so in a `NOTICE` only; programs that look the name up in the catalog do not find it, and two \
    that begin alike become one
    """
  fileprivate static let shorter: Self = "a name of 63 bytes or less; characters beyond ASCII have 2 to 4 each"
}
