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
    // psql, too, passes over a byte-order mark at the start of a file.
    if rest.start == 0, withBytes(of: rest, { $0.starts(with: Encoding.mark) }) { rest.start = Encoding.mark.count }
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

  /// The `;` that ends the statement of an error, which may have others in quotes before it.
  private func semicolon(after offset: Int, in part: Span) -> Int? {
    func first(_ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
      withBytes(of: Span(start, end)) { $0.firstIndex(where: bytes.contains) }.map { start + $0 }
    }
    guard let nearest = first([0x3b], from: offset, to: part.end) else { return nil }
    // Behind the bad word: a blank, a comma, a parenthesis. No quote or comment before the nearest one, and it is the one.
    guard let next = first([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x28, 0x29], from: offset, to: nearest),
      first(Array("'\"$/-".utf8), from: next, to: nearest) != nil
    else { return nearest }
    return tokens(in: Span(next, part.end)).first { self[$0.span] == ";" }?.span.start ?? nearest
  }

  /// Appends the statements of a part, unless it cannot be scanned.
  private func split(_ part: Span, into list: inout StatementList) -> SyntaxError? {
    let result = part.end == count ? withCString { cpg_split($0 + part.start) } : withBytes(of: part) { bytes in
      (bytes.withMemoryRebound(to: CChar.self) { Array($0) } + [0]).withUnsafeBufferPointer { cpg_split($0.baseAddress) }
    }
    defer { cpg_split_free(result) }
    if let message = result.error.message {
      return SyntaxError(
        message: singleLine(String(cString: message)),
        offset: offset(ofCharacter: Int(result.error.cursor_position), in: part))
    }
    var from = part.start
    list.statements.reserveCapacity(list.statements.count + Int(result.count))
    for piece in UnsafeBufferPointer(start: result.pieces, count: Int(result.count)) {
      let isTerminated = piece.semicolon >= 0
      let end = isTerminated ? part.start + Int(piece.semicolon) : part.end
      list.statements.append(
        Statement(
          span: Span(part.start + Int(piece.start), part.start + Int(piece.end)), region: Span(from, end), isTerminated: isTerminated))
      from = end + 1
    }
    return nil
  }
}
