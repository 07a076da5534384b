public import PostgresBehavior
public import PostgresSyntax

/// Where the words of a statement stand: for carets and edits. Made only when a rule has something to say.
public final class StatementLayout {
  public let source: SourceText
  public let statement: Statement
  /// Without comments.
  public private(set) lazy var tokens = scan(statement.span)
  /// The first ones, for what is asked of most statements: those within some dozen bytes, if they can be told from the rest.
  public private(set) lazy var head: [Token] = {
    guard statement.span.length > 160, let end = source.lastBlank(in: Span(statement.span.start, statement.span.start + 120)) else { return tokens }
    let head = scan(Span(statement.span.start, end))
    return head.count >= 6 ? head : tokens
  }()

  public init(_ statement: Statement, in source: SourceText) {
    self.source = source
    self.statement = statement
  }

  private func scan(_ span: Span) -> [Token] { source.tokens(in: span, withComments: false, withKeywords: false) }

  /// The keywords the statement begins with, at most a number of them: `CREATE UNIQUE INDEX`.
  public func keywords(_ count: Int = 3) -> Span {
    if let plain = plainKeywords(count) { return plain }
    let words = head.prefix(count).prefix { source.isKeyword($0) }
    guard let first = words.first, let last = words.last else { return tokens.first?.span ?? statement.span }
    return Span(first.span.start, last.span.end)
  }

  /// The same without a look at more of the statement, where letters, blanks and line ends are all that stands there.
  private func plainKeywords(_ count: Int) -> Span? {
    var at = statement.span.start, end: Int?
    for _ in 0..<count {
      let start = at
      while at < statement.span.end, UInt8(ascii: "a")...UInt8(ascii: "z") ~= source[at] | 0x20 { at += 1 }
      guard at > start, at == statement.span.end || source[at] == 0x20 || source[at] == 0x0a else { return nil }
      guard source.isKeyword(Token(kind: .other, span: Span(start, at))) else { break }
      end = at
      while at < statement.span.end, source[at] == 0x20 || source[at] == 0x0a { at += 1 }
    }
    return end.map { Span(statement.span.start, $0) }
  }

  /// The first place of a word, at or after an offset. The word is lower case.
  public func word(_ word: StaticString, after offset: Int = 0) -> Span? {
    tokens.first { $0.span.start >= offset && source.token($0, is: word) }?.span
  }

  /// The token that starts at an offset.
  public func token(at offset: Int) -> Span? { tokens.first { $0.span.start == offset }?.span }

  /// From an offset over a name with its dots: `public.orders`.
  public func qualifiedName(at offset: Int) -> Span? {
    guard var at = tokens.firstIndex(where: { $0.span.start >= offset }) else { return nil }
    let start = at
    while at + 2 < tokens.count, source[tokens[at + 1].span.start] == UInt8(ascii: ".") { at += 2 }
    return Span(tokens[start].span.start, tokens[at].span.end)
  }

  /// The text of one subcommand of ALTER TABLE, from its first word to its last, without the comma.
  public func subcommand(_ target: AlterTarget) -> Span {
    let all = subcommands(after: target.location)
    return all.indices.contains(target.subcommand) ? all[target.subcommand] : statement.span
  }

  /// The texts of all subcommands of ALTER TABLE.
  public func subcommands(after location: Int) -> [Span] {
    guard let name = qualifiedName(at: location) else { return [] }
    var spans: [Span] = [], depth = 0, start: Int?, end = name.end
    for token in tokens where token.span.start >= name.end {
      let sign = token.span.length == 1 ? source[token.span.start] : 0
      if start == nil, spans.isEmpty, sign == UInt8(ascii: "*") || sign == UInt8(ascii: ")") { continue }
      switch sign {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        if let start { spans.append(Span(start, end)) }
        start = nil
        continue
      default: break
      }
      if start == nil { start = token.span.start }
      end = token.span.end
    }
    if let start { spans.append(Span(start, end)) }
    return spans
  }
}

extension SourceText {
  fileprivate func lastBlank(in span: Span) -> Int? {
    withBytes(of: span) { bytes in bytes.lastIndex { $0 == 0x20 || $0 == 0x0a } }.map { span.start + $0 }
  }
}
