public import PostgresSyntax

/// The text of a DO block or a function, before its statements are looked for.
struct BodyText: Hashable, Sendable {
  /// Lower case: `plpgsql`, `sql`.
  var language = "plpgsql"
  var text = ""
  /// Byte offset in the file, at the literal or before it.
  var location: Int
}

/// A statement inside a DO block or a function.
public struct BodyPlace: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case doBlock
    /// One that the same migration makes.
    case function
    /// One that an earlier migration made: its statements stand for the call.
    case earlierFunction
  }

  public var kind: Kind
  /// The DO, CREATE FUNCTION or CREATE PROCEDURE around it.
  public var statement: Span
  /// Whether the statement's words stand in the file as they are. If not, as in `EXECUTE format(…)`, its span is the one of the
  /// expression that makes it, or of the whole statement around it.
  public var isVerbatim: Bool
}

/// SQL that is put together when it runs and cannot be read before: `EXECUTE $1`.
public struct DynamicSQL: Operation {}

/// Finds the SQL statements in a body, all branches and handlers, in their order.
struct BodyReader {
  let kind: BodyPlace.Kind
  let statement: Statement
  let source: SourceText
  let reader: TreeReader

  func statements(of body: BodyText) -> [LoweredStatement] {
    let place = place(of: body)
    switch body.language {
    case "plpgsql": return plpgsql(body, place)
    case "sql": return sql(body, place)
    default: return []
    }
  }

  /// The statements between BEGIN ATOMIC and END.
  func atomicStatements() -> [LoweredStatement] {
    let tokens = source.tokens(in: statement.span).filter { $0.kind != .comment }
    guard let atomic = tokens.indices.first(where: { source.token(tokens[$0], is: "atomic") && $0 > 0 && source.token(tokens[$0 - 1], is: "begin") }),
      let end = tokens.last, source.token(end, is: "end")
    else { return [] }
    return source.statements(in: Span(tokens[atomic].span.end, end.span.start)).map { lowered($0, isVerbatim: true) }.filter { $0.error == nil }
  }

  /// Where the text of the literal stands in the file; nil where escapes make it another text.
  private func place(of body: BodyText) -> Span? {
    let literal = source.tokens(in: Span(body.location, statement.span.end)).first { token in
      [UInt8(ascii: "$"), UInt8(ascii: "'")].contains(source[token.span.start])
    }
    guard let literal = literal?.span else { return nil }
    let around = (literal.length - body.text.utf8.count) / 2
    guard around > 0 else { return nil }
    let inside = Span(literal.start + around, literal.end - around)
    return source[inside] == body.text ? inside : nil
  }

  // MARK: SQL

  private func sql(_ body: BodyText, _ place: Span?) -> [LoweredStatement] {
    if let place { return source.statements(in: place).map { lowered($0, isVerbatim: true) }.filter { $0.error == nil } }
    let text = SourceText(body.text)
    return text.statements().compactMap { lowered(text[$0.span]) }
  }

  private func lowered(_ statement: Statement, isVerbatim: Bool, text: String? = nil) -> LoweredStatement {
    var lowered = LoweredStatement(statement, in: source, with: reader, text: text, readsBodies: false)
    lowered.body = BodyPlace(kind: kind, statement: self.statement.span, isVerbatim: isVerbatim)
    return lowered
  }

  /// A statement whose words do not stand in the file; nil for what cannot be parsed.
  private func lowered(_ text: String, at span: Span? = nil) -> LoweredStatement? {
    let span = span ?? statement.span
    let made = lowered(Statement(span: span, region: span, isTerminated: true), isVerbatim: false, text: text)
    return made.error == nil ? made : nil
  }

  // MARK: PL/pgSQL

  private struct Found {
    enum Kind { case sql, perform, dynamic, expression, end(TransactionControl.Kind) }
    var kind: Kind
    var query: String
    /// From 1, within the body; 0 where nobody tells: not before the last one.
    var line: Int
  }

