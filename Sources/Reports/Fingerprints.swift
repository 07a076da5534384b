import Linting
import Migrations
import PostgresSyntax

/// Names findings so that each keeps its name when lines move, when its statement is laid out anew and when others come or go: by its rule,
/// its file, the words of its statement, and its number among those that are equal in all three.
struct Fingerprints {
  private var counts: [StableHash: Int] = [:]
  /// Of the file in hand.
  private var path: String?
  private var statements: [Statement] = []
  private var words: (span: Span, text: String)?

  /// - Parameter path: the file's, from where it is the same on every machine.
  mutating func next(_ finding: Finding, in migration: Migration, path: String) -> String {
    if path != self.path {
      (self.path, words) = (path, nil)
      statements = migration.statements
    }
    var hash = StableHash()
    hash.add(finding.rule)
    hash.add(path)
    hash.add(text(of: finding, in: migration.source))
    let number = counts[hash, default: 0]
    counts[hash] = number + 1
    if number > 0 { hash.add("\(number)") }
    return hash.hex
  }

  /// Of the statement around its start; where there is none, of what it stands on.
  private mutating func text(of finding: Finding, in source: SourceText) -> String {
    let span = statement(at: finding.span.start) ?? finding.span
    if let words, words.span == span { return words.text }
    let text = source.words(of: span)
    words = (span, text)
    return text
  }

  private func statement(at offset: Int) -> Span? {
    var low = 0, high = statements.count
    while low < high {
      let middle = (low + high) / 2
      if statements[middle].span.end <= offset { low = middle + 1 } else { high = middle }
    }
    return low < statements.count && statements[low].span.contains(offset) ? statements[low].span : nil
  }
}
