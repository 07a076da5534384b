import Linting
import Testing

/// Statements in DO blocks and functions.
@Suite struct `A body` {
  private static let rules = ["create-index-blocks-writes", "drop-index-blocks-table", "check-blocks-table", "cannot-run-in-transaction", "unreadable-dynamic-sql"]

  private func findings(_ sql: String) -> [String] { Linted(sql, rules: Self.rules).findings }
  private func messages(_ sql: String) -> [String] { Linted(sql, rules: Self.rules).messages }

  @Test(arguments: [
    // Whatever branch, handler or loop it stands in.
    "DO $$\nBEGIN\n  CREATE INDEX i ON t (a);\nEND $$;",
    "DO LANGUAGE plpgsql $do$\nBEGIN\n  CREATE INDEX i ON t (a);\nEND\n$do$;",
    "DO $$ DECLARE n int; BEGIN\n  IF NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'i') THEN\n    CREATE INDEX i ON t (a); END IF; END $$;",
    "DO $$ BEGIN\n  NULL; EXCEPTION WHEN duplicate_table THEN\n  CREATE INDEX i ON t (a); END $$;",
    "DO $$ DECLARE n int; BEGIN\n  FOR n IN SELECT 1 LOOP\n  CREATE INDEX i ON t (a); END LOOP; END $$;",
    "DO $$ BEGIN\n\n  EXECUTE 'CREATE INDEX i ON t (a)'; END $$;",
    "DO $$ BEGIN\n\n  EXECUTE format('CREATE INDEX %I ON t (a)', 'i'); END $$;",
    "DO $$ BEGIN\n\n  EXECUTE format('CREATE INDEX %2$I ON %1$s (a)', 't', 'i'); END $$;",
    "DO $$ DECLARE name text := 'i'; BEGIN\n\n  EXECUTE 'CREATE INDEX ' || quote_ident(name) || ' ON t (a)'; END $$;",
    // A function's body counts where it is called.
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  CREATE INDEX i ON t (a);\nEND $$;\nSELECT f();",
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$\n\n  CREATE INDEX i ON t (a)\n$$;\nSELECT f();",
    "CREATE PROCEDURE f() LANGUAGE plpgsql AS $$\nBEGIN\n  CREATE INDEX i ON t (a);\nEND $$;\nCALL f();",
    "CREATE PROCEDURE f() LANGUAGE plpgsql AS $$\nBEGIN\n  CREATE INDEX i ON t (a);\nEND $$;\nDO $$ BEGIN CALL f(); CALL f(); END $$;",
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  CREATE INDEX i ON t (a);\n PERFORM f();\nEND $$;\nDO $$ BEGIN PERFORM f(); END $$;",
  ])
  func `is read where it runs, at its own lines`(sql: String) {
    #expect(findings(sql) == ["3 create-index-blocks-writes"])
  }

