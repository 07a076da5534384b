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
    let start = finding.span.start, statement = statements.index(at: start).map { statements[$0].span }
    let span = statement.flatMap { $0.contains(start) ? $0 : nil } ?? finding.span
    if let last, last.span == span { return last.text }
    let text = source.words(of: span)
    last = (span, text)
    return text
  }
}
