import PostgresSyntax

/// How many characters (Unicode scalars) of a text stand before an offset; a byte-order mark is none.
struct CharacterIndex {
  private let source: SourceText
  /// Before each block.
  private let counts: [Int]

  private static let block = 1024

  init(_ source: SourceText) {
    self.source = source
    var counts: [Int] = [], count = 0
    source.withBytes(of: source.span) { bytes in
      for at in bytes.indices {
        if at % Self.block == 0 { counts.append(count) }
        if bytes[at] & 0xc0 != 0x80 { count += 1 }
      }
    }
    self.counts = counts
  }

  func count(before offset: Int) -> Int {
    let offset = min(max(0, offset), source.count), block = min(offset / Self.block, counts.count - 1)
    if block < 0 { return 0 }
    let rest = source.withBytes(of: Span(block * Self.block, offset)) { bytes in bytes.reduce(0) { $0 + ($1 & 0xc0 != 0x80 ? 1 : 0) } }
    return counts[block] + rest - (hasMark && offset > 0 ? 1 : 0)
  }

  private var hasMark: Bool { source[0] == 0xef && source[1] == 0xbb && source[2] == 0xbf }
}
