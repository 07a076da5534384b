import Testing

// LOCKS.md, section 1: ALTER TABLE on the table as a whole, and on indexes, views and sequences.
extension Row {
  private static let trigger = """
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();

    """

  static let tableProperties = behind(Setup.table, [
    "ALTER TABLE t SET (fillfactor = 70)",
    "ALTER TABLE t RESET (fillfactor)",
    "ALTER TABLE t SET (autovacuum_enabled = off, autovacuum_vacuum_scale_factor = 0.1)",
    "ALTER TABLE t SET (toast.autovacuum_enabled = off)",
    "ALTER TABLE t SET (toast_tuple_target = 200)",
    "ALTER TABLE t SET (parallel_workers = 2)",
    "ALTER TABLE t SET (vacuum_truncate = off, vacuum_index_cleanup = off)",
    "ALTER TABLE t SET (log_autovacuum_min_duration = 0)",
    "ALTER TABLE t SET (user_catalog_table = on)",
    "ALTER TABLE t SET (fillfactor = 70, user_catalog_table = on)",
    "ALTER TABLE t RESET (user_catalog_table)",
    "ALTER TABLE t CLUSTER ON t_pkey",
    "ALTER TABLE t SET WITHOUT CLUSTER",
    "ALTER TABLE t SET WITHOUT OIDS",
    "ALTER TABLE t SET UNLOGGED",
    "ALTER TABLE t SET LOGGED",
    Row("ALTER TABLE t SET LOGGED", setup: "ALTER TABLE t SET UNLOGGED;"),
    Row("ALTER TABLE u SET LOGGED", setup: "CREATE UNLOGGED TABLE u (a int); INSERT INTO u VALUES (1);"),
    Row("ALTER TABLE u SET UNLOGGED", setup: "CREATE UNLOGGED TABLE u (a int); INSERT INTO u VALUES (1);"),
    Row("ALTER TABLE t SET ACCESS METHOD heap", knownGap: "default_table_access_method is not known"),
    Row("ALTER TABLE u SET ACCESS METHOD heap", setup: "CREATE TABLE u (a int) USING heap; INSERT INTO u VALUES (1);"),
    "ALTER TABLE t SET TABLESPACE attic",
    Row("ALTER TABLE t SET TABLESPACE pg_default", knownGap: "default_tablespace is not known"),
    Row("ALTER TABLE u SET TABLESPACE attic", setup: "CREATE TABLE u (a int) TABLESPACE attic; INSERT INTO u VALUES (1);"),
    Row("ALTER TABLE t SET TABLESPACE attic", setup: "ALTER TABLE t SET TABLESPACE attic;"),
    "ALTER TABLE t OWNER TO clerk",
    Row("ALTER TABLE t OWNER TO postgres", knownGap: "who owns a table is not known"),
    Row("ALTER TABLE t OWNER TO clerk", setup: "ALTER TABLE t ADD COLUMN c serial;"),
    Row("ALTER TABLE t SET UNLOGGED", setup: "ALTER TABLE t ADD COLUMN c serial;"),
    Row("ALTER TABLE t SET UNLOGGED", setup: "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS IDENTITY;"),
    "ALTER TABLE t REPLICA IDENTITY FULL",
    "ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey",
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE t DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE t FORCE ROW LEVEL SECURITY",
    "ALTER TABLE t NO FORCE ROW LEVEL SECURITY",
    Row("ALTER TABLE t DISABLE TRIGGER tr", setup: trigger),
    Row("ALTER TABLE t ENABLE TRIGGER tr", setup: trigger),
    Row("ALTER TABLE t ENABLE ALWAYS TRIGGER tr", setup: trigger),
    Row("ALTER TABLE t ENABLE REPLICA TRIGGER tr", setup: trigger),
    "ALTER TABLE t DISABLE TRIGGER ALL",
    "ALTER TABLE t ENABLE TRIGGER USER",
    Row("ALTER TABLE t DISABLE RULE r", setup: "CREATE RULE r AS ON INSERT TO t DO ALSO NOTHING;"),
    Row("ALTER TABLE t ENABLE ALWAYS RULE r", setup: "CREATE RULE r AS ON INSERT TO t DO ALSO NOTHING;"),
    Row("ALTER TABLE t OF shape", setup: "CREATE TYPE shape AS (id int, a int, b text, n int);"),
    Row("ALTER TABLE u NOT OF", setup: "CREATE TYPE shape AS (a int); CREATE TABLE u OF shape;"),
    "ALTER TABLE t RENAME TO u",
    Row("ALTER TABLE t RENAME TO u", setup: Setup.views),
    Row("ALTER TABLE t SET SCHEMA app", setup: "CREATE SCHEMA app;"),
    Row("ALTER TABLE t SET SCHEMA app", setup: "CREATE SCHEMA app; ALTER TABLE t ADD COLUMN c serial;"),
    "ALTER TABLE t SET (fillfactor = 70), ALTER COLUMN a SET STATISTICS 5",
    "ALTER TABLE t SET (fillfactor = 70), ALTER COLUMN a SET DEFAULT 5",
    Row("ALTER TABLE app.t ADD COLUMN c int", setup: "CREATE SCHEMA app; CREATE TABLE app.t (a int);"),
  ]) + behind(Setup.keys, [
    "ALTER TABLE orders DISABLE TRIGGER ALL",
    "ALTER TABLE orders RENAME TO sales",
    "ALTER TABLE customers RENAME TO clients",
  ]) + behind(Setup.partitioned, [
    "ALTER TABLE p OWNER TO clerk",
    "ALTER TABLE p RENAME TO q",
    "ALTER TABLE p1 RENAME TO q",
    "ALTER TABLE p DISABLE TRIGGER ALL",
    "ALTER TABLE ONLY p DISABLE TRIGGER ALL",
    "ALTER TABLE p ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE p REPLICA IDENTITY FULL",
    "ALTER TABLE p SET TABLESPACE attic",
    "ALTER TABLE p1 SET (fillfactor = 70)",
    Row("ALTER TABLE p SET SCHEMA app", setup: "CREATE SCHEMA app;"),
  ]) + behind(Setup.inherited, [
    "ALTER TABLE other INHERIT base",
    "ALTER TABLE child NO INHERIT base",
    "ALTER TABLE base SET (fillfactor = 70)",
    "ALTER TABLE base OWNER TO clerk",
    "ALTER TABLE base RENAME TO q",
  ])

