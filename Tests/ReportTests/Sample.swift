import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Reports

/// A file and findings made by hand, by the words they stand at.
struct Sample {
  var path = "db/0042.sql"
  let source: SourceText
  private let text: [UInt8]

  init(_ text: String, path: String = "db/0042.sql") {
    self.path = path
    self.text = Array(text.utf8)
    source = SourceText(text)
  }

  /// The span of words, or from some words to the end of others behind them.
  func span(_ words: String, to end: String? = nil) -> Span {
    let start = offset(of: words, from: 0)
    let last = end.map { offset(of: $0, from: start) + $0.utf8.count }
    return Span(start, last ?? start + words.utf8.count)
  }

  private func offset(of words: String, from: Int) -> Int {
    let words = Array(words.utf8)
    return (from...max(from, text.count)).first { text[min($0, text.count)...].starts(with: words) } ?? text.count
  }

  func finding(
    _ message: Finding.Message, at span: Span, _ severity: Severity = .error, rule: String = "some-rule", note: Finding.Message? = nil,
    help: Finding.Message? = nil, labels: [Finding.Label] = [], relations: [Effect] = [], fix: Fix? = nil
  ) -> Finding {
    var finding = Finding(message, at: span, note: note, help: help, labels: labels, relations: relations, fix: fix)
    finding.rule = rule
    finding.severity = severity
    finding.migration = 0
    return finding
  }

  func report(_ findings: [Finding], statements: Int = 1) -> Report {
    Report(migrations: [Migration(path: path, source: source)], findings: findings, fileCount: 1, statementCount: statements)
  }

  /// The text format of one finding, without the counts.
  func frame(_ finding: Finding, _ style: Style = .plain) -> String {
    let lines = report([finding]).shown(as: .text, style).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropLast(3).joined(separator: "\n")
  }
}

extension Report {
  func shown(as format: CheckFormat, _ style: Style = .plain, in surroundings: ReportSurroundings = .unknown) -> String {
    collect { write(as: format, style: style, in: surroundings, to: &$0) }
  }
}

extension LockReport {
  func shown(as format: LocksFormat, _ style: Style = .plain) -> String {
    collect { write(as: format, style: style, to: &$0) }
  }
}

/// What was written into an output.
func collect(_ body: (inout OutputBuffer) -> Void) -> String {
  var bytes: [UInt8] = []
  var output = OutputBuffer(chunkSize: 16) {
    bytes += $0
    return true
  }
  body(&output)
  return String(decoding: bytes, as: UTF8.self)
}
