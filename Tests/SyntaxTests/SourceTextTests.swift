import PostgresSyntax
import Testing

@Suite struct `Source text` {
  @Test(arguments: [
    (0, 1, 1), (1, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (8, 2, 3), (9, 3, 1), (10, 4, 1), (14, 4, 2),
    // Beyond the end, and before the beginning
    (99, 4, 2), (-1, 1, 1),
  ])
  func `counts lines and characters`(offset: Int, line: Int, column: Int) {
    //                      0 1  3  4 5   8   9  10    14
    let source = SourceText("aé\nb€\n\n😀")
    let position = source.position(at: offset)
    #expect((position.line, position.column) == (line, column))
    #expect(position.offset == min(max(0, offset), 14))
  }

  @Test func `passes over a byte-order mark`() {
    let source = SourceText("\u{feff}SELECT 1;\nSELECT 2;")
    #expect(source.position(at: 3) == Position(line: 1, column: 1, offset: 3))
    #expect(source.position(at: 10) == Position(line: 1, column: 8, offset: 10))
    #expect(source.position(at: 13).line == 2)
    #expect(source[source.span(ofLine: 1)] == "SELECT 1;")
  }

  @Test(arguments: [
    ("", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\n", ["a", ""]), ("a\r\nb\r\n", ["a", "b"]), ("a\rb", ["a\rb"]), ("\n", [""]), ("é\n😀", ["é", "😀"]),
  ])
  func `has lines without their endings`(text: String, lines: [String]) {
    let source = SourceText(text)
    #expect(source.lineCount == lines.count)
    #expect((1...max(1, lines.count)).map { source[source.span(ofLine: $0)] } == lines)
    #expect(source.span(ofLine: 0).isEmpty && source.span(ofLine: 99).isEmpty)
  }

  @Test(arguments: ["forwards", "backwards", "to and fro"])
  func `answers on one long line in any order`(order: String) {
    let count = 2_000
    let source = SourceText(String(repeating: "é", count: count) + "\n" + String(repeating: "x", count: count))
    let forwards = Array(0..<count)
    let requests =
      switch order {
      case "forwards": forwards
      case "backwards": Array(forwards.reversed())
      default: forwards.map { $0 * 997 % count }
      }
    for at in requests {
      #expect(source.position(at: 2 * at) == Position(line: 1, column: at + 1, offset: 2 * at))
      if at % 3 == 0 { #expect(source.position(at: 2 * count + 1 + at) == Position(line: 2, column: at + 1, offset: 2 * count + 1 + at)) }
    }
  }

  @Test func `is safe outside of itself`() {
    let source = SourceText("abc")
    #expect(source[-1] == 0 && source[3] == 0 && source[1] == UInt8(ascii: "b"))
    #expect(source[Span(-5, 99)] == "abc")
    #expect(source[Span(7, 9)] == "")
    #expect(source[Span(2, 1)] == "")
  }

  @Test(arguments: [("LINTEL: lintel:", 0), ("-- Lintel:", 3), ("lint", nil), ("lintellintel:", 6), ("", nil), ("lintel;", nil)] as [(String, Int?)])
  func `finds a word in any case`(text: String, offset: Int?) {
    let source = SourceText(text)
    #expect(source.firstOffset(of: "lintel:", in: source.span) == offset)
  }
}

@Suite struct `Spans` {
  @Test func `are half open and never negative`() {
    #expect(Span(2, 5).length == 3 && Span(5, 2) == Span(5, 5) && Span(5, 2).isEmpty)
    #expect(Span(2, 5).contains(2) && !Span(2, 5).contains(5))
    #expect(Span(2, 5).contains(Span(5, 5)) && !Span(2, 5).contains(Span(4, 6)))
    #expect(Span(2, 5).overlaps(Span(4, 9)) && !Span(2, 5).overlaps(Span(5, 9)))
  }
}
