extension SourceText {
  /// Cuts a part of the text at the semicolons that end statements, the way psql does. Nothing is refused: what PostgreSQL's scanner
  /// cannot read is a statement all the same, and its parser says what is wrong with it.
  public func statements(in part: Span? = nil) -> [Statement] {
    var rest = part ?? span
    // psql, too, passes over a byte-order mark at the start of a file.
    if rest.start == 0, withBytes(of: rest, { $0.starts(with: Encoding.mark) }) { rest.start = Encoding.mark.count }
    return withSQL(of: rest) { bytes in
      var splitter = StatementSplitter(bytes: bytes, offset: rest.start)
      return splitter.statements()
    }
  }
}

/// Follows the lexical rules of PostgreSQL's scan.l as far as they decide where a statement ends. libpg_query's own splitters scan the
/// whole text twice or give up on all of it for one bad token.
private struct StatementSplitter {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Of the first byte in the file.
  private let offset: Int
  private var at = 0

  /// What the statement in hand has shown of itself.
  private var tokens = 0
  private var creates = false, isRule = false
  /// The last word was BEGIN: with ATOMIC behind it, semicolons stand between the statements of a function's body.
  private var begins = false
  /// The next word is a name: `t.end`, `AS end`.
  private var names = false
  private var depth = 0
  /// BEGIN ATOMIC and CASE that no END has closed.
  private var blocks = 0

  init(bytes: UnsafeBufferPointer<UInt8>, offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  mutating func statements() -> [Statement] {
    var found: [Statement] = []
    found.reserveCapacity(bytes.count / 100)
    var region = 0, start = -1, end = 0
    func statement(before terminator: Int, isTerminated: Bool) -> Statement {
      Statement(
        span: Span(offset + start, offset + end), region: Span(offset + region, offset + terminator), isTerminated: isTerminated)
    }
    while let token = next() {
      if token.isSemicolon, blocks == 0, depth == 0 || !isRule {
        if start >= 0 { found.append(statement(before: token.start, isTerminated: true)) }
        (region, start) = (at, -1)
        (tokens, creates, isRule, begins, names, depth, blocks) = (0, false, false, false, false, 0, 0)
        continue
      }
      if start < 0 { start = token.start }
      end = at
      tokens += 1
    }
    if start >= 0 { found.append(statement(before: bytes.count, isTerminated: false)) }
    return found
  }

  /// Passes over white space, comments and one token.
  private mutating func next() -> (start: Int, isSemicolon: Bool)? {
    while at < bytes.count {
      let start = at, byte = bytes[at]
      at += 1
      switch byte {
      case 0x20, 0x09...0x0d: continue
      case UInt8(ascii: "-") where follows(UInt8(ascii: "-")):
        while at < bytes.count, bytes[at] != 0x0a, bytes[at] != 0x0d { at += 1 }
        continue
      case UInt8(ascii: "/") where follows(UInt8(ascii: "*")):
        if skipComment() { continue }
      case UInt8(ascii: "'"), UInt8(ascii: "\""): skipQuoted(byte, escapes: false)
      case UInt8(ascii: "$"): skipDollarQuoted()
      case UInt8(ascii: "0")...UInt8(ascii: "9"): while at < bytes.count, bytes[at].isWordByte { at += 1 }
      case UInt8(ascii: ";"): return (start, true)
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth = max(0, depth - 1)
      case UInt8(ascii: "."):
        names = true
        return (start, false)
      case _ where byte.isWordByte:
        while at < bytes.count, bytes[at].isWordByte || bytes[at] == UInt8(ascii: "$") { at += 1 }
        if at == start + 1, byte | 0x20 == UInt8(ascii: "e"), follows(UInt8(ascii: "'")) {
          at += 1
          skipQuoted(UInt8(ascii: "'"), escapes: true)
        } else {
          note(UnsafeBufferPointer(rebasing: bytes[start..<at]))
          return (start, false)
        }
      default: break
      }
      names = false
      return (start, false)
    }
    return nil
  }

  private func follows(_ byte: UInt8) -> Bool { at < bytes.count && bytes[at] == byte }

  /// What a word outside quotes says about where the statement ends.
  private mutating func note(_ word: UnsafeBufferPointer<UInt8>) {
    let isName = names
    names = word.is("as")
    if tokens == 0 { creates = word.is("create") }
    guard creates else { return }
    if tokens <= 3, word.is("rule") { isRule = true }
    if blocks > 0, !isName {
      if word.is("case") { blocks += 1 }
      if word.is("end") { blocks -= 1 }
    } else if begins, word.is("atomic") {
      blocks = 1
    }
    begins = word.is("begin")
  }

  /// Behind the opening of a comment, which may hold others. False when it never ends, which is an error, not a comment.
  private mutating func skipComment() -> Bool {
    at += 1
    var open = 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "/"), follows(UInt8(ascii: "*")) {
        at += 1
        open += 1
      } else if byte == UInt8(ascii: "*"), follows(UInt8(ascii: "/")) {
        at += 1
        open -= 1
        if open == 0 { return true }
      }
    }
    return false
  }

  /// Behind an opening quote. A doubled one opens the next string right behind this one.
  private mutating func skipQuoted(_ quote: UInt8, escapes: Bool) {
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == quote {
        guard escapes, follows(quote) else { return }
        at += 1
      } else if escapes, byte == UInt8(ascii: "\\"), at < bytes.count {
        at += 1
      }
    }
  }

  /// Behind a `$`, which opens a string if it is the start of `$$` or `$tag$`.
  private mutating func skipDollarQuoted() {
    var tagEnd = at
    if tagEnd < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[tagEnd]) {
      while at < bytes.count, bytes[at].isWordByte { at += 1 }
      return
    }
    while tagEnd < bytes.count, bytes[tagEnd].isWordByte { tagEnd += 1 }
    guard tagEnd < bytes.count, bytes[tagEnd] == UInt8(ascii: "$") else { return }
    let delimiter = bytes[at - 1...tagEnd]
    at = tagEnd + 1
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "$"), bytes[at...].starts(with: delimiter) {
        at += delimiter.count
        return
      }
      at += 1
    }
  }
}

extension UInt8 {
  /// A letter, digit or underscore; every byte of a character beyond ASCII is a letter to PostgreSQL.
  fileprivate var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func `is`(_ word: StaticString) -> Bool { word.withUTF8Buffer { spells($0) } }
}
