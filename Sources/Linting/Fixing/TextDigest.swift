import PostgresSyntax

/// Tells texts apart without keeping them.
struct TextDigest: Hashable {
  private let count: Int
  private let hash: Int

  init(_ source: SourceText) {
    count = source.count
    hash = source.withBytes(of: source.span) { bytes in
      var hasher = Hasher()
      hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
      return hasher.finalize()
    }
  }
}

extension SourceText {
  func isSame(as other: SourceText) -> Bool { self === other || TextDigest(self) == TextDigest(other) }
}