  static let partitions = behind(Setup.partitioned, [
    Row("ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)", setup: "CREATE TABLE u (id int NOT NULL, a int, b text); INSERT INTO u VALUES (20);"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text, CHECK (id >= 20 AND id < 30)); INSERT INTO u VALUES (20);"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text, CHECK (id >= 20 AND id < 30) NOT VALID); ALTER TABLE u ADD CONSTRAINT c CHECK (id >= 20) NOT VALID;"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text); INSERT INTO u VALUES (20); ALTER TABLE u ADD CONSTRAINT c CHECK (id >= 20 AND id < 30) NOT VALID;"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u DEFAULT",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text); INSERT INTO u VALUES (20);"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text); CREATE TABLE rest PARTITION OF p DEFAULT; INSERT INTO rest VALUES (99);"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text); CREATE INDEX p_a ON p (a);"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text, CHECK (id >= 20 AND id < 30)); CREATE INDEX p_a ON p (a);"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text, CHECK (id >= 20 AND id < 30)); CREATE INDEX p_a ON p (a); CREATE INDEX u_a ON u (a);"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: """
        CREATE TABLE r (id int PRIMARY KEY); INSERT INTO r SELECT generate_series(0, 30); ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES r;
        CREATE TABLE u (id int NOT NULL, a int, b text, CHECK (id >= 20 AND id < 30)); INSERT INTO u VALUES (20);
        """),
    "ALTER TABLE p DETACH PARTITION p1",
    "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
    Row("ALTER TABLE p DETACH PARTITION p1 FINALIZE", setup: "UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'p1'::regclass;"),
    Row("ALTER TABLE p DETACH PARTITION p1", setup: "CREATE TABLE rest PARTITION OF p DEFAULT;"),
    Row(
      "ALTER TABLE p DETACH PARTITION p1",
      setup: "CREATE TABLE r (id int PRIMARY KEY); INSERT INTO r SELECT generate_series(0, 30); ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES r;"),
    Row("ALTER TABLE p DETACH PARTITION p1", setup: "ALTER TABLE p ADD PRIMARY KEY (id);"),
    "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30)",
    "CREATE TABLE IF NOT EXISTS p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
    Row("CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30)", setup: "CREATE TABLE rest PARTITION OF p DEFAULT; INSERT INTO rest VALUES (99);"),
    Row("CREATE TABLE p3 PARTITION OF p DEFAULT"),
    Row("CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30)", setup: "CREATE INDEX p_a ON p (a);"),
    Row("CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30)", setup: "CREATE TABLE r (id int PRIMARY KEY); ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES r NOT VALID;", versions: 18...99),
    Row(
      "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE r (id int PRIMARY KEY); INSERT INTO r SELECT generate_series(0, 30); ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES r;"),
    "DROP TABLE p1",
    "DROP TABLE p",
    "DROP TABLE p CASCADE",
    Row("DROP TABLE p1", setup: "CREATE TABLE rest PARTITION OF p DEFAULT;"),
    Row("DROP TABLE p1", setup: "CREATE INDEX p_a ON p (a);"),
    Row("CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30) PARTITION BY LIST (a)"),
    Row("ALTER TABLE p ADD COLUMN c int", setup: "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30) PARTITION BY LIST (a); CREATE TABLE p31 PARTITION OF p3 DEFAULT;"),
    Row("ALTER TABLE p DETACH PARTITION p3", setup: "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30) PARTITION BY LIST (a); CREATE TABLE p31 PARTITION OF p3 DEFAULT;"),
    Row("DROP TABLE p3", setup: "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30) PARTITION BY LIST (a); CREATE TABLE p31 PARTITION OF p3 DEFAULT;"),
    Row(
      "ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (20) TO (30)",
      setup: "CREATE TABLE u (id int NOT NULL, a int, b text) PARTITION BY LIST (a); CREATE TABLE u1 PARTITION OF u DEFAULT; INSERT INTO u1 VALUES (20);"),
  ])

  static let otherRelations = behind(Setup.table + Setup.views, [
    "ALTER INDEX t_pkey RENAME TO t_key",
    "ALTER INDEX t_pkey SET (fillfactor = 70)",
    "ALTER INDEX t_pkey RESET (fillfactor)",
    "ALTER INDEX t_pkey SET TABLESPACE attic",
    Row("ALTER INDEX t_ab ALTER COLUMN 1 SET STATISTICS 100", setup: "CREATE INDEX t_ab ON t ((a + 1));"),
    "ALTER TABLE t_pkey RENAME TO t_key",
    "ALTER VIEW v RENAME TO w",
    "ALTER VIEW v RENAME COLUMN a TO z",
    "ALTER TABLE v RENAME TO w",
    "ALTER VIEW v OWNER TO clerk",
    "ALTER VIEW v ALTER COLUMN a SET DEFAULT 1",
    "ALTER VIEW v SET (security_barrier = true)",
    "ALTER VIEW v RESET (security_barrier)",
    Row("ALTER VIEW v SET SCHEMA app", setup: "CREATE SCHEMA app;"),
    "ALTER MATERIALIZED VIEW m RENAME TO w",
    "ALTER MATERIALIZED VIEW m SET (fillfactor = 70)",
    "ALTER MATERIALIZED VIEW m OWNER TO clerk",
    "ALTER MATERIALIZED VIEW m SET TABLESPACE attic",
    "ALTER MATERIALIZED VIEW m CLUSTER ON m_id",
    Row("ALTER MATERIALIZED VIEW m SET SCHEMA app", setup: "CREATE SCHEMA app;"),
    Row("ALTER SEQUENCE s RESTART", setup: "CREATE SEQUENCE s;"),
    Row("ALTER SEQUENCE s INCREMENT 2 CACHE 50", setup: "CREATE SEQUENCE s;"),
    Row("ALTER SEQUENCE s AS int", setup: "CREATE SEQUENCE s;"),
    Row("ALTER SEQUENCE s OWNED BY t.a", setup: "CREATE SEQUENCE s;"),
    Row("ALTER SEQUENCE s OWNED BY NONE", setup: "CREATE SEQUENCE s;"),
    Row("ALTER SEQUENCE s RENAME TO q", setup: "CREATE SEQUENCE s;"),
    Row("ALTER SEQUENCE s OWNER TO clerk", setup: "CREATE SEQUENCE s;"),
    Row("ALTER SEQUENCE s SET UNLOGGED", setup: "CREATE SEQUENCE s;"),
    Row("ALTER SEQUENCE s SET SCHEMA app", setup: "CREATE SEQUENCE s; CREATE SCHEMA app;"),
  ]) + behind(Setup.partitioned + "CREATE INDEX p_a ON p (a);", [
    "ALTER INDEX p_a RENAME TO p_b",
    "ALTER INDEX p_a SET TABLESPACE attic",
    Row("ALTER INDEX q_a ATTACH PARTITION p1_q", setup: "CREATE INDEX q_a ON ONLY p (b); CREATE INDEX p1_q ON p1 (b);"),
  ]) + behind("""
    CREATE FOREIGN DATA WRAPPER d; CREATE SERVER s FOREIGN DATA WRAPPER d; CREATE FOREIGN TABLE ft (a int) SERVER s;

    """, [
    "ALTER FOREIGN TABLE ft ADD COLUMN b int",
    "ALTER FOREIGN TABLE ft RENAME TO fu",
    "ALTER FOREIGN TABLE ft OPTIONS (ADD x '1')",
    "ALTER FOREIGN TABLE ft ALTER COLUMN a OPTIONS (ADD x '1')",
    "ALTER FOREIGN TABLE ft ALTER COLUMN a TYPE bigint",
    "DROP FOREIGN TABLE ft",
  ])
}
