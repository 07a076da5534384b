import LintelRules
import LintelTestSupport
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax

/// One file of some tool, and what Lintel should make of it.
struct RunnerCase: Sendable, CustomStringConvertible {
  var runner: String
  /// Below `/work/`.
  var path: String
  var sql: String
  /// Its sections: the transaction around each, and how its statements are sent. `S3` are three statements alone, `W3` three in one
  /// string, `P3` in one pipeline, `1+2` two strings. `off` for an opt-out that is seen, `lost` for one that is not.
  var shape: String
  /// The lines of the statements that cannot run.
  var fails: [Int]
  /// What lies around it.
  var files: [String: String]
  var settings: [String: String]

  init(
    _ runner: String, _ path: String, _ sql: String, _ shape: String, fails: [Int] = [], files: [String: String] = [:], settings: [String: String] = [:]
  ) {
    self.runner = runner
    self.path = path
    self.sql = sql
    self.shape = shape
    self.fails = fails
    self.files = files
    self.settings = settings
  }

  var description: String { "\(runner): \(path): \(sql.split(separator: "\n").prefix(3).joined(separator: " ⏎ "))" }

  var migration: Migration {
    let files = Dictionary(uniqueKeysWithValues: files.map { ("/work/" + $0, $1) })
    return Recognizer(Surroundings(files)).migration(
      path: path, absolute: "/work/" + path, source: SourceText(sql), settings: RunnerSettings(settings))
  }

  func input(_ version: Int = 15) -> LintInput {
    LintInput(migration: migration, options: LintOptions(version: ServerVersion(version)), history: "")
  }

  /// As `shape` has it.
  var foundShape: String {
    let input = input(), migration = input.migration, statements = migration.statements
    let units = input.delivery(of: statements).units
    let sections = migration.sections ?? [Section(migration.source.span, .none, .statements)]
    let shapes = sections.enumerated().map { number, section in
      let counts = units.filter { $0.section == number && $0.statementCount > 0 }.map { String($0.statementCount) }
      let sending = switch section.sending {
      case .statements: "S" + (counts.first ?? "0")
      case .whole: "W" + (counts.first ?? "0")
      case .pipeline: "P" + (counts.first ?? "0")
      case .pieces: counts.joined(separator: "+")
      }
      return "\(section.transaction) \(sending)"
    }
    let orders = migration.annotations.map { $0.fault == nil ? " off" : " lost" }
    return shapes.joined(separator: ", ") + orders.joined()
  }

  /// What the rules say, as `line rule`.
  func findings(_ rules: String..., version: Int = 15) -> [String] {
    let types = Rules.all.map { $0.rule }.filter { rules.contains($0.metadata.id) }
    let report = Linter(rules: types).lint([input(version)])
    return report.findings.map { "\(migration.source.position(at: $0.span.start).line) \($0.rule)" }
  }

  var failingLines: [Int] {
    findings("cannot-run-in-transaction").compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
  }
}

/// What the files of the cases work on.
let ordersTable = "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total integer);"
let cic = "CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);"
let cic2 = "CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);"
let alter = "ALTER TABLE orders ADD COLUMN note text;"
let timeout = "SET lock_timeout = '5s';"
