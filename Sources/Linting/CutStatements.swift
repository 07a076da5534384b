import Migrations
import PostgresSyntax

/// Statements that their tool sends in pieces, because it takes a `;` in them for their end. PostgreSQL refuses the first of the pieces.
struct CutStatements {
  private let input: LintInput
  private let statements: [Statement]
  private let tool: any Runner
  private let cutting: Cutting
  private var source: SourceText { input.migration.source }

  /// Nil where the tool reads SQL as PostgreSQL does.
  init?(_ input: LintInput, _ statements: [Statement]) {
    guard input.options.wrapping == nil, let tool = input.migration.tool, let cutting = tool.cutting else { return nil }
    self.input = input
    self.statements = statements
    self.tool = tool
    self.cutting = cutting
  }

  /// One for each statement, and for each comment that does not end where the tool takes up the SQL again.
  var findings: [Finding] {
    var findings: [Finding] = [], next = 0, last: Span?
    for section in input.migration.sections ?? [Section(source.span, .none, .statements)] {
      for start in starts(in: section) where !(last?.contains(start) ?? false) {
        while next < statements.count, statements[next].region.end < start, statements[next].span.end <= start { next += 1 }
        let statement = statements.indices.contains(next) ? statements[next] : nil
        if let statement, statement.span.start < start, start < statement.span.end {
          last = statement.span
          findings.append(finding("statement", at: start, fix: whole(statement)))
        } else if let comment = comment(at: start, behind: next > 0 ? statements[next - 1] : nil, before: statement) {
          last = comment
          findings.append(finding("comment", at: start, fix: nil))
        }
      }
    }
    return findings
  }

  /// Where the pieces begin, but for the first.
  private func starts(in section: Section) -> [Int] {
    switch section.sending {
    case .pieces(let starts): Array(starts.dropFirst())
    case .statements:
      source.withBytes(of: section.span) { bytes in bytes.indices.filter { bytes[$0] == UInt8(ascii: ";") }.map { section.span.start + $0 + 1 } }
    case .whole, .pipeline: []
    }
  }

  private func finding(_ what: String, at start: Int, fix: Fix?) -> Finding? {
    var semicolon = start - 1
    while semicolon > 0, source[semicolon] != UInt8(ascii: ";") { semicolon -= 1 }
    var finding = EngineRule.syntaxError.finding(
      "\(tool.title) cuts the file \(cutting.place), also inside this \(what)", at: Span(semicolon, semicolon + 1), input.options,
      help: what == "comment" ? "take the `;` out of the comment" : Finding.Message(cutting.cure))
    finding?.note = "what comes before it and what comes behind it are sent one after the other, and PostgreSQL cannot read them"
    finding?.fix = fix
    return finding
  }

  /// The comment that a piece begins in, unless nothing of it is left then.
  private func comment(at start: Int, behind last: Statement?, before next: Statement?) -> Span? {
    let gap = Span(last.map { $0.region.end + 1 } ?? 0, start)
    guard gap.length > 0, source.mayHoldComment(gap) else { return nil }
    let end = next.map { $0.span.start < start ? $0.region.end : $0.span.start } ?? source.count
    guard let comment = source.tokens(in: Span(gap.start, end)).first(where: { $0.kind == .comment && $0.span.start < start && start < $0.span.end }) else { return nil }
    return source[Span(start, comment.span.end)].allSatisfy(\.isWhitespace) ? nil : comment.span
  }

  /// The lines that keep a statement whole, where it has its lines for itself.
  private func whole(_ statement: Statement) -> Fix? {
    guard let lines = cutting.lines, statement.isTerminated else { return nil }
    let indentation = source.indentation(at: statement.span.start), start = statement.span.start - indentation.utf8.count
    guard start == 0 || source[start - 1] == UInt8(ascii: "\n") else { return nil }
    let semicolon = statement.region.end + 1, end = semicolon + source.comment(behind: statement).utf8.count
    guard end >= source.count || source[end] == UInt8(ascii: "\n") || source[end] == UInt8(ascii: "\r") else { return nil }
    let edits = [Edit.insert("\(lines.begin)\n", at: start), .insert("\n\(lines.end)", at: end)]
    return Fix(.safe, "keep the statement whole", source.withItsLineEnds(edits))
  }
}

extension SourceText {
  fileprivate func mayHoldComment(_ span: Span) -> Bool {
    withBytes(of: span) { bytes in bytes.contains(UInt8(ascii: "-")) || bytes.contains(UInt8(ascii: "/")) }
  }
}
