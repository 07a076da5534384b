import Linting
import PostgresBehavior
import Testing

/// What a CREATE INDEX in the last migration of a history is told: a new table is nobody's yet.
@Suite struct `A table` {
  @Test(arguments: [
    "CREATE TABLE t (a int);",
    "CREATE TABLE public.t (a int);",
    "CREATE TABLE t AS SELECT 1 AS a;",
    "CREATE TABLE s (a int); ALTER TABLE s RENAME TO t;",
    "CREATE TEMP TABLE t (a int);",
    "DROP TABLE IF EXISTS t; CREATE TABLE t (a int);",
    "BEGIN; CREATE TABLE t (a int); COMMIT;",
    "BEGIN; CREATE TABLE t (a int); SAVEPOINT s; SELECT 1; ROLLBACK TO s; COMMIT;",
    "SELECT 1 AS a INTO t;",
  ])
  func `is new in the migration that makes it`(sql: String) {
    #expect(Linted(sql + "\nCREATE INDEX i ON t (a);", rules: indexRules).rules == [])
    #expect(Linted(sql + "\nCREATE INDEX i ON public.t (a);", rules: indexRules).rules == [] || sql.contains("TEMP"))
  }

  @Test(arguments: [
    "CREATE TABLE IF NOT EXISTS t (a int);",
    "CREATE TABLE other.t (a int);",
    "CREATE TABLE \"T\" (a int);",
    "BEGIN; CREATE TABLE t (a int); ROLLBACK;",
    "BEGIN; SAVEPOINT s; CREATE TABLE t (a int); ROLLBACK TO s; COMMIT;",
    "CREATE TABLE t (a int); ALTER TABLE t RENAME TO s;",
    "CREATE TABLE t (a int); DROP TABLE t;",
    "CREATE TABLE t (a int); ALTER TABLE t SET SCHEMA other;",
    "SELECT 1;",
  ])
  func `is not new`(sql: String) {
    #expect(Linted(sql + "\nCREATE INDEX i ON t (a);", rules: indexRules).findings == ["2 create-index-blocks-writes"])
  }

  @Test func `is new no more in the next migration`() {
    #expect(Linted(["CREATE TABLE t (a int);", "CREATE INDEX i ON t (a);"], rules: indexRules).findings == ["1 create-index-blocks-writes"])
  }

  @Test func `that an earlier migration made is not made new by IF NOT EXISTS`() {
    let findings = Linted(["CREATE TABLE t (a int);", "CREATE TABLE IF NOT EXISTS t (a int);\nCREATE INDEX i ON t (a);"], rules: indexRules).findings
    #expect(findings == ["2 create-index-blocks-writes"])
  }

  @Test(arguments: [
    // What the migrations before did is known.
    (["CREATE TABLE t (a int NOT NULL);"], "ALTER TABLE t ALTER a SET NOT NULL;", []),
    (["CREATE TABLE t (a int);"], "ALTER TABLE t ALTER a SET NOT NULL;", ["not-null-scans-table"]),
    (["CREATE TABLE t (a int NOT NULL);", "ALTER TABLE t ALTER a DROP NOT NULL;"], "ALTER TABLE public.t ALTER a SET NOT NULL;", ["not-null-scans-table"]),
    (["CREATE TABLE s (a int NOT NULL);", "ALTER TABLE s RENAME TO t;"], "ALTER TABLE t ALTER a SET NOT NULL;", []),
    (["CREATE TABLE t (b int NOT NULL);", "ALTER TABLE t RENAME b TO a;"], "ALTER TABLE t ALTER a SET NOT NULL;", []),
    (["CREATE TABLE t (a int NOT NULL);", "DROP TABLE t; CREATE TABLE t (a int);"], "ALTER TABLE t ALTER a SET NOT NULL;", ["not-null-scans-table"]),
    (["CREATE TABLE t (a int);", "BEGIN; ALTER TABLE t ALTER a SET NOT NULL; ROLLBACK;"], "ALTER TABLE t ALTER a SET NOT NULL;", ["not-null-scans-table"]),
    (["CREATE TABLE t (a int);", "BEGIN; ALTER TABLE t ALTER a SET NOT NULL; COMMIT;"], "ALTER TABLE t ALTER a SET NOT NULL;", []),
    (["CREATE TABLE t (a int NOT NULL);", "BEGIN; DROP TABLE t; ROLLBACK;"], "ALTER TABLE t ALTER a SET NOT NULL;", []),
    (["CREATE TABLE t (a int);", "ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;", "ALTER TABLE t VALIDATE CONSTRAINT c;"],
      "ALTER TABLE t ALTER a SET NOT NULL;", []),
    (["CREATE TABLE t (a int);", "ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;"],
      "ALTER TABLE t ALTER a SET NOT NULL;", ["not-null-scans-table"]),
    // An open transaction ends with its file.
    (["BEGIN; CREATE TABLE t (a int NOT NULL);"], "SELECT 1;", []),
  ])
  func `is known from the migrations before`(before: [String], sql: String, rules: [String]) {
    #expect(Linted(before + [sql], rules: ["not-null-scans-table"]).rules == rules)
  }

  @Test func `with a constraint that a later migration validates is not spoken of`() {
    let add = "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"
    let findings = { (migrations: [String]) in
      Linted(migrations, rules: ["never-validated-constraint"]).report.findings.map { "\($0.migration ?? -1) \($0.rule)" }
    }
    #expect(findings([add, "SELECT 1;"]) == ["0 never-validated-constraint"])
    #expect(findings(["SELECT 1;", add, "SELECT 1;"]) == ["1 never-validated-constraint"])
    #expect(findings([add, "SELECT 1;", "ALTER TABLE t VALIDATE CONSTRAINT c;"]) == [])
    // The comment is in the file the finding is about.
    #expect(findings(["-- lintel: ignore[never-validated-constraint] validated by hand\n" + add, "SELECT 1;"]) == [])
  }
}
