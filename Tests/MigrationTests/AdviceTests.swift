import LintelRules
import Linting
import Migrations
import Testing

/// The way out that a finding tells is one that the tool has.
@Suite struct `What rules advise` {
  private func findings(_ file: RunnerCase, _ rule: String) -> [Finding] {
    let types = Rules.all.map { $0.rule }.filter { $0.metadata.id == rule }
    return Linter(rules: types).lint([file.input()]).findings.filter { $0.rule == rule }
  }

  @Test(arguments: [
    (RunnerCase("goose", "1_a.sql", "-- +goose Up\n\(cic)\n", ""), "add `-- +goose NO TRANSACTION`"),
    (RunnerCase("goose", "1_a.sql", "-- +goose Up\n\(alter)\n\(cic)\n", ""), "put it into a migration of its own, and add `-- +goose NO TRANSACTION`"),
    (
      RunnerCase("goose", "1_a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n\(alter) \(cic)\n", ""),
      "put every statement on lines of its own, the last of which ends in `;`, outside `StatementBegin`"
    ),
    (
      RunnerCase("dbmate", "1_a.sql", "-- migrate:up transaction:false\n\(alter)\n\(cic)\n-- migrate:down\n", ""),
      "put it into a migration of its own, as the only statement, and write `-- migrate:up transaction:false`"
    ),
    (RunnerCase("golang-migrate", "1_a.up.sql", "\(alter)\n\(cic)\n", "", files: ["go.mod": "golang-migrate/migrate"]), "put it into a migration of its own, as the only statement"),
    (
      RunnerCase("refinery", "V1__a.sql", "\(cic)\n", "", files: ["refinery.toml": ""]),
      "refinery has no way to run a file without a transaction: run the statement by hand, or with another tool"
    ),
    (
      RunnerCase("flyway", "V1__a.sql", "REINDEX TABLE CONCURRENTLY orders;\n", "", files: ["flyway.toml": ""]),
      "write `executeInTransaction=false` into `V1__a.sql.conf` beside it"
    ),
    (
      RunnerCase("liquibase", "a.sql", "--liquibase formatted sql\n--changeset a:1\n\(alter)\n\(cic)\n", ""),
      "put it into a changeset of its own, and write `runInTransaction:false` on its `--changeset` line"
    ),
    (RunnerCase("supabase", "supabase/migrations/1_a.sql", "\(alter)\n\(cic)\n", ""), "put it into a migration of its own, as the only statement"),
    (
      RunnerCase("unknown", "V1__a.sql", "\(alter)\n\(cic)\n", ""),
      "put it alone into a migration of its own, and say `runner = \"…\"` in `lintel.toml`: the file could be for evolve, flyway, pgmigrate or refinery"
    ),
    (RunnerCase("psql", "a.sql", "BEGIN;\n\(cic)\nCOMMIT;\n", ""), "move it out of `BEGIN` … `COMMIT`"),
    (
      RunnerCase("golang-migrate", "1_a.up.sql", "BEGIN;\n\(cic)\nCOMMIT;\n", "", files: ["go.mod": "golang-migrate/migrate"]),
      "put it into a migration of its own, as the only statement"
    ),
  ])
  func `is in the words of the tool`(file: RunnerCase, help: String) {
    #expect(findings(file, "cannot-run-in-transaction").map { $0.help?.description } == [help])
  }

  @Test func `takes a changeset that is done for done`() {
    let first = "--liquibase formatted sql\n--changeset a:1 runInTransaction:false\n\(alter)\n"
    let apart = RunnerCase("liquibase", "a.sql", first + "--changeset a:2 runInTransaction:false\n\(cic)\n", "")
    #expect(findings(apart, "mixed-concurrent-migration").isEmpty)
    #expect(findings(RunnerCase("liquibase", "a.sql", first + cic, ""), "mixed-concurrent-migration").count == 1)
  }

  @Test func `puts nothing beside a statement that has to be alone`() {
    for file in [
      RunnerCase("flyway", "V1__a.sql", "\(cic)\n", "", files: ["flyway.toml": ""]), RunnerCase("unknown", "1_a.up.sql", "\(cic)\n", ""),
      RunnerCase("unknown", "1_a.up.sql", "CREATE INDEX i ON orders (total);\n", ""),
      RunnerCase("prisma", "migrations/20240101_a/migration.sql", "CREATE INDEX i ON orders (total);\n", ""),
    ] {
      var input = file.input()
      input.options.session.statementTimeout = .init("5s")
      let findings = Linter(rules: Rules.all.map { $0.rule }).lint([input]).findings
      let edits: [Edit] = findings.flatMap { finding -> [Edit] in finding.fix.map(\.edits) ?? [] }
      #expect(edits.isEmpty, "\(file)")
    }
  }

  @Test func `sets a timeout for the string it is sent with`() {
    let file = RunnerCase("golang-migrate", "1_a.up.sql", "\(alter)\n", "", files: ["go.mod": "golang-migrate/migrate"])
    #expect(findings(file, "missing-lock-timeout").map { $0.help?.description.hasPrefix("`SET LOCAL") } == [true])
  }
}
