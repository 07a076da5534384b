import PostgresBehavior
import PostgresSyntax

/// A file that was cut into statements, parsed if it is small.
struct FileReading: Sendable {
  let statements: [Statement]
  private let lowered: [LoweredStatement]?
  private let source: SourceText
  /// What nobody needs any longer: the thread that gives back the reading's memory gives back this too.
  let leftovers = Leftovers()

  final class Leftovers: @unchecked Sendable {
    var end: RuleContext?
  }

  /// A file below this is one piece of work, in bytes; a larger one is parsed in pieces of it.
  private static let pieceSize = 1 << 16

  init(_ input: LintInput, with reader: TreeReader) {
    source = input.migration.source
    statements = input.migration.statements
    lowered = source.count <= FileReading.pieceSize ? FileReading.lower(statements[...], source, reader) : nil
  }

  private static func lower(_ statements: ArraySlice<Statement>, _ source: SourceText, _ reader: TreeReader) -> [LoweredStatement] {
    statements.map { LoweredStatement($0, in: source, with: reader) }
  }

  /// Hands over the statements, in order.
  func forEachPiece(_ body: ([LoweredStatement]) -> Void) {
    if let lowered { return body(lowered) }
    let pieces = pieces, source = source, statements = statements
    ParserThreads.inOrder(pieces.count) { number, reader in
      FileReading.lower(statements[pieces[number]], source, reader)
    } consume: { _, lowered in
      body(lowered)
    }
  }

  private var pieces: [Range<Int>] {
    var pieces: [Range<Int>] = [], start = 0
    for at in statements.indices {
      let size = statements[at].region.end - statements[start].region.start
      if size >= FileReading.pieceSize || at + 1 == statements.count {
        pieces.append(start..<at + 1)
        start = at + 1
      }
    }
    return pieces
  }
}
