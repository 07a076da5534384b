import CPgQuery
import CSyntaxTree

/// What PostgreSQL's parser refused, in its own words.
public struct SyntaxError: Error, Hashable, Sendable {
  public var message: String
  /// 0-based byte offset in the file.
  public var offset: Int

  public init(message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }
}

/// Parses statements, one after the other. Each thread has its own.
public final class TreeReader {
  /// Nested deeper than this a statement is reported, not read. A tree level costs simdjson a few bytes.
  public static let maxDepth = 16_384

  private let reader: OpaquePointer?
  private var buffer: [CChar] = []

  public init() { reader = cst_reader_create(TreeReader.maxDepth) }
  deinit { cst_reader_destroy(reader) }

  /// Parses one statement of a text and hands its tree to `body`, while it lasts.
  /// - Parameter text: what to parse in its place.
  /// - Returns: nil for a statement without content, such as a lone `;`.
  /// - Throws: `SyntaxError`, positioned in the file, and whatever `body` throws.
  public func withTree<R>(of statement: Statement, in source: SourceText, text: String? = nil, _ body: (Node) throws -> R) throws -> R? {
    if let text { fill(text) } else { source.withSQL(of: statement.span) { fill($0) } }
    let tree = buffer.withUnsafeBufferPointer { cpg_parse($0.baseAddress) }
    defer { cpg_tree_free(tree) }
    if let message = tree.error.message {
      let offset = source.offset(ofCharacter: Int(tree.error.cursor_position), in: statement.span)
      throw SyntaxError(message: singleLine(String(cString: message)), offset: offset)
    }
    guard let json = tree.json, let reader else { throw SyntaxError(message: "out of memory", offset: statement.span.start) }
    var root = CSTNode(document: nil, index: 0)
    switch cst_read(reader, json, tree.length, &root) {
    case CST_OK: break
    case CST_TOO_DEEP: throw SyntaxError(message: "statement is too deeply nested", offset: statement.span.start)
    default: throw SyntaxError(message: "statement is too large to read", offset: statement.span.start)
    }
    return try Node(root)?.list("stmts").first?["stmt"].map(body)
  }

  /// Parses an expression and hands its tree to `body`, while it lasts. Nil if it is none.
  public func withTree<R>(ofExpression text: String, _ body: (Node) -> R) -> R? {
    fill("SELECT " + text)
    return read(buffer.withUnsafeBufferPointer { cpg_parse($0.baseAddress) }) { root in
      root.list("stmts").first?["stmt"]?.fields(of: "SelectStmt")?.list("targetList").first?.fields(of: "ResTarget")?["val"].map(body)
    }
  }

  /// Parses the PL/pgSQL body of a CREATE FUNCTION or DO and hands its tree to `body`, while it lasts. Nil if it cannot be parsed.
  public func withPLpgSQL<R>(of statement: Statement, in source: SourceText, _ body: (Node) -> R) -> R? {
    source.withSQL(of: statement.span) { fill($0) }
    return read(buffer.withUnsafeBufferPointer { cpg_parse_plpgsql($0.baseAddress) }, body)
  }

  /// Reads other JSON than parse trees, and hands it to `body`, while it lasts. Nil if it is none.
  public func withTree<R>(ofJSON bytes: [UInt8], _ body: (Node) -> R?) -> R? {
    bytes.withUnsafeBufferPointer { fill($0) }
    return buffer.withUnsafeBufferPointer { buffer -> R? in
      var root = CSTNode(document: nil, index: 0)
      guard let json = buffer.baseAddress, let reader, cst_read(reader, json, bytes.count, &root) == CST_OK else { return nil }
      return Node(root).flatMap(body)
    }
  }

  private func read<R>(_ tree: CPgTree, _ body: (Node) -> R?) -> R? {
    defer { cpg_tree_free(tree) }
    var root = CSTNode(document: nil, index: 0)
    guard let json = tree.json, let reader, cst_read(reader, json, tree.length, &root) == CST_OK else { return nil }
    return Node(root).flatMap(body)
  }

  /// Makes a text ready for the parser: its bytes and a NUL.
  private func fill(_ bytes: UnsafeBufferPointer<UInt8>) {
    buffer.removeAll(keepingCapacity: true)
    buffer.reserveCapacity(bytes.count + 1)
    bytes.withMemoryRebound(to: CChar.self) { buffer.append(contentsOf: $0) }
    buffer.append(0)
  }

  private func fill(_ text: String) {
    var text = text
    text.withUTF8 { fill($0) }
  }
}

extension SourceText {
  /// The byte offset of the `number`th character (from 1) of a span; the span's start for 0, its end beyond.
  func offset(ofCharacter number: Int, in span: Span) -> Int {
    guard number > 0 else { return span.start }
    return withSQL(of: span) { bytes in
      var seen = 0
      for (at, byte) in bytes.enumerated() where byte & 0xc0 != 0x80 {
        seen += 1
        if seen == number { return span.start + at }
      }
      return span.end
    }
  }
}

/// Messages quote source text, which may hold line breaks.
func singleLine(_ message: String) -> String {
  guard message.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }) else { return message }
  return message.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
}
