import LintelTestSupport
import PostgresBehavior
import PostgresSyntax
import Testing

/// Statements that leave a name to PostgreSQL: the replay chooses the same.
@Suite struct `Names that PostgreSQL chooses` {
  private static let long = String(repeating: "long_table_name_", count: 5)
  private static let kanji = String(repeating: "表名", count: 16)

  static let scripts = [
    "CREATE TABLE t (a int CHECK (a > 0))",
    "CREATE TABLE t (a int, b int CHECK (a > 0))",
    "CREATE TABLE t (a int CHECK (a > 0), b int CHECK (b > 0), CHECK (a > b))",
    "CREATE TABLE t (a int CHECK (a > 0), CHECK (a > 1), CHECK (a > 2 OR a < 9))",
    "CREATE TABLE t (a int, CHECK (true))",
    "CREATE TABLE t (a int, b int, CHECK (a > b), CHECK (b > a))",
    "CREATE TABLE t (a int CONSTRAINT t_a_check1 CHECK (a > 0), CHECK (a > 1), CHECK (a > 2))",
    "CREATE TABLE t (a int UNIQUE, b int PRIMARY KEY)",
    "CREATE TABLE t (a int, b int, UNIQUE (a, b), UNIQUE (b))",
    "CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b), PRIMARY KEY (a) INCLUDE (b))",
    "CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b), PRIMARY KEY (b) INCLUDE (a))",
    "CREATE TABLE t (a int UNIQUE PRIMARY KEY, b int UNIQUE, UNIQUE (b), CONSTRAINT named UNIQUE (b))",
    "CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b)); ALTER TABLE t DROP COLUMN b",
    "CREATE TABLE t (a int, b int, EXCLUDE (a WITH =, b WITH =))",
    "CREATE TABLE t (a int, EXCLUDE ((a + 1) WITH =))",
    "CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES u, b int REFERENCES u (id), FOREIGN KEY (a) REFERENCES u)",
    "CREATE TABLE u (x int, y int, PRIMARY KEY (x, y)); CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES u)",
    "CREATE TABLE t (a serial, b bigserial, c int GENERATED ALWAYS AS IDENTITY)",
    "CREATE SEQUENCE t_a_seq; CREATE TABLE t (a serial)",
    "CREATE TABLE t (a int); CREATE INDEX ON t (a)",
    "CREATE TABLE t (a int); CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE UNIQUE INDEX ON t (a)",
    "CREATE TABLE t (a int, b int); CREATE INDEX ON t (a, b DESC)",
    "CREATE TABLE t (a int, b int); CREATE INDEX ON t (a) INCLUDE (b)",
    "CREATE TABLE t (a int, b int); CREATE INDEX ON t (a, a, a)",
    "CREATE TABLE t (b text); CREATE INDEX ON t (lower(b))",
    "CREATE TABLE t (b text); CREATE INDEX ON t (lower(b), upper(b), b)",
    "CREATE TABLE t (b text); CREATE INDEX ON t (lower(b), lower(b || 'x'))",
    "CREATE TABLE t (a int); CREATE INDEX ON t ((a + 1))",
    "CREATE TABLE t (a int); CREATE INDEX ON t ((a + 1), (a + 2))",
    "CREATE TABLE t (a int); CREATE INDEX ON t ((a::text))",
    "CREATE TABLE t (a int); CREATE INDEX ON t ((lower(a::text)))",
    "CREATE TABLE t (a int); CREATE INDEX ON t ((5::text))",
    "CREATE TABLE t (a int, b int); CREATE INDEX ON t (coalesce(a, b), (greatest(a, b)), (nullif(a, b)))",
    "CREATE TABLE t (j jsonb); CREATE INDEX ON t ((j -> 'x'))",
    "CREATE TABLE t (j jsonb); CREATE INDEX ON t ((j ->> 'x'), (j['x']))",
    "CREATE TABLE t (a int); CREATE INDEX ON t ((CASE WHEN a > 0 THEN 1 END), (a IS NULL))",
    "CREATE TABLE t (a text); CREATE INDEX ON t ((a COLLATE \"C\"))",
    "CREATE TABLE t (a timestamptz); CREATE INDEX ON t ((a AT TIME ZONE 'UTC'), (extract(year FROM a AT TIME ZONE 'UTC')))",
    "CREATE TABLE t_a_idx (x int); CREATE TABLE t (a int); CREATE INDEX ON t (a)",
    "CREATE TABLE t_a_key (x int); CREATE TABLE t (a int UNIQUE)",
    "CREATE VIEW t_pkey AS SELECT 1; CREATE TABLE t (a int PRIMARY KEY)",
    "CREATE TABLE a (b_c int CHECK (b_c > 0)); CREATE TABLE a_b (c int CHECK (c > 0))",
    "CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE a (b_c int REFERENCES u); CREATE TABLE a_b (c int REFERENCES u)",
    "CREATE TABLE a (b_c int UNIQUE); CREATE TABLE a_b (c int UNIQUE)",
    "CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 0), ADD UNIQUE (a), ADD PRIMARY KEY (a)",
    "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b int UNIQUE CHECK (b > 0), ADD COLUMN c serial",
    "CREATE TABLE t (a int CHECK (a > 0)); ALTER TABLE t RENAME TO u; ALTER TABLE u ADD CHECK (a > 1)",
    "CREATE TABLE t (a int CHECK (a > 0)); ALTER TABLE t RENAME COLUMN a TO b; ALTER TABLE t ADD CHECK (b > 1)",
    "CREATE TABLE t (a int CHECK (a > 0)); ALTER TABLE t DROP CONSTRAINT t_a_check; ALTER TABLE t ADD CHECK (a > 1)",
    "CREATE TABLE \"Große Tabelle\" (\"Überschrift\" text UNIQUE CHECK (\"Überschrift\" <> ''))",
    "CREATE TABLE \(long) (a int PRIMARY KEY CHECK (a > 0), b serial UNIQUE); CREATE INDEX ON \(long) (a, b)",
    "CREATE TABLE t (a_\(long) int UNIQUE CHECK (a_\(long) > 0), b serial); CREATE INDEX ON t (a_\(long), b)",
    "CREATE TABLE \(long) (a_\(long) serial UNIQUE CHECK (a_\(long) > 0)); CREATE INDEX ON \(long) (a_\(long)); CREATE INDEX ON \(long) (a_\(long))",
    "CREATE TABLE \(kanji) (a int PRIMARY KEY CHECK (a > 0), b serial UNIQUE); CREATE INDEX ON \(kanji) (a, b)",
    "CREATE TABLE t (x\(kanji) int UNIQUE CHECK (x\(kanji) > 0), b serial); CREATE INDEX ON t (x\(kanji), b)",
    "CREATE TABLE x\(kanji) (\(kanji) serial UNIQUE CHECK (\(kanji) > 0)); CREATE INDEX ON x\(kanji) (\(kanji)); CREATE INDEX ON x\(kanji) (\(kanji))",
    "CREATE TABLE t (one_rather_long_column int, another_rather_long_column int, the_last_rather_long_column int); "
      + "CREATE INDEX ON t (one_rather_long_column, another_rather_long_column, the_last_rather_long_column)",
    "CREATE TABLE t (one_rather_long_column int, another_rather_long_column int, the_last_rather_long_column int, "
      + "UNIQUE (one_rather_long_column, another_rather_long_column, the_last_rather_long_column))",
    "CREATE SCHEMA app; CREATE TABLE app.t (a int UNIQUE); CREATE TABLE t (a int UNIQUE)",
  ]

