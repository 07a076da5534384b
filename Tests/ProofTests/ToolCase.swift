import LintelTestSupport
import Linting
import PostgresBehavior

/// A database and a migration for it, in the form of some tool.
struct ToolCase: Sendable {
  var name: String
  var form: ToolForm
  var before: [SafetyCase.Before]
  /// The migration, and the one that tells of what is there.
  var set: MigrationSet
  var options: LintOptions
  /// Each statement alone, without what is refused in a transaction.
  var plain: [String]
  var isToldAll: Bool { before.allSatisfy { $0.isTold } }

  /// Made from a seed. The transactions are the tool's: the migration begins none.
  init(seed: UInt64, version: Int) {
    var generator = Generator(seed: seed, version: version)
    generator.makeBase()
    let lines = generator.lines()
    form = generator.dice.pick(ToolForm.all)
    let hasTimeout = generator.dice.chance(20)
    var writer = Writer(generator.dice)
    var text = writer.file(lines).text
    // What stands behind it in the same file begins on a line of its own.
    if !text.hasSuffix("\n") { text += "\n" }
    func file(_ statements: [String]) -> String { statements.map { $0 + ";\n" }.joined() }
    let told = file(generator.history), unseen = file(generator.unseen)
    name = "seed \(seed), PostgreSQL \(version), \(form), told of the schema: \(generator.knowledge.rawValue)" + (hasTimeout ? ", lock_timeout" : "")
    before = [SafetyCase.Before(sql: told, isTold: true), .init(sql: unseen, isTold: false)].filter { !$0.sql.isEmpty }
    set = form.set((told.isEmpty ? [:] : form.files(1, up: told)).merging(form.files(2, up: text)) { $1 })
    options = LintOptions(version: ServerVersion(version))
    if hasTimeout { options.session.lockTimeout = .init("3s") }
    plain = lines.map { $0.plain ?? $0.sql }
  }

  var path: String { form.path(2) }

  /// For the server.
  var setup: String {
    ([form.historyTable] + before.map(\.sql)).joined(separator: "\n;\n")
  }
}
