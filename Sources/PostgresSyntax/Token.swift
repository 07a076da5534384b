import CPgQuery
import Synchronization

/// A word, sign, literal or comment, as PostgreSQL's scanner cuts them.
public struct Token: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case comment, keyword, other }
  public var kind: Kind
  public var span: Span

  public init(kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
  }
}

extension SourceText {
  /// The tokens of a part of the text, up to the first thing that is no token.
  /// - Parameter withKeywords: whether it matters which of the words are keywords. It costs more than all the rest.
  public func tokens(in span: Span, withComments: Bool = true, withKeywords: Bool = true) -> [Token] {
    if !withKeywords, let plain = withSQL(of: span, { $0.plainTokens(from: span.start, withComments: withComments) }) { return plain }
    let scanned = withSQL(of: span) { bytes in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { chars in
        for at in bytes.indices { chars[at] = CChar(bitPattern: bytes[at]) }
        chars[bytes.count] = 0
        return cpg_scan(chars.baseAddress)
      }
    }
    defer { cpg_tokens_free(scanned) }
    if scanned.error.message != nil {
      // The scanner gives nothing at all then, so what stands before the error is asked for alone.
      let end = offset(ofCharacter: Int(scanned.error.cursor_position), in: span)
      return end < span.end ? tokens(in: Span(span.start, end), withComments: withComments) : []
    }
    var tokens: [Token] = []
    tokens.reserveCapacity(Int(scanned.count))
    for token in UnsafeBufferPointer(start: scanned.tokens, count: Int(scanned.count)) {
      let place = Span(span.start + Int(token.start), span.start + Int(token.end)), kind = kind(of: token, at: place)
      if withComments || kind != .comment { tokens.append(Token(kind: kind, span: place)) }
    }
    return tokens
  }

  /// Whether a token is a keyword, in any case.
  public func isKeyword(_ token: Token) -> Bool {
    withSQL(of: token.span) { word in
      guard let short = ShortWord(word) else { return false }
      return keywords.withLock { known in
        if let answer = known[short.place], answer.word == short { return answer.isKeyword }
        let source = SourceText(String(decoding: word, as: UTF8.self)), isKeyword = source.tokens(in: source.span).first?.kind == .keyword
        known[short.place] = (short, isKeyword)
        return isKeyword
      }
    }
  }

  private func kind(of token: CPgToken, at span: Span) -> Token.Kind {
    if token.keyword { return .keyword }
    let first = self[span.start], second = self[span.start + 1]
    if span.length >= 2, (first == 0x2d && second == 0x2d) || (first == 0x2f && second == 0x2a) { return .comment }
    return .other
  }

  /// Whether a token is this word, in any case. `word` is lower case.
  public func token(_ token: Token, is word: StaticString) -> Bool {
    token.span.length == word.utf8CodeUnitCount && has(word, at: token.span.start)
  }
}

/// What PostgreSQL's scanner said of words: it is asked about the same few again and again. Of two for one place the later one stays.
private let keywords = Mutex<[(word: ShortWord, isKeyword: Bool)?]>(Array(repeating: nil, count: ShortWord.placeCount))

/// The bytes of a word of at most 24: no keyword is longer.
private struct ShortWord: Equatable {
  static let placeCount = 128
  private var first: UInt64 = 0, second: UInt64 = 0, third: UInt64 = 0

  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.count > 24 { return nil }
    for at in bytes.indices {
      let byte = UInt64(bytes[at])
      if at < 8 { first = first << 8 | byte } else if at < 16 { second = second << 8 | byte } else { third = third << 8 | byte }
    }
  }

  var place: Int { Int(((first ^ second &* 3 ^ third &* 5) &* 0x9e37_79b9_7f4a_7c15) >> 57) }
}
