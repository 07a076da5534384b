import PostgresSyntax
import Testing

@Suite struct `Parser threads` {
  @Test(arguments: [0, 1, 2, 3, 1_000])
  func `hand over every result in order`(count: Int) {
    var seen: [Int] = []
    ParserThreads.inOrder(count) { at, _ in
      // The first of each ten takes longest.
      at % 10 == 0 ? (0..<2_000).reduce(at) { $0 ^ $1 ^ $1 } : at
    } consume: { at, result in
      #expect(at == result)
      seen.append(at)
    }
    #expect(seen == Array(0..<count))
  }

  @Test func `have a reader each`() {
    let source = SourceText("SELECT 1; DROP TABLE t"), statements = source.statements()
    var tags: Set<String> = []
    ParserThreads.inOrder(200) { at, reader in
      (try? reader.withTree(of: statements[at % 2], in: source) { $0.tagged?.tag ?? "" }) ?? "nothing"
    } consume: { at, tag in tags.insert("\(at % 2) \(tag)") }
    #expect(tags == ["0 SelectStmt", "1 DropStmt"])
  }

  @Test func `can be used while results are consumed`() {
    var sum = 0
    ParserThreads.inOrder(3) { at, _ in at } consume: { _, outer in
      ParserThreads.inOrder(4) { at, _ in at } consume: { _, inner in sum += outer * 10 + inner }
    }
    #expect(sum == (0 + 10 + 20) * 4 + 6 * 3)
  }
}

@Suite struct `The grammar` {
  @Test func `says which one it is`() {
    #expect([15, 16, 17, 18].contains(Grammar.majorVersion))
    #expect(Grammar.description.hasPrefix("PostgreSQL \(Grammar.majorVersion) grammar, libpg_query \(Grammar.majorVersion)"))
  }

  @Test func `agrees with its library`() { #expect(Grammar.mismatch == nil) }
}
