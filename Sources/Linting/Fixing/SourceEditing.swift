public import PostgresSyntax

extension SourceText {
  /// The text of a span after some edits within it.
  public func text(of span: Span, after edits: [Edit]) -> String {
    var text = TextBuilder(capacity: edits.reduce(span.length) { $0 + $1.text.utf8.count }), at = span.start
    for edit in edits.sorted(by: { $0.span.start < $1.span.start }) {
      withBytes(of: Span(at, edit.span.start)) { text.append($0) }
      text.append(edit.text)
      at = edit.span.end
    }
    withBytes(of: Span(at, span.end)) { text.append($0) }
    return text.text
  }

  /// Edits with the line ends that the text has.
  public func withItsLineEnds(_ edits: [Edit]) -> [Edit] { hasCarriageReturns ? edits.map { withItsLineEnds($0) } : edits }

  private var hasCarriageReturns: Bool { self[span(ofLine: 1).end] == UInt8(ascii: "\r") }

  /// An edit with them.
  public func withItsLineEnds(_ edit: Edit) -> Edit {
    guard hasCarriageReturns, edit.text.utf8.contains(UInt8(ascii: "\n")) else { return edit }
    var bytes: [UInt8] = []
    for byte in edit.text.utf8 {
      if byte == UInt8(ascii: "\n"), bytes.last != UInt8(ascii: "\r") { bytes.append(UInt8(ascii: "\r")) }
      bytes.append(byte)
    }
    return Edit(edit.span, String(decoding: bytes, as: UTF8.self), mayFollowOthers: edit.mayFollowOthers)
  }

  /// The same edits of a statement, with a line end where a comment would swallow the semicolon.
  func closing(_ edits: [Edit], of statement: Statement) -> [Edit] {
    guard let last = edits.firstIndex(where: { $0.span.end == statement.span.end }) else { return edits }
    var text = text(of: statement.span, after: edits)
    guard text.withUTF8({ bytes in bytes.indices.dropLast().contains { bytes[$0] == UInt8(ascii: "-") && bytes[$0 + 1] == UInt8(ascii: "-") } })
    else { return edits }
    let rest = SourceText(text)
    guard let end = rest.tokens(in: rest.span, withKeywords: false).last, end.kind == .comment, rest[end.span.start] == UInt8(ascii: "-"),
      !rest[Span(end.span.end, rest.count)].utf8.contains(UInt8(ascii: "\n"))
    else { return edits }
    var edits = edits
    edits[last].text += "\n"
    return edits
  }

  /// The blanks before the first word of the line that an offset stands on; empty where something else stands before the offset.
  public func indentation(at offset: Int) -> String {
    let start = blankStart(of: offset)
    return start == 0 || self[start - 1] == UInt8(ascii: "\n") ? self[Span(start, offset)] : ""
  }

  /// Puts statements on lines of their own behind another, and behind a comment that ends its line.
  func appending(_ text: String, behind statement: Statement, mayFollowOthers: Bool = false) -> Edit {
    guard statement.isTerminated else { return Edit(Span(statement.span.end, statement.span.end), ";\n" + text, mayFollowOthers: mayFollowOthers) }
    let end = statement.region.end + 1, at = commentEnd(behind: end) ?? end
    return Edit(Span(at, at), "\n" + text, mayFollowOthers: mayFollowOthers)
  }

  /// From behind a statement, and a comment that ends its line, to the end of another; nil if comments stand between.
  func gap(behind first: Statement, upTo last: Statement) -> Span? {
    let end = first.region.end + 1, start = commentEnd(behind: end) ?? end, gap = Span(start, last.isTerminated ? last.region.end + 1 : last.span.end)
    return first.isTerminated && gap.end >= gap.start && commentEnd(behind: gap.end) == nil && !tokens(in: gap).contains { $0.kind == .comment } ? gap : nil
  }

