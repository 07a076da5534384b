import PostgresSyntax

extension SourceText {
  /// The statements' own texts.
  var statementTexts: [String] { statements().map { self[$0.span] } }

  /// What the tree of each statement is called, or why there is none: `SelectStmt`, `syntax error at or near "selec" @0`.
  var trees: [String] {
    let reader = TreeReader()
    return statements().map { statement in
      do {
        return try reader.withTree(of: statement, in: self) { $0.tagged?.tag ?? "?" } ?? "nothing"
      } catch let error as SyntaxError {
        return "\(error.message) @\(error.offset)"
      } catch {
        return "\(error)"
      }
    }
  }
}

/// Runs work on a stack as deep as the parser's own.
func onParserThread<R: Sendable>(_ body: @escaping @Sendable (TreeReader) -> R) -> R? {
  var result: R?
  ParserThreads.inOrder(1) { _, reader in body(reader) } consume: { result = $1 }
  return result
}
