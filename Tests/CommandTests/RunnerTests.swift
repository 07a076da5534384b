import Testing

/// Which tool runs a file, seen from outside.
@Suite struct `The runner of a file` {
  private let concurrently = "CREATE INDEX CONCURRENTLY i ON t (a);\n"

  private func check(_ arguments: String..., in folder: TemporaryFolder) -> [String] {
    Lintel.run(["check", "--format", "concise"] + arguments, in: folder).lines.compactMap { line in
      let parts = line.split(separator: ":")
      return parts.count > 4 ? "\(parts[0]):\(parts[1])\(parts[4])" : nil
    }
  }

  @Test func `is told by check --verbose, with what speaks for it`() {
    let folder = TemporaryFolder([
      "a/1_a.sql": "-- +goose Up\nSELECT 1;\n", "b/1_b.up.sql": "SELECT 1;\n", "c/1.sql": "SELECT 1;\n", "d/2_d.sql": "SELECT 1;\n",
      "d/atlas.sum": "", "e/V1__e.sql": "SELECT 1;\n", "e/lintel.toml": "runner = \"refinery\"\n", "e/U1__e.sql": "",
    ])
    let outcome = Lintel.run("check", "--verbose", in: folder)
    #expect(outcome.errors.split(separator: "\n").map(String.init) == [
      "a/1_a.sql: goose (line 1 says `-- +goose Up`)",
      "b/1_b.up.sql: unknown runner: bun, golang-migrate, maragudk-migrate, morph, node-pg-migrate, popx or sqlx (its name ends in `.up.sql`)",
      "c/1.sql: psql (nothing speaks for another runner)",
      "d/2_d.sql: atlas (`atlas.sum` lies beside it)",
      "e/U1__e.sql: refinery (e/lintel.toml:1 says so)",
      "e/V1__e.sql: refinery (e/lintel.toml:1 says so)",
    ])
    #expect(Lintel.run("check", "-v", "--isolated", "--", "e", in: folder).errors.contains("evolve, flyway, pgmigrate or refinery"))
  }

  @Test func `is told with the files that psql includes`() {
    let folder = TemporaryFolder([
      "all.sql": "\\set x 1\n\\i a.sql\n\\echo '\\i no.sql'\nSELECT '\n\\i no.sql\n';\n-- \\i no.sql\n  \\ir b/c.sql\n", "a.sql": "SELECT 1;\n", "deploy/d.sql": "\\include ../a.sql\n",
      "sqitch.plan": "", "atlas/1.sql": "SELECT '\n\\i no.sql\n';\n", "atlas/atlas.sum": "",
    ])
    #expect(Lintel.run("check", "--verbose", in: folder).errors.split(separator: "\n").map(String.init) == [
      "a.sql: psql (nothing speaks for another runner)", "all.sql: psql (nothing speaks for another runner); does not follow `\\i a.sql`, `\\ir b/c.sql`",
      "atlas/1.sql: atlas (`atlas.sum` lies beside it)", "deploy/d.sql: sqitch (`../sqitch.plan` lies beside it); does not follow `\\include ../a.sql`",
    ])
  }

  @Test func `is told by locks and config`() {
    let folder = TemporaryFolder(["1_a.sql": "-- +goose Up\nTRUNCATE t;\n-- +goose Down\nTRUNCATE u;\n"])
    let locks = Lintel.run("locks", in: folder).output
    #expect(locks.contains("1_a.sql (goose: line 1 says `-- +goose Up`)"))
    #expect(locks.contains("BEGIN by goose") && !locks.contains("TRUNCATE u"))
    let json = Lintel.run("locks", "--format", "json", in: folder).output
    #expect(json.contains("\"runner\":\"goose\",\"evidence\":\"line 1 says `-- +goose Up`\""))
    let config = Lintel.run("config", "1_a.sql", in: folder).output
    #expect(config.split(separator: "\n").contains { $0.hasPrefix("runner = \"goose\" ") && $0.hasSuffix("# line 1 says `-- +goose Up`") })
  }

  @Test func `decides what fails, unless the configuration says how files are run`() {
    let folder = TemporaryFolder(["1_a.sql": "-- +goose Up\n" + concurrently, "2_b.sql": concurrently])
    #expect(check(in: folder) == ["1_a.sql:2 cannot-run-in-transaction"])
    #expect(check("--transaction", "none", in: folder) == [])
    folder.write("lintel.toml", "[[override]]\npaths = [\"2_*\"]\nrunner = \"sqlx\"\n")
    #expect(check(in: folder) == ["1_a.sql:2 cannot-run-in-transaction", "2_b.sql:1 cannot-run-in-transaction"])
    folder.write("lintel.toml", "[runners]\npsql.single-transaction = true\n")
    #expect(check("2_b.sql", in: folder) == ["2_b.sql:1 cannot-run-in-transaction"])
  }

  @Test func `puts its files in order`() {
    // The view is made when all versions are in, whatever its name.
    let folder = TemporaryFolder([
      "f/flyway.conf": "", "f/R__a.sql": "CREATE INDEX ON t (a);\n", "f/V1__t.sql": "CREATE TABLE t (a int);\n",
      // As the plan has it.
      "s/sqitch.plan": "%project=x\nz 2026 a <b>\na [z] 2026 a <b>\n", "s/deploy/z.sql": "CREATE TABLE z (a varchar(20));\n",
      "s/deploy/a.sql": "ALTER TABLE z ALTER a TYPE varchar(50);\n", "s/revert/z.sql": "DROP TABLE z;\n", "s/verify/z.sql": "SELECT 1 FROM z;\n",
    ])
    let rules = { (lines: [String]) in lines.filter { $0.contains("index") || $0.contains("rewrites") } }
    #expect(rules(check("f", in: folder)) == ["f/R__a.sql:1 create-index-blocks-writes"])
    #expect(rules(check("s", in: folder)) == [])
    #expect(rules(check("s/deploy/a.sql", in: folder)) == [])
  }

  @Test func `says what is not run on the way up`() {
    let folder = TemporaryFolder(["1_a.down.sql": "CREATE INDEX ON t (a);\n", "2_b/down.sql": "CREATE INDEX ON t (a);\n", "3.sql": "SELECT 1;\n"])
    #expect(check(in: folder) == [])
    #expect(Lintel.run("check", in: folder).output.contains("in 1 file (1 statement)"))
  }
}
