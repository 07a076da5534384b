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
}
