import LintelTestSupport
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Testing

/// Tools that cut a file without regard to what a statement is.
@Suite struct `Statements that a tool cuts` {
  private static let function = "CREATE FUNCTION one() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql;\n"
  private static let multi = ["golang-migrate.x-multi-statement": "true"]

  private static func goose(_ sql: String) -> RunnerCase { RunnerCase("goose", "db/00002_a.sql", "-- +goose Up\n" + sql, "") }
  private static func sqlMigrate(_ sql: String) -> RunnerCase { RunnerCase("sql-migrate", "m/2-a.sql", "-- +migrate Up\n" + sql, "") }
  private static func golang(_ sql: String, _ settings: [String: String] = multi) -> RunnerCase {
    RunnerCase("golang-migrate", "db/000002_a.up.sql", sql, "", files: ["go.mod": "golang-migrate/migrate"], settings: settings)
  }

  private static let cut: [(RunnerCase, [String])] = [
    (goose(function), ["4 syntax-error"]),
    (goose("SELECT 'a;\nb;\nc';\nSELECT 'd;\n';\n"), ["2 syntax-error", "5 syntax-error"]),
    (goose("/* first;\n second */\n\(alter)\n"), ["2 syntax-error"]),
    (goose("CREATE FUNCTION two() RETURNS int LANGUAGE sql BEGIN ATOMIC\n  SELECT 2;\nEND;\n"), ["3 syntax-error"]),
    (goose("-- +goose StatementBegin\nSELECT 1;\n-- +goose StatementEnd\n\(function)"), ["7 syntax-error"]),
    (sqlMigrate("DO $$\nBEGIN\n  NULL; -- nothing\nEND $$;\n"), ["4 syntax-error"]),
    (golang("\(alter)\nSELECT 'a;b', 'c;d';\n"), ["2 syntax-error"]),
    (golang("\(alter)\n-- one; two\nSELECT 1;\n"), ["2 syntax-error"]),
    (golang("SELECT 1 -- one; two\n;\n"), ["1 syntax-error"]),
    (golang("SELECT 1, -- one;\n  2;\n"), ["1 syntax-error"]),
  ]
  private static let whole: [RunnerCase] = [
    goose("-- +goose StatementBegin\n\(function)-- +goose StatementEnd\n"),
    goose("CREATE FUNCTION one() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;\nSELECT 'a;b'; -- first;\n-- second;\n\(alter)\n"),
    sqlMigrate("-- +migrate StatementBegin\n\(function)-- +migrate StatementEnd\n"),
    golang("\(alter)\n-- one;\n/* two */;\nSELECT 1; SELECT 2\n"), golang(function, [:]),
  ]

  @Test(arguments: cut)
  func `are told of`(_ file: RunnerCase, _ findings: [String]) { #expect(file.findings() == findings) }

  @Test(arguments: whole)
  func `are few`(_ file: RunnerCase) { #expect(file.findings() == []) }

  @Test func `are told of in the words of the tool`() {
    let finding = Linter(rules: []).lint([Self.golang("SELECT 'a;b';\n").input()]).findings.first
    #expect(finding?.message == "golang-migrate cuts the file at every `;` with `x-multi-statement`, also inside this statement")
    #expect(finding?.help == "run it without `x-multi-statement`, which sends the file as one string")
    #expect(finding.map { $0.span } == Span(9, 10))
    let goose = Linter(rules: []).lint([Self.goose(Self.function).input()]).findings.first
    #expect(goose?.message == "goose cuts the file behind every line whose last word ends in `;`, also inside this statement")
    #expect(goose?.fix?.safety == .safe)
  }

  /// The pieces, one after the other, as the server reads each.
  private func error(of migration: Migration) throws -> String? {
    let source = migration.source
    for section in migration.sections ?? [Section(source.span, .none, .statements)] {
      let semicolons = (section.span.start..<section.span.end).filter { source[$0] == UInt8(ascii: ";") }.map { $0 + 1 }
      let starts = if case .pieces(let starts) = section.sending { starts } else { [section.span.start] + semicolons }
      for (number, start) in starts.enumerated() {
        let piece = source[Span(start, number + 1 < starts.count ? starts[number + 1] : section.span.end)]
        let refusal = try #require(PostgresServer.all.first).withEmptyDatabase { database in
          try database.migrate(ordersTable)
          return database.run(file: "DO $piece$ BEGIN EXECUTE $text$\(piece)\n$text$; END $piece$", .none)
        }
        if let refusal { return refusal.state }
      }
    }
    return nil
  }

  @Test(.enabled(if: !PostgresServer.all.isEmpty), arguments: cut)
  func `are refused by the server, and run when they are whole`(_ file: RunnerCase, _ findings: [String]) throws {
    #expect(try error(of: file.migration) == "42601")
    let set = MigrationSet([file.path: file.sql].merging(file.files) { $1 }, settings: file.settings)
    let fixed = set.applying(`Files of migration tools`.fixer.fix(set.inputs(LintOptions(version: ServerVersion(15)))).files)
    guard file.runner != "golang-migrate", !file.sql.hasPrefix("-- +goose Up\n/*"), let migration = fixed.migration(file.path) else { return }
    #expect(try error(of: migration) == nil, "\(fixed.description)")
    #expect(migration.source.firstOffset(of: "StatementBegin", in: migration.source.span) != nil)
  }
}