  @Test(arguments: [
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE INDEX i ON t (a); END $$;",
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE INDEX i ON t (a); END $$; SELECT g();",
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE INDEX i ON t (a); END $$; DROP FUNCTION f; SELECT f();",
    "DO $$ BEGIN CREATE TABLE t (a int); CREATE INDEX i ON t (a); END $$;",
    "DO $$ BEGIN CREATE TEMP TABLE t (a int); CREATE INDEX i ON t (a); END $$;",
    "DO $$ BEGIN RAISE NOTICE 'CREATE INDEX i ON t (a);'; END $$;",
    "DO LANGUAGE plpython3u $$ plpy.execute('CREATE INDEX i ON t (a)') $$;",
    "DO $$ BEGIN this is no PL/pgSQL; END $$;",
    "DO $$ DECLARE a int; BEGIN SELECT 1 INTO a; a := (SELECT 2); END $$;",
    "DO '';", "DO $$$$;",
  ])
  func `that does not run, or does no harm, is quiet`(sql: String) { #expect(findings(sql) == []) }

  @Test func `in escapes is spoken of at the statement around it`() {
    #expect(findings("SELECT 1;\nDO 'BEGIN\n  EXECUTE ''CREATE INDEX i ON t (a)''; END';") == ["2 create-index-blocks-writes"])
  }

  @Test func `of an earlier migration is spoken of at its call`() {
    let before = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n CREATE INDEX i ON t (a);\nEND $$;"
    let linted = Linted([before, "SELECT 1;\n\n\n\nSELECT f();"], rules: Self.rules)
    #expect(linted.findings == ["5 create-index-blocks-writes"])
    #expect(linted.places == ["SELECT f()"])
  }

  @Test func `names what it cannot know in braces`() {
    let sql = "DO $$ DECLARE t text := 'x'; BEGIN EXECUTE format('CREATE INDEX ON %I (a)', t); END $$;"
    #expect(messages(sql) == ["1 error: blocks every write to `{t}` while the index builds"])
  }

  @Test(arguments: [
    ("DO $$ BEGIN\nCREATE INDEX CONCURRENTLY i ON t (a); END $$;", "2 error: `CREATE INDEX CONCURRENTLY` fails in a `DO` block"),
    ("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\nCREATE INDEX CONCURRENTLY i ON t (a); END $$;\nSELECT f();",
      "2 error: `CREATE INDEX CONCURRENTLY` fails in a function"),
    ("CREATE PROCEDURE f() LANGUAGE sql AS $$\nVACUUM t $$;", "2 error: `VACUUM` fails in a function"),
    ("DO $$ BEGIN\nEXECUTE 'DROP INDEX CONCURRENTLY i'; END $$;", "2 error: `DROP INDEX CONCURRENTLY` fails in a `DO` block"),
  ])
  func `cannot hold what no transaction takes`(sql: String, message: String) { #expect(messages(sql) == [message]) }

  @Test func `has no fix: nothing can be moved out of it by an edit`() {
    let fixes = Linted("DO $$ BEGIN DROP INDEX i; END $$;\nDROP INDEX j;").report.findings.filter { $0.rule == "drop-index-blocks-table" }.map { $0.fix?.safety }
    #expect(fixes == [.plan, .safe])
  }

  @Test func `is one transaction, unless it commits`() {
    let held = "DO $$ BEGIN\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT c; END $$;"
    #expect(Linted(held, rules: ["validated-in-same-transaction"]).findings == ["3 validated-in-same-transaction"])
    let committed = held.replacing("NOT VALID;", with: "NOT VALID; COMMIT;")
    #expect(Linted(committed, rules: ["validated-in-same-transaction"]).findings == [])
  }

  @Test func `of dynamic SQL that cannot be read is one note`() {
    let sql = "DO $$ DECLARE s text; BEGIN EXECUTE s;\nEXECUTE s || ' x'; EXECUTE format(s, 1); END $$;"
    let options = LintOptions.with { $0.severities = ["unreadable-dynamic-sql": .note] }
    #expect(Linted(sql, options, rules: Self.rules).findings == ["1 unreadable-dynamic-sql"])
    #expect(findings(sql) == [])
  }
}

/// What a name without a schema means.
@Suite struct `The search path` {
  private func rules(_ before: String, _ sql: String) -> [String] {
    Linted([before, sql], rules: ["create-index-blocks-writes", "type-change-rewrites-table", "type-change-scans-table"]).rules
  }

  private static let create = "CREATE TABLE app.t (a varchar(20)); CREATE TABLE u (a varchar(20));"

  @Test(arguments: [
    "SET search_path = app;", "SET search_path TO app, public;", "SET search_path TO nowhere, \"app\";", "SELECT set_config('search_path', 'app,public', false);",
    "BEGIN; SET LOCAL search_path = app;", "SET search_path = other; SET search_path = app;", "DO $$ BEGIN SET search_path = app; END $$;",
  ])
  func `leads to the table of its schema`(path: String) {
    #expect(rules(Self.create, path + " ALTER TABLE t ALTER a TYPE varchar(50);") == [])
    #expect(rules(Self.create, path + " ALTER TABLE public.t ALTER a TYPE varchar(50);") == ["type-change-rewrites-table"])
  }

  @Test(arguments: [
    "SET search_path = other;", "SET search_path = app; RESET search_path;", "SET search_path = app; SET search_path TO DEFAULT;",
    "BEGIN; SET LOCAL search_path = app; COMMIT;", "BEGIN; SET search_path = app; ROLLBACK;", "SET search_path = public;",
    "SET search_path = '$user', public;",
  ])
  func `does not lead elsewhere`(path: String) {
    #expect(rules(Self.create, path + " ALTER TABLE t ALTER a TYPE varchar(50);") == ["type-change-rewrites-table"])
  }

  @Test func `leads on to public`() {
    #expect(rules(Self.create, "SET search_path = app, public; ALTER TABLE u ALTER a TYPE varchar(50);") == [])
    // A name of a list is a name, whatever stands in it.
    let quoted = "CREATE TABLE \"Sales, Data\".u (id bigint PRIMARY KEY, a varchar(10));"
    #expect(rules(quoted, "SET search_path = \"Sales, Data\", public; ALTER TABLE u ALTER a TYPE varchar(50);") == [])
    #expect(rules(Self.create, "SET search_path = app; ALTER TABLE u ALTER a TYPE varchar(50);") == ["type-change-rewrites-table"])
  }

  @Test func `says where a new table goes`() {
    #expect(rules("", "SET search_path = app; CREATE TABLE n (a int); CREATE INDEX ON app.n (a); CREATE INDEX ON n (a);") == [])
    #expect(rules("", "SET search_path = app; CREATE TABLE n (a int); CREATE INDEX ON public.n (a);") == ["create-index-blocks-writes"])
    #expect(rules("SET search_path = app; CREATE TABLE t (a varchar(20));", "ALTER TABLE app.t ALTER a TYPE varchar(50);") == [])
  }

  @Test func `ends with its file`() {
    #expect(rules(Self.create + "SET search_path = app;", "ALTER TABLE t ALTER a TYPE varchar(50);") == ["type-change-rewrites-table"])
  }
}
