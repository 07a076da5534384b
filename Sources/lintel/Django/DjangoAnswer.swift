import Migrations
import PostgresSyntax

/// What the Python helper tells of a project's migrations.
struct DjangoAnswer {
  struct Statement {
    /// The number of its operation.
    var operation: Int
    var sql: String
    /// Whether it stands for something that is no SQL, be it within another operation.
    var isPython: Bool { sql.hasPrefix("SELECT /* ") && sql.hasSuffix(" */") }
  }

  struct Module {
    var file: String
    var app: String
    var name: String
    var isAtomic: Bool
    /// Whether some of its SQL is what the file alone tells.
    var isApproximate: Bool
    var operations: [MigrationOrigin.Operation]
    var statements: [Statement]
    /// The files that depend on it, as far as Django was asked.
    var dependents: [String] = []
  }

  struct Problem {
    var file: String
    var text: String
  }

  /// In the order they run.
  var modules: [Module] = []
  /// Files that cannot be read.
  var problems: [Problem] = []
  /// Files of which Django could not say everything.
  var fallbacks: [Problem] = []
  /// Files that other migrations replace.
  var replaced: [Problem] = []
  /// What the project is to be told once.
  var notices: [String] = []
  /// The last migrations of each app, whose name is the text.
  var leaves: [Problem] = []
  /// Why there is no answer.
  var trouble: String?
  /// The file that this comes from, where that is known.
  var troubledFile: String?

  init(trouble: String) { self.trouble = trouble }

  /// Nil for what is no answer.
  init?(json: [UInt8]) {
    guard let read = TreeReader().withTree(ofJSON: json, { DjangoAnswer($0) }) else { return nil }
    self = read
  }

  private init?(_ node: Node) {
    trouble = node.text("trouble")
    troubledFile = node.text("file")
    guard trouble != nil || node["migrations"] != nil else { return nil }
    modules = node.list("migrations").compactMap(DjangoAnswer.module)
    problems = node.list("problems").compactMap(DjangoAnswer.problem)
    fallbacks = node.list("fallbacks").compactMap(DjangoAnswer.problem)
    replaced = node.list("replaced").compactMap(DjangoAnswer.problem)
    notices = node.list("notices").compactMap(\.string)
    leaves = node.list("leaves").compactMap(DjangoAnswer.problem)
  }

  private static func module(_ node: Node) -> Module? {
    guard let file = node.text("file"), let app = node.text("app"), let name = node.text("name") else { return nil }
    var module = Module(
      file: file, app: app, name: name, isAtomic: node.flag("atomic"), isApproximate: node.flag("less"), operations: [], statements: [])
    module.dependents = node.list("dependents").compactMap(\.string)
    let fixable = Set(node.list("fixable").compactMap(\.integer))
    for operation in node.list("operations") {
      let head = Array(operation.list("head").compactMap(\.integer))
      guard head.count == 2 else { return nil }
      module.operations.append(
        MigrationOrigin.Operation(
          operation.text("class") ?? "", at: Span(operation.number("start"), operation.number("end")), head: Span(head[0], head[1]),
          isFixable: fixable.contains(module.operations.count)))
    }
    module.statements = node.list("statements").compactMap { statement in
      statement.text("sql").map { Statement(operation: statement.number("operation"), sql: $0) }
    }
    return module
  }

  private static func problem(_ node: Node) -> Problem? {
    guard let file = node.text("file"), let text = node.text("text") else { return nil }
    return Problem(file: file, text: text)
  }
}

extension DjangoAnswer.Module {
  /// The migration with the SQL of its operations for its text.
  /// - Parameters:
  ///   - path: as it is shown.
  ///   - source: the file's own text; nil for one that nothing is said about.
  func migration(path: String, source: SourceText?) -> Migration {
    var text = "", stretches: [(span: Span, operation: Int)] = [], pieces: [Int] = [], unwritten: [Span] = []
    for statement in statements {
      let start = text.utf8.count
      if statement.isPython {
        text += Django.unwritten + "\n"
        unwritten.append(Span(start, text.utf8.count - 1))
      } else {
        // Behind a comment at its end a semicolon would be part of that.
        text += statement.sql + (statement.sql.utf8.contains(UInt8(ascii: "-")) ? "\n;\n" : ";\n")
        pieces.append(start)
      }
      stretches.append((Span(start, text.utf8.count), statement.operation))
    }
    var migration = Migration(path: path, source: SourceText(text), runner: "django")
    migration.tool = Django()
    migration.evidence = Evidence(.annotation, isApproximate ? "it was read without Django" : "Django says what it does")
    let whole = migration.source.span
    migration.sections = [Section(whole, isAtomic ? .file : .none, .pieces(pieces))]
    migration.unwritten = unwritten
    if let source {
      migration.origin = MigrationOrigin(
        source: source, operations: operations, stretches: stretches, isAtomic: isAtomic, isApproximate: isApproximate)
    }
    return migration
  }
}
