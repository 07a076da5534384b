import PostgresSyntax
import Testing

@Suite struct `Tokens` {
  @Test func `have their kinds and exact spans`() {
    let source = SourceText("CREATE größe -- é\n/* x */ 'a;b' $$c$$ >= 1.5e3;")
    let tokens = source.tokens(in: source.span)
    #expect(tokens.map { "\($0.kind) \(source[$0.span])" } == [
      "keyword CREATE", "other größe", "comment -- é", "comment /* x */", "other 'a;b'", "other $$c$$", "other >=", "other 1.5e3", "other ;",
    ])
  }

  @Test func `of a part keep the file's offsets`() {
    let source = SourceText("é; SELECT a")
    #expect(source.tokens(in: Span(4, 12)).map(\.span) == [Span(4, 10), Span(11, 12)])
    #expect(source.tokens(in: Span(4, 4)) == [])
  }

  @Test func `end before what is none`() {
    let source = SourceText("-- lintel\nSELECT 1a; SELECT 2")
    #expect(source.tokens(in: source.span).map { source[$0.span] } == ["-- lintel", "SELECT"])
    let open = SourceText("SELECT 'é', 'open")
    #expect(open.tokens(in: open.span).map { open[$0.span] } == ["SELECT", "'é'", ","])
  }

  @Test(arguments: [("CONCURRENTLY", true), ("concurrently", true), ("Concurrently", true), ("CONCURRENTL", false), ("\"concurrently\"", false)])
  func `are compared in any case`(text: String, isWord: Bool) throws {
    let source = SourceText(text)
    let token = try #require(source.tokens(in: source.span).first)
    #expect(source.token(token, is: "concurrently") == isWord)
  }

  @Test(arguments: [
    "CREATE TABLE a.b (c numeric(10, 2) DEFAULT 'it''s', \"D \"\" d\" text[]); -- e\nSELECT 1", "SELECT 1.5, 1a", "SELECT a.1, .5, 1..2, b[1:2]",
    "SELECT 'a'\n'b', 'c' -- d\n 'e'", "SELECT E'a\\'b', U&'c', B'1'", "SELECT $1, $$a;b$$, $x$c$x$, a$b", "a::b, c:=d, e:::f", "a<=b>c<>d!=e||f=>g",
    "a=-1, b*-c, d->e, f<@g, h=@-i", "/* a /* b */ */ c", "größe é 'ü' \"ß\"", "SELECT 'open", "SELECT \"open", "\"\"", "a\tb\r\nc\u{b}d\u{c}e", "1_000, 0x1F, 1e5",
    "'a\\'", "'a' 'b'", "\"a\" \"b\"", "a--b\rc", "-- é\n;", "",
  ])
  func `end at the same places when nobody asks for keywords`(text: String) {
    let source = SourceText(text)
    for withComments in [true, false] {
      let all = source.tokens(in: source.span, withComments: withComments), quick = source.tokens(in: source.span, withComments: withComments, withKeywords: false)
      #expect(quick.map(\.span) == all.map(\.span))
      #expect(quick.map { $0.kind == .comment } == all.map { $0.kind == .comment })
      #expect(all.allSatisfy { source.isKeyword($0) == ($0.kind == .keyword) })
    }
  }
}