  /// Takes a statement out, with its line if nothing else stands on it.
  public func removal(of statement: Statement, withComments: Bool = false) -> Edit {
    var start = withComments ? commentStart(above: statement) : statement.span.start
    var end = statement.isTerminated ? statement.region.end + 1 : statement.span.end
    if withComments { end = commentEnd(behind: end) ?? end }
    while self[end] == UInt8(ascii: " ") || self[end] == UInt8(ascii: "\t") { end += 1 }
    let line = blankStart(of: start), isFirst = line == 0 || self[line - 1] == UInt8(ascii: "\n")
    if isFirst {
      if end >= count { return .delete(Span(line, count)) }
      if self[end] == UInt8(ascii: "\r") { end += 1 }
      if self[end] == UInt8(ascii: "\n") {
        end += 1
        start = line
        // Of the blank lines around it one side goes too.
        let isBehindBlank = line == 0 || line >= 2 && self[line - 1] == UInt8(ascii: "\n") && self[line - 2] == UInt8(ascii: "\n")
        if isBehindBlank, self[end] == UInt8(ascii: "\n") { end += 1 }
      }
    }
    return .delete(Span(start, end))
  }

  /// The comments right above a statement, each with a line end and without the blanks before it.
  func comments(above statement: Statement) -> String {
    tokens(in: Span(commentStart(above: statement), statement.span.start)).map { self[$0.span] + "\n" }.joined()
  }

  /// The comment that ends the line of a statement, with the blanks before it.
  func comment(behind statement: Statement) -> String {
    guard statement.isTerminated, let end = commentEnd(behind: statement.region.end + 1) else { return "" }
    return self[Span(statement.region.end + 1, end)]
  }

  /// Whether a name stands in a part of the text, in any case, as a word of its own or between quotes.
  func mentions(_ name: String, in span: Span) -> Bool {
    withBytes(of: span) { bytes in
      let wanted = name.utf8.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0.lowered] }
      guard let first = wanted.first, bytes.count >= wanted.count else { return false }
      for at in 0...(bytes.count - wanted.count) where bytes[at].lowered == first {
        guard at == 0 || !bytes[at - 1].isNameByte else { continue }
        let end = at + wanted.count
        if end < bytes.count, bytes[end].isNameByte { continue }
        if (1..<wanted.count).allSatisfy({ bytes[at + $0].lowered == wanted[$0] }) { return true }
      }
      return false
    }
  }

  /// Where the comments for Lintel begin that stand right above a statement: they have to stay above it.
  func startOfSuppressions(above start: Int) -> Int {
    var first = start, line = start
    while line > 0, self[line - 1] == UInt8(ascii: " ") || self[line - 1] == UInt8(ascii: "\t") { line -= 1 }
    while line > 0, self[line - 1] == UInt8(ascii: "\n") {
      var above = line - 1
      while above > 0, self[above - 1] != UInt8(ascii: "\n") { above -= 1 }
      var text = above
      while self[text] == UInt8(ascii: " ") || self[text] == UInt8(ascii: "\t") { text += 1 }
      guard has("--", at: text) else { break }
      if firstOffset(of: "lintel:", in: Span(above, line)) != nil { first = text }
      line = above
    }
    return first
  }

  /// Where the blanks before an offset begin, on its line.
  private func blankStart(of offset: Int) -> Int {
    var start = offset
    while start > 0, self[start - 1] == UInt8(ascii: " ") || self[start - 1] == UInt8(ascii: "\t") { start -= 1 }
    return start
  }

  /// The start of the comments that stand on lines of their own right above a statement, without a blank line between.
  private func commentStart(above statement: Statement) -> Int {
    var start = statement.span.start
    for comment in tokens(in: Span(statement.region.start, start)).reversed() {
      // What ends the line of the statement before is about that one.
      let line = blankStart(of: comment.span.start)
      guard line == 0 || self[line - 1] == UInt8(ascii: "\n"), !hasBlankLine(in: Span(comment.span.end, start)) else { break }
      start = comment.span.start
    }
    return start
  }

  /// The end of a `--` comment that begins on the same line.
  private func commentEnd(behind offset: Int) -> Int? {
    var at = offset
    while self[at] == UInt8(ascii: " ") || self[at] == UInt8(ascii: "\t") { at += 1 }
    guard self[at] == UInt8(ascii: "-"), self[at + 1] == UInt8(ascii: "-") else { return nil }
    while at < count, self[at] != UInt8(ascii: "\n"), self[at] != UInt8(ascii: "\r") { at += 1 }
    return at
  }
}

extension UInt8 {
  fileprivate var lowered: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
  fileprivate var isNameByte: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowered) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || self == UInt8(ascii: "_") || self == UInt8(ascii: "$") || self >= 0x80
  }
}
