import PostgresSyntax

/// What the Python helper makes of migrations that are to be fixed.
struct DjangoRewriting {
  /// A migration, and which of its operations to change.
  struct Task {
    var module: DjangoAnswer.Module
    /// The numbers of the operations.
    var flagged: Set<Int>

    var json: String {
      let operations = module.operations.indices.map { number in
        let statements = module.statements.filter { $0.operation == number }.map { JSONText.quoted($0.sql) }
        return "{\"flagged\": \(flagged.contains(number)), \"statements\": [\(statements.joined(separator: ", "))]}"
      }
      return """
        {"file": \(JSONText.quoted(module.file)), "app": \(JSONText.quoted(module.app)), "less": \(module.isApproximate), \
        "dependents": [\(module.dependents.map(JSONText.quoted).joined(separator: ", "))], "operations": [\(operations.joined(separator: ", "))]}
        """
    }
  }

  struct Result {
    /// The numbers of the operations that were changed.
    var done: Set<Int> = []
    /// Why nothing was.
    var refused: String?
    /// Migrations that follow it now.
    var created: [String] = []
    /// Migrations that depend on another one now.
    var changed: [String] = []
  }

  /// By path: all texts that are not what the disk has.
  var texts: [String: String] = [:]
  var results: [String: Result] = [:]
  var trouble: String?

  init(trouble: String) { self.trouble = trouble }

  /// Nil for what is no answer.
  init?(json: [UInt8]) {
    guard let read = TreeReader().withTree(ofJSON: json, { DjangoRewriting($0) }) else { return nil }
    self = read
  }

  private init?(_ node: Node) {
    trouble = node.text("trouble")
    guard trouble != nil || node["results"] != nil else { return nil }
    for text in node.list("texts") {
      if let file = text.text("file") { texts[file] = text.text("text") }
    }
    for result in node.list("results") {
      guard let file = result.text("file") else { continue }
      results[file] = Result(
        done: Set(result.list("done").compactMap(\.integer)), refused: result.text("refused"), created: result.list("created").compactMap(\.string),
        changed: result.list("changed").compactMap(\.string))
    }
  }
}
