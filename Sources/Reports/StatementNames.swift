public import Linting
public import Migrations
import PostgresSyntax

/// What findings stand on, in words that stay the same when lines move or a statement is laid out anew.
public struct StatementNames {
  private let source: SourceText
  private let statements: [Statement]
  private var last: (span: Span, text: String)?

  public init(_ migration: Migration) {
    source = migration.source
    statements = migration.statements
  }

  /// The words of the statement around a finding's start; where there is none, of what it stands on.
  public mutating func text(of finding: Finding) -> String {
    let span = statement(at: finding.span.start) ?? finding.span
    if let last, last.span == span { return last.text }
    let text = source.words(of: span)
    last = (span, text)
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
