import Testing

// What runs inside a DO block, a function or a procedure.
extension Row {
  private static func function(_ body: String, _ kind: String = "FUNCTION f() RETURNS void") -> String {
    "CREATE \(kind) LANGUAGE plpgsql AS $$ BEGIN \(body) END $$;\n"
  }

  static let bodies = behind(Setup.table + Setup.keys, [
    "DO $$ BEGIN ALTER TABLE t ADD COLUMN c int; END $$",
    "DO LANGUAGE plpgsql 'BEGIN ALTER TABLE t ALTER COLUMN a SET NOT NULL; END'",
    "DO $$ BEGIN CREATE INDEX ON t (a); UPDATE customers SET note = ''; END $$",
    "DO $$ BEGIN EXECUTE 'CREATE INDEX ON t (a)'; END $$",
    "DO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD CHECK (%I > %L)', 't', 'a', '0'); END $$",
    "DO $$ BEGIN EXECUTE format('ALTER TABLE %2$s ADD COLUMN %1$I int', 'c', 't'); END $$",
    "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || quote_ident('t') || ' ADD COLUMN c int' ; END $$",
    "DO $$ BEGIN IF EXISTS (SELECT FROM items) THEN ALTER TABLE t ADD COLUMN c int; END IF; END $$",
    "DO $$ DECLARE n int; BEGIN n := (SELECT count(*) FROM items); END $$",
    "DO $$ DECLARE n int; BEGIN SELECT count(*) INTO n FROM items; END $$",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM t ORDER BY id LOOP DELETE FROM items WHERE id = r.id; END LOOP; END $$",
    "DO $$ BEGIN PERFORM id FROM items; END $$",
    "DO $$ BEGIN CREATE TABLE made (a int REFERENCES customers); ALTER TABLE made ADD COLUMN b int; END $$",
    Row("SELECT f()", setup: function("ALTER TABLE t ADD COLUMN c int;")),
    Row("DO $$ BEGIN PERFORM f(); END $$", setup: function("ALTER TABLE t DROP COLUMN a;")),
    Row("CALL f()", setup: function("ALTER TABLE orders DROP CONSTRAINT orders_customer;", "PROCEDURE f()")),
    Row("SELECT f()", setup: "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'UPDATE t SET a = 1; DELETE FROM items';"),
    Row("SELECT f()", setup: function("PERFORM g();") + "CREATE FUNCTION g() RETURNS void LANGUAGE sql AS 'LOCK TABLE items';"),
    Row("CALL f()", setup: "CREATE PROCEDURE f() BEGIN ATOMIC UPDATE t SET a = 1; DELETE FROM items; END;"),
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE t; END $$",
    "SET search_path = public; ALTER TABLE t ADD COLUMN c int",
    Row("SET search_path = app, public; ALTER TABLE t ADD COLUMN c int; UPDATE items SET id = id",
      setup: "CREATE SCHEMA app; CREATE TABLE app.t (a int);"),
  ])
}
