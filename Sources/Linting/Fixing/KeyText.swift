import PostgresBehavior
import PostgresSyntax

/// The words of a UNIQUE or PRIMARY KEY that is written on its own or behind a column.
struct KeyText {
  /// `UNIQUE`, `PRIMARY KEY`
  let keyword: Span
  /// Behind that, what an index is made of: columns, INCLUDE, WITH, USING INDEX TABLESPACE. Empty where none is written.
  let definition: Span
  /// `(a, b)`; nil behind a column.
  private(set) var columns: String?
  /// `INCLUDE (c)`
  private(set) var including: String?
  /// `NULLS NOT DISTINCT`
  private(set) var nulls: String?
  /// `WITH (fillfactor = 70)`
  private(set) var options: String?
  private(set) var tablespace: String?
  /// `DEFERRABLE INITIALLY DEFERRED`
  private(set) var deferral: String?

  init?(_ constraint: ConstraintDefinition, _ target: AlterTarget, _ layout: StatementLayout) {
    let source = layout.source, own = layout.subcommand(target)
    let tokens = layout.tokens.filter { own.contains($0.span) && $0.span.start >= constraint.location }
    func at(_ index: Int, is word: StaticString) -> Bool { tokens.indices.contains(index) && source.token(tokens[index], is: word) }
    func sign(_ index: Int) -> String { tokens.indices.contains(index) && tokens[index].span.length == 1 ? source[tokens[index].span] : "" }
    /// The index behind the parenthesis that closes the one at an index.
    func close(_ open: Int) -> Int? {
      guard sign(open) == "(" else { return nil }
      var depth = 0
      for index in open..<tokens.count {
        if sign(index) == "(" { depth += 1 } else if sign(index) == ")" { depth -= 1 }
        if depth == 0 { return index + 1 }
      }
      return nil
    }
    func text(_ first: Int, _ end: Int) -> String { source[Span(tokens[first].span.start, tokens[end - 1].span.end)] }

    var next = at(0, is: "constraint") ? 2 : 0
    let first = next
    if at(next, is: "unique") { next += 1 } else if at(next, is: "primary"), at(next + 1, is: "key") { next += 2 } else { return nil }
    keyword = Span(tokens[first].span.start, tokens[next - 1].span.end)
    if at(next, is: "nulls") {
      let end = at(next + 1, is: "not") ? next + 3 : next + 2
      guard end <= tokens.count else { return nil }
      nulls = text(next, end)
      next = end
    }
    if !constraint.isInline {
      guard let end = close(next) else { return nil }
      columns = text(next, end)
      next = end
      if at(next, is: "include") {
        guard let end = close(next + 1) else { return nil }
        including = text(next, end)
        next = end
      }
    }
    if at(next, is: "with") {
      guard let end = close(next + 1) else { return nil }
      options = text(next, end)
      next = end
    }
    if at(next, is: "using"), at(next + 1, is: "index"), at(next + 2, is: "tablespace"), next + 4 <= tokens.count {
      tablespace = text(next + 2, next + 4)
      next += 4
    }
    definition = Span(keyword.end, tokens[next - 1].span.end)
    let start = next
    while true {
      if at(next, is: "deferrable") { next += 1 } else if at(next, is: "not"), at(next + 1, is: "deferrable") { next += 2 }
      else if at(next, is: "initially"), next + 2 <= tokens.count { next += 2 } else { break }
    }
    if next > start { deferral = text(start, next) }
  }
}
