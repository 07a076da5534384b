import PostgresBehavior
import PostgresSyntax
import Synchronization

/// The statements of all inputs, parsed on several threads: files side by side, and one large file in parts.
struct Lowered: Sendable {
  private let statements: [[LoweredStatement]]

  subscript(input: Int) -> [LoweredStatement] { statements[input] }
  var count: Int { statements.reduce(0) { $0 + $1.count } }

  /// A file below this is one piece of work, in bytes.
  private static let pieceSize = 1 << 18

  init(_ inputs: [LintInput]) {
    let whole = Slots<[LoweredStatement]>(inputs.count), cut = Slots<StatementList>(inputs.count)
    ParserThreads.forEach(inputs.count) { number, reader in
      let source = inputs[number].migration.source
      let list = source.statements(in: inputs[number].migration.up)
      if source.count <= Lowered.pieceSize {
        whole[number] = Lowered.merge(list.statements.map { LoweredStatement($0, in: source, with: reader) }, list.errors)
      } else {
        cut[number] = list
      }
    }
    statements = inputs.indices.map { number in
      whole[number] ?? cut[number].map { Lowered.inParts($0, inputs[number].migration.source) } ?? []
    }
  }

  private static func inParts(_ list: StatementList, _ source: SourceText) -> [LoweredStatement] {
    var parts: [Range<Int>] = [], start = 0
    for at in list.statements.indices {
      let size = list.statements[at].region.end - list.statements[start].region.start
      if size >= pieceSize || at + 1 == list.statements.count {
        parts.append(start..<at + 1)
        start = at + 1
      }
    }
    let done = Slots<[LoweredStatement]>(parts.count), work = parts
    ParserThreads.forEach(work.count) { number, reader in
      done[number] = list.statements[work[number]].map { LoweredStatement($0, in: source, with: reader) }
    }
    return merge(done.all.flatMap { $0 }, list.errors)
  }

  private static func merge(_ statements: [LoweredStatement], _ errors: [SyntaxError]) -> [LoweredStatement] {
    guard !errors.isEmpty else { return statements }
    return (statements + errors.map(LoweredStatement.init(unreadable:))).sorted { $0.statement.region.start < $1.statement.region.start }
  }
}

/// Results that threads put down, each in its own place.
final class Slots<Value: Sendable>: Sendable {
  private let values: Mutex<[Value?]>

  init(_ count: Int) { values = Mutex([Value?](repeating: nil, count: count)) }

  subscript(number: Int) -> Value? {
    get { values.withLock { $0[number] } }
    set { values.withLock { $0[number] = newValue } }
  }

  var all: [Value] { values.withLock { $0.compactMap { $0 } } }
}
