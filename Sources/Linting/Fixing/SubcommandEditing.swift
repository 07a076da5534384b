public import PostgresBehavior
public import PostgresSyntax

extension StatementLayout {
  /// The edits that take subcommands out of an ALTER TABLE, each with a comma beside it. Comments stay.
  public func removing(_ gone: Set<Int>, of target: AlterTarget) -> [Edit] {
    let all = subcommands(after: target.location)
    guard let last = all.indices.last(where: { !gone.contains($0) }) else { return [] }
    return all.indices.filter(gone.contains).flatMap { at -> [Edit] in
      if at < last {
        guard let comma = tokens.first(where: { $0.span.start >= all[at].end }) else { return [] }
        return [.delete(Span(all[at].start, source.blankEnd(from: comma.span.end)))]
      }
      guard let comma = tokens.last(where: { $0.span.end <= all[at].start }) else { return [] }
      let blanks = source.blankBegin(before: all[at].start)
      // The line end of a comment stays, for it would swallow what follows.
      let isBehindComment = source.tokens(in: Span(comma.span.end, all[at].start)).last.map { source[$0.span.start] == UInt8(ascii: "-") } ?? false
      if isBehindComment { return [.delete(comma.span), .delete(all[at])] }
      return blanks <= comma.span.end ? [.delete(Span(comma.span.start, all[at].end))] : [.delete(comma.span), .delete(Span(blanks, all[at].end))]
    }
  }

  /// One constraint written behind a column, from its CONSTRAINT or first word to the next one's.
  public func inlineElement(at location: Int, in target: AlterTarget) -> Span? { element(at: location, in: subcommand(target)) }

  /// A constraint or another part of a column's definition, up to the next one, a comma or the end of the parentheses around it.
  public func element(at location: Int, in own: Span) -> Span? {
    let inner = tokens.filter { own.contains($0.span) && $0.span.start >= location }
    guard let first = inner.first else { return nil }
    var depth = 0, end = first.span.end
    let isNamed = source.token(first, is: "constraint")
    let isForeignKey = source.token(inner[isNamed ? min(2, inner.count - 1) : 0], is: "foreign")
    for (at, token) in inner.enumerated() {
      let sign = source[token.span.start]
      let previous = at == 0 ? nil : inner[at - 1], next = at + 1 < inner.count ? inner[at + 1] : nil
      // Behind CONSTRAINT stand a name and the first word itself.
      if at > (isNamed ? 2 : 0), depth == 0, beginsElement(token, previous, next), !(isForeignKey && source.token(token, is: "references")) { break }
      if token.span.length == 1 {
        if depth == 0, sign == UInt8(ascii: ",") || sign == UInt8(ascii: ")") { break }
        if sign == UInt8(ascii: "(") || sign == UInt8(ascii: "[") { depth += 1 }
        if sign == UInt8(ascii: ")") || sign == UInt8(ascii: "]") { depth -= 1 }
      }
      end = token.span.end
    }
    return Span(first.span.start, end)
  }

  private func beginsElement(_ token: Token, _ previous: Token?, _ next: Token?) -> Bool {
    let words: [StaticString] = ["constraint", "unique", "primary", "check", "references", "generated", "collate"]
    if words.contains(where: { source.token(token, is: $0) }) { return true }
    // ON DELETE SET NULL, SET DEFAULT
    let isSet = previous.map { source.token($0, is: "set") } ?? false
    if source.token(token, is: "default") || source.token(token, is: "null") { return !isSet }
    return source.token(token, is: "not") && (next.map { source.token($0, is: "null") } ?? false)
  }

  /// The edit that takes it away, with the blanks before it; the line end of a comment stays, for it would swallow what follows.
  public func removingInline(_ element: Span) -> Edit {
    let start = source.blankBegin(before: element.start), gap = source.tokens(in: Span(statement.span.start, element.start))
    let isBehindComment = gap.last.map { $0.kind == .comment && source[$0.span.start] == UInt8(ascii: "-") } ?? false
    return .delete(Span(isBehindComment ? element.start : start, element.end))
  }
}

extension SourceText {
  fileprivate func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

  fileprivate func blankEnd(from offset: Int) -> Int {
    var at = offset
    while at < count, isBlank(self[at]) { at += 1 }
    return at
  }

  fileprivate func blankBegin(before offset: Int) -> Int {
    var at = offset
    while at > 0, isBlank(self[at - 1]) { at -= 1 }
    return at
  }
}