  struct Proof: Sendable, CustomTestStringConvertible {
    var script: String
    var server: PostgresServer
    var testDescription: String { "\(server): \(script)" }

    static let all = scripts.flatMap { script in PostgresServer.all.map { Proof(script: script, server: $0) } }
  }

  @Test(arguments: Proof.all) func `are foretold`(_ proof: Proof) throws {
    let answer = try proof.server.run("""
      SET client_min_messages = error;
      \(proof.script);
      SELECT 'constraint', connamespace::regnamespace, conname FROM pg_constraint
        WHERE contype IN ('c', 'u', 'p', 'f', 'x') AND connamespace::regnamespace::text IN ('public', 'app')
      UNION ALL SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'index' END, relnamespace::regnamespace, relname FROM pg_class
        WHERE relkind IN ('i', 'S') AND relnamespace::regnamespace::text IN ('public', 'app');
      """)
    let found = answer.text.split(separator: "\n").map { line in
      let fields = line.split(separator: "\t").map(String.init)
      return "\(fields[0]) \(RelationName(schema: fields[1], fields[2]))"
    }
    #expect(try names(behind: proof.script, version: proof.server.version) == found.sorted())
    Tally.count("scripts with chosen names proven", on: proof.server)
  }

  private func names(behind script: String, version: Int) throws -> [String] {
    let schema = try Prediction.replay([script], version: version).schema
    let tables = schema.allTables
    let constraints = tables.flatMap { table in
      table.constraints.filter { $0.kind != .notNull }.map { "constraint \(RelationName(schema: table.name.schema, $0.name))" }
    }
    return (constraints + tables.flatMap { $0.indexes.map { "index \($0)" } } + schema.allSequences.map { "sequence \($0)" }).sorted()
  }
}