  private func plpgsql(_ body: BodyText, _ place: Span?) -> [LoweredStatement] {
    let found = reader.withPLpgSQL(of: statement, in: source, BodyReader.statements) ?? []
    var lines = place.map { Lines(source, $0) }
    return found.compactMap { found in
      switch found.kind {
      case .sql, .perform:
        // PERFORM reaches the parser as SELECT, and INTO as blanks, so that the offsets are those of the file.
        let isPerform = if case .perform = found.kind { true } else { false }
        let text = isPerform ? " SELECT" + found.query.drop { $0 == " " }.dropFirst(6) : found.query
        guard let span = lines?.find(text, isPerform: isPerform, from: found.line) else { return lowered(text) }
        let made = lowered(Statement(span: span, region: span, isTerminated: true), isVerbatim: true, text: text)
        return made.error == nil ? made : nil
      case .dynamic:
        let span = lines?.find(found.query, from: found.line) ?? statement.span
        let text = reader.withTree(ofExpression: found.query, DynamicText.read).flatMap { $0 }
        if let text, let made = lowered(text, at: span), !made.operations.isEmpty { return made }
        return operation(DynamicSQL(), "EXECUTE", at: span)
      case .expression:
        // `IF EXISTS (SELECT …)` and the like: it reads what its queries name.
        let span = lines?.find(found.query, from: 0) ?? statement.span
        let made = lowered("SELECT " + found.query, at: span)
        return made.flatMap { $0.operations.contains { $0.as(Select.self)?.uses.isEmpty == false } ? $0 : nil }
      case .end(let kind):
        let word = kind == .commit ? "COMMIT" : "ROLLBACK"
        let span = lines?.find(word, from: found.line) ?? statement.span
        // PL/pgSQL starts the next transaction at once.
        return operation(TransactionControl(kind: kind, chains: true), word, at: span)
      }
    }
  }

  private func operation(_ operation: any Operation, _ command: String, at span: Span) -> LoweredStatement {
    LoweredStatement(
      Statement(span: span, region: span, isTerminated: true), command: command, operations: [operation],
      body: BodyPlace(kind: kind, statement: statement.span, isVerbatim: false))
  }

  private static func statements(_ root: Node) -> [Found] {
    let kinds: [StaticString] = [
      "PLpgSQL_stmt_execsql", "PLpgSQL_stmt_perform", "PLpgSQL_stmt_call", "PLpgSQL_stmt_fors", "PLpgSQL_stmt_return_query",
      "PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors", "PLpgSQL_stmt_commit", "PLpgSQL_stmt_rollback", "PLpgSQL_expr",
    ]
    return root.find(kinds).compactMap { number, node in
      func query(_ field: StaticString) -> String? { node[field]?.fields(of: "PLpgSQL_expr")?.text("query") }
      let line = node.number("lineno")
      switch number {
      case 0: return query("sqlstmt").map { Found(kind: .sql, query: $0, line: line) }
      case 1: return query("expr").map { Found(kind: .perform, query: $0, line: line) }
      case 2: return query("expr").map { Found(kind: .sql, query: $0, line: line) }
      case 3: return query("query").map { Found(kind: .sql, query: $0, line: line) }
      case 4:
        return query("query").map { Found(kind: .sql, query: $0, line: line) } ?? query("dynquery").map { Found(kind: .dynamic, query: $0, line: line) }
      case 5, 6: return query("query").map { Found(kind: .dynamic, query: $0, line: line) }
      case 7: return Found(kind: .end(.commit), query: "", line: line)
      case 8: return Found(kind: .end(.rollback), query: "", line: line)
      default:
        // 2 is RAW_PARSE_PLPGSQL_EXPR, higher ones are assignments. The library of PostgreSQL 15 does not tell: there a whole statement,
        // spoken of above, is no expression, and an assignment has its sign.
        let mode = node["parseMode"]?.integer, text = node.text("query") ?? ""
        guard mode ?? 2 >= 2, text.lowercased().contains("select") else { return nil }
        let sign = mode ?? 2 > 2 ? text.firstIndex(of: "=") : mode == nil ? text.firstIndex(of: ":").map { text.index(after: $0) } : nil
        let isAssignment = sign.map { text[$0...].hasPrefix("=") } ?? false
        let expression = isAssignment ? text[(sign.map(text.index(after:)) ?? text.startIndex)...] : text[...]
        return Found(kind: .expression, query: String(expression.drop { $0 == " " }), line: 0)
      }
    }
  }
}

