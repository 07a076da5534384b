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
  /// Nested deeper than this a statement is reported, not read. An operator is two levels, a list is one.
  public static let maxDepth = 16_384
  /// In bytes. No shorter text is nested deeper: `[` with its `]` makes three levels of two bytes, and nothing makes more.
  private static let neverDeep = 8192

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
    do {
      return try firstStatement(of: tree).map(body)
    } catch let problem as Unreadable {
      throw SyntaxError(message: problem.rawValue, offset: statement.span.start)
    }
  }

  /// Why there is no tree of something that the parser took.
  private enum Unreadable: String, Error {
    case tooDeep = "statement is too deeply nested"
    case tooLarge = "statement is too large to read"
    case noMemory = "out of memory"
  }

  private func firstStatement(of tree: CPgTree) throws(Unreadable) -> Node? {
    guard let json = tree.json else {
      if buffer.count > TreeReader.neverDeep, cpg_is_deeper(tree.root, TreeReader.maxDepth) { throw .tooDeep }
      return Node(tree.root)
    }
    guard let reader else { throw .noMemory }
    var root = CSTNode(document: nil, index: 0)
    switch cst_read(reader, json, tree.length, &root) {
    case CST_OK: return Node(root)?.list("stmts").first?["stmt"]
    case CST_TOO_DEEP: throw .tooDeep
    default: throw .tooLarge
    }
  }

  /// Parses an expression and hands its tree to `body`, while it lasts. Nil if it is none.
  public func withTree<R>(ofExpression text: String, _ body: (Node) -> R) -> R? {
    fill("SELECT " + text)
    let tree = buffer.withUnsafeBufferPointer { cpg_parse($0.baseAddress) }
    defer { cpg_tree_free(tree) }
    guard tree.error.message == nil, let statement = try? firstStatement(of: tree) else { return nil }
    return statement.fields(of: "SelectStmt")?.list("targetList").first?.fields(of: "ResTarget")?["val"].map(body)
  }

  /// Parses the PL/pgSQL body of a CREATE FUNCTION or DO and hands its tree to `body`, while it lasts. Nil if it cannot be parsed.
  public func withPLpgSQL<R>(of statement: Statement, in source: SourceText, _ body: (Node) -> R) -> R? {
    source.withSQL(of: statement.span) { fill($0) }
    let tree = buffer.withUnsafeBufferPointer { cpg_parse_plpgsql($0.baseAddress) }
    defer { cpg_tree_free(tree) }
    return tree.json.flatMap { read($0, tree.length) }.flatMap(body)
  }

  /// Reads other JSON than parse trees, and hands it to `body`, while it lasts. Nil if it is none.
  public func withTree<R>(ofJSON bytes: [UInt8], _ body: (Node) -> R?) -> R? {
    bytes.withUnsafeBufferPointer { fill($0) }
    return buffer.withUnsafeBufferPointer { $0.baseAddress.flatMap { read($0, bytes.count) }.flatMap(body) }
  }

  private func read(_ json: UnsafePointer<CChar>, _ length: Int) -> Node? {
    var root = CSTNode(document: nil, index: 0)
    guard let reader, cst_read(reader, json, length, &root) == CST_OK else { return nil }
    return Node(root)
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
