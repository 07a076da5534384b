import CPgQuery

/// A text cut into statements, and what the scanner could not read of it.
public struct StatementList: Sendable {
  public var statements: [Statement] = []
  /// Errors that end at the next `;` or, for an open quote or comment, at the end of the text. Each stands for the statement around it.
  public var errors: [SyntaxError] = []
}

extension SourceText {
  /// Cuts a part of the text at its semicolons, by PostgreSQL's scanner. What cannot be scanned costs the statement around it, nothing else.
  public func statements(in part: Span? = nil) -> StatementList {
    var list = StatementList()
    var rest = part ?? span
    while !rest.isEmpty {
      guard let error = split(rest, into: &list) else { break }
      // The scanner gives up on the whole text, so cut what stands before the error, and go on behind its statement.
      let broken = Span(rest.start, error.offset)
      var before = StatementList()
      if !broken.isEmpty, split(broken, into: &before) == nil {
        list.statements += before.statements.filter(\.isTerminated)
      }
      list.errors.append(error)
      guard !error.message.hasPrefix("unterminated"), let end = semicolon(after: error.offset, in: rest) else { break }
      rest = Span(end + 1, rest.end)
    }
    return list
  }

  private func semicolon(after offset: Int, in part: Span) -> Int? {
    withBytes(of: Span(offset, part.end)) { $0.firstIndex(of: 0x3b) }.map { offset + $0 }
  }

  /// Appends the statements of a part, unless it cannot be scanned.
  private func split(_ part: Span, into list: inout StatementList) -> SyntaxError? {
    let result = part == span ? withCString { cpg_split($0) } : withBytes(of: part) { bytes in
      (bytes.withMemoryRebound(to: CChar.self) { Array($0) } + [0]).withUnsafeBufferPointer { cpg_split($0.baseAddress) }
    }
    defer { cpg_split_free(result) }
    if let message = result.error.message {
      return SyntaxError(
        message: singleLine(String(cString: message)),
        offset: offset(ofCharacter: Int(result.error.cursor_position), in: part))
    }
    var from = part.start
    var open: Statement?
    for piece in UnsafeBufferPointer(start: result.pieces, count: Int(result.count)) {
      let start = part.start + Int(piece.location), end = start + Int(piece.length)
      let first = skippingTrivia(from: start, to: end)
      defer { from = end < part.end ? end + 1 : end }
      guard first < end else { continue }
      var statement = Statement(
        span: Span(first, trimmingTrivia(from: first, to: end)), region: Span(from, end), isTerminated: self[end] == 0x3b && end < part.end)

      // The scanner takes the semicolons of BEGIN ATOMIC … END for ends of statements.
      if let begun = open {
        statement = Statement(
          span: Span(begun.span.start, statement.span.end), region: Span(begun.region.start, statement.region.end), isTerminated: statement.isTerminated)
        open = startsWithWord("end", at: first) ? nil : statement
      } else if opensAtomicBody(statement.span) {
        open = statement
      }
      if open == nil { list.statements.append(statement) }
    }
    if let open { list.statements.append(open) }
    return nil
  }

  /// `CREATE FUNCTION … BEGIN ATOMIC` without its END.
  private func opensAtomicBody(_ span: Span) -> Bool {
    guard startsWithWord("create", at: span.start), firstOffset(of: "atomic", in: span) != nil else { return false }
    let words = tokens(in: span).filter { $0.kind != .comment }
    guard let atomic = words.indices.dropFirst().first(where: { token(words[$0], is: "atomic") && token(words[$0 - 1], is: "begin") })
    else { return false }
    return !(words.count > atomic + 1 && words.last.map { token($0, is: "end") } ?? false)
  }

  private func startsWithWord(_ word: StaticString, at offset: Int) -> Bool {
    let end = offset + word.utf8CodeUnitCount
    return firstOffset(of: word, in: Span(offset, end)) != nil && !SourceText.continuesWord(self[end])
  }

  private static func continuesWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x24, 0x80...: true
    default: false
    }
  }

  /// The first byte that is neither white space nor part of a comment.
  public func skippingTrivia(from start: Int, to end: Int) -> Int {
    withBytes(of: Span(start, end)) { bytes in
      var at = 0
      while at < bytes.count {
        switch bytes[at] {
        case 0x20, 0x09...0x0d: at += 1
        case 0xef where bytes[at...].starts(with: Encoding.mark): at += 3
        case 0x2d where at + 1 < bytes.count && bytes[at + 1] == 0x2d:
          while at < bytes.count, bytes[at] != 0x0a, bytes[at] != 0x0d { at += 1 }
        case 0x2f where at + 1 < bytes.count && bytes[at + 1] == 0x2a:
          var depth = 0
          repeat {
            if at + 1 < bytes.count, bytes[at] == 0x2f, bytes[at + 1] == 0x2a { depth += 1; at += 2 }
            else if at + 1 < bytes.count, bytes[at] == 0x2a, bytes[at + 1] == 0x2f { depth -= 1; at += 2 }
            else { at += 1 }
          } while depth > 0 && at < bytes.count
        default: return start + at
        }
      }
      return end
    }
  }

  /// The end of the last token: behind it stand only white space and comments. Only asks the scanner when a comment may be there.
  private func trimmingTrivia(from start: Int, to end: Int) -> Int {
    let trimmed = withBytes(of: Span(start, end)) { bytes in
      start + (bytes.lastIndex { $0 != 0x20 && !(0x09...0x0d).contains($0) } ?? 0) + 1
    }
    let lastLine = withBytes(of: Span(start, trimmed)) { bytes in start + (bytes.lastIndex(of: 0x0a) ?? 0) }
    guard self[trimmed - 1] == 0x2f || firstOffset(of: "--", in: Span(lastLine, trimmed)) != nil else { return trimmed }
    return tokens(in: Span(start, trimmed)).last { $0.kind != .comment }?.span.end ?? trimmed
  }
}