/// Finds the statements of a body in the file, line by line.
private struct Lines {
  private let source: SourceText
  private let body: Span
  private var line = 1
  private var start: Int
  /// Several statements may stand on one line.
  private var behindLast: Int

  init(_ source: SourceText, _ body: Span) {
    self.source = source
    self.body = body
    start = body.start
    behindLast = body.start
  }

  /// The first place of a text at or after a line; a blank of the text may stand for anything.
  mutating func find(_ text: String, isPerform: Bool = false, from line: Int) -> Span? {
    if line > 0, line < self.line { (self.line, start, behindLast) = (1, body.start, body.start) }
    while self.line < line, let newline = (start..<body.end).first(where: { source[$0] == 0x0a }) {
      start = newline + 1
      self.line += 1
    }
    let wanted = Array(text.utf8), first = isPerform ? 7 : 0
    var at = max(start, behindLast)
    while at + wanted.count <= body.end {
      if (first..<wanted.count).allSatisfy({ wanted[$0] == source[at + $0] || wanted[$0] == 0x20 }),
        !isPerform || source.has("perform", at: at) {
        behindLast = at + wanted.count
        return Span(at, behindLast)
      }
      at += 1
    }
    return nil
  }
}

/// The text of an EXECUTE, as far as constants make it up: a literal, literals put together by `||`, or `format` with its arguments.
/// What is not known is named in braces: `{t}`.
private enum DynamicText {
  static func read(_ expression: Node) -> String? {
    if let literal = expression.literal { return literal }
    if let operation = expression.fields(of: "A_Expr"), operation.names("name").last == "||" {
      guard let left = operation["lexpr"].flatMap(piece), let right = operation["rexpr"].flatMap(piece) else { return nil }
      return left + right
    }
    guard let call = expression.fields(of: "FuncCall") else { return nil }
    var arguments = Array(call.list("args"))
    if call.names("funcname").last == "quote_ident" { return arguments.first?.literal.map(Identifier.sql) }
    guard call.names("funcname").last == "format" else { return nil }
    guard let template = arguments.first?.literal else { return nil }
    arguments.removeFirst()
    return fill(template, arguments)
  }

  private static func piece(_ node: Node) -> String? { read(node) ?? "\"\(name(of: node))\"" }

  /// `%I`, `%s`, `%L`, `%1$I` and `%%` of format().
  private static func fill(_ template: String, _ arguments: [Node]) -> String? {
    var text = "", next = 0, rest = template[...]
    while let percent = rest.firstIndex(of: "%") {
      text += rest[..<percent]
      rest = rest[rest.index(after: percent)...]
      let digits = rest.prefix { $0.isNumber }
      if !digits.isEmpty, rest.dropFirst(digits.count).first == "$" {
        next = (Int(digits) ?? 1) - 1
        rest = rest.dropFirst(digits.count + 1)
      }
      guard let kind = rest.popFirst() else { return nil }
      if kind == "%" { text += "%"; continue }
      let argument = arguments.indices.contains(next) ? arguments[next] : nil
      next += 1
      let known = argument?.literal
      switch kind {
      case "I": text += Identifier.sql(known ?? argument.map(name) ?? "{}")
      case "s": text += known ?? Identifier.sql(argument.map(name) ?? "{}")
      case "L": text += Identifier.literal(known ?? "")
      default: return nil
      }
    }
    return text + rest
  }

  /// A variable by its name, a call by its first argument: `quote_ident(t)` is `{t}`.
  private static func name(of node: Node) -> String {
    if let variable = node.fields(of: "ColumnRef")?.names("fields"), !variable.isEmpty { return "{\(variable.joined(separator: "."))}" }
    if let cast = node.fields(of: "TypeCast")?["arg"] { return name(of: cast) }
    if let argument = node.fields(of: "FuncCall")?.list("args").first { return name(of: argument) }
    return "{}"
  }
}
