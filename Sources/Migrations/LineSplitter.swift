import PostgresSyntax

extension MigrationFile {
  /// Where the pieces begin that goose and sql-migrate send: one ends with a line whose last word ends in `;`, or with the block between
  /// `StatementBegin` and `StatementEnd`. Source: pressly/goose `internal/sqlparser/parser.go`, rubenv/sql-migrate `sqlparse.go`.
  func pieces(in span: Span, marks: [Mark], begins: (Mark) -> Bool, ends: (Mark) -> Bool) -> [Int] {
    let orders = marks.filter { span.contains($0.span.start) && (begins($0) || ends($0)) }
    return source.withBytes(of: span) { bytes in
      var pieces = [span.start], at = 0, isInBlock = false, next = 0
      while at < bytes.count {
        let end = bytes.endOfLine(from: at)
        if next < orders.count, orders[next].line.start == span.start + at || orders[next].line.contains(span.start + at) {
          isInBlock = begins(orders[next])
          if end < bytes.count { pieces.append(span.start + end) }
          next += 1
        } else if !isInBlock, endsStatement(UnsafeBufferPointer(rebasing: bytes[at..<end])), end < bytes.count {
          pieces.append(span.start + end)
        }
        at = end
      }
      return pieces
    }
  }

  /// Whether the last word before a word that begins with `--` ends in `;`.
  private func endsStatement(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0, last: UInt8 = 0
    while at < line.count {
      if line[at].isBlank {
        at += 1
        continue
      }
      if line.has("--", at: at) { break }
      while at < line.count, !line[at].isBlank { at += 1 }
      last = line[at - 1]
    }
    return last == UInt8(ascii: ";")
  }
}
