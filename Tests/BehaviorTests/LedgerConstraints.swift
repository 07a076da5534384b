import Testing

// LOCKS.md, section 1: ALTER TABLE on constraints.
extension Row {
  static let addConstraint = behind(Setup.table, [
    "ALTER TABLE t ADD CHECK (a > 0)",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NO INHERIT",
    Row("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED", versions: 18...99),
    Row("ALTER TABLE t ADD CONSTRAINT c NOT NULL a", versions: 18...99),
    Row("ALTER TABLE t ADD CONSTRAINT c NOT NULL a NOT VALID", versions: 18...99),
    Row("ALTER TABLE t ADD NOT NULL a", setup: "ALTER TABLE t ADD CHECK (a IS NOT NULL);", versions: 18...99),
    Row("ALTER TABLE t ADD NOT NULL n", versions: 18...99),
    "ALTER TABLE t ADD UNIQUE (a)",
    "ALTER TABLE t ADD UNIQUE (a, b) DEFERRABLE",
    "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a)",
    "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (a)",
    "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id)",
    "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (n, id)",
    Row("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (a)", setup: "ALTER TABLE t ADD CHECK (a IS NOT NULL);"),
    "ALTER TABLE t ADD EXCLUDE USING gist (int4range(id, id + 1) WITH &&)",
    "ALTER TABLE t ADD EXCLUDE (a WITH =)",
    Row("ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX t_a", setup: "CREATE UNIQUE INDEX t_a ON t (a);"),
    Row("ALTER TABLE t ADD UNIQUE USING INDEX t_a", setup: "CREATE UNIQUE INDEX t_a ON t (a);"),
    Row("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD CONSTRAINT c PRIMARY KEY USING INDEX t_a", setup: "CREATE UNIQUE INDEX t_a ON t (a);"),
    Row("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD CONSTRAINT c PRIMARY KEY USING INDEX t_n", setup: "CREATE UNIQUE INDEX t_n ON t (n, id);"),
    Row("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY USING INDEX t_a", setup: "CREATE UNIQUE INDEX t_a ON t (a); ALTER TABLE t ADD CHECK (a IS NOT NULL);"),
  ]) + behind(Setup.keys, [
    "ALTER TABLE items ADD FOREIGN KEY (customer_id) REFERENCES customers",
    "ALTER TABLE items ADD CONSTRAINT c FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID",
    Row("ALTER TABLE items ADD CONSTRAINT c FOREIGN KEY (customer_id) REFERENCES customers NOT ENFORCED", versions: 18...99),
    "ALTER TABLE items ADD FOREIGN KEY (order_id) REFERENCES items",
    "ALTER TABLE items ADD FOREIGN KEY (order_id) REFERENCES items NOT VALID",
    "ALTER TABLE items ADD FOREIGN KEY (customer_id) REFERENCES customers, ADD FOREIGN KEY (order_id) REFERENCES orders",
    "ALTER TABLE items ADD FOREIGN KEY (customer_id) REFERENCES customers, ADD COLUMN c int",
    "ALTER TABLE items ADD FOREIGN KEY (customer_id) REFERENCES customers DEFERRABLE INITIALLY DEFERRED",
  ]) + behind(Setup.partitioned, [
    "ALTER TABLE p ADD CHECK (a >= 0)",
    "ALTER TABLE p ADD CONSTRAINT c CHECK (a >= 0) NOT VALID",
    "ALTER TABLE p ADD PRIMARY KEY (id)",
    "ALTER TABLE p ADD UNIQUE (id)",
    "ALTER TABLE p ADD UNIQUE (id, a)",
    "ALTER TABLE p ADD PRIMARY KEY (id, a)",
    Row("ALTER TABLE p ADD CONSTRAINT c NOT NULL a", versions: 18...99),
    Row("ALTER TABLE p ADD UNIQUE (id)", setup: "CREATE UNIQUE INDEX p1_id ON p1 (id);"),
    // The constraints of the partitions belong to the first one already.
    Row("ALTER TABLE p ADD UNIQUE (id, a)", setup: "ALTER TABLE p1 ADD UNIQUE (id, a); ALTER TABLE p2 ADD UNIQUE (id, a); ALTER TABLE p ADD UNIQUE (id, a);"),
    Row("ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES u", setup: "CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u SELECT generate_series(0, 30);"),
    Row("ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES u NOT VALID", setup: "CREATE TABLE u (id int PRIMARY KEY);", versions: 18...99),
    Row("ALTER TABLE p1 ADD FOREIGN KEY (a) REFERENCES u", setup: "CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u SELECT generate_series(0, 30);"),
    Row(
      "ALTER TABLE u ADD FOREIGN KEY (p_id) REFERENCES p",
      setup: "ALTER TABLE p ADD PRIMARY KEY (id); CREATE TABLE u (id int, p_id int); INSERT INTO u VALUES (1, 1);"),
  ]) + behind(Setup.inherited, [
    "ALTER TABLE base ADD CHECK (a > 0)",
    "ALTER TABLE base ADD CHECK (a > 0) NO INHERIT",
    "ALTER TABLE base ADD UNIQUE (a)",
  ])

  static let otherConstraints = behind(Setup.table, [
    Row("ALTER TABLE t VALIDATE CONSTRAINT c", setup: "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"),
    Row("ALTER TABLE t VALIDATE CONSTRAINT c", setup: "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);"),
    Row("ALTER TABLE t VALIDATE CONSTRAINT c", setup: "ALTER TABLE t ADD CONSTRAINT c NOT NULL a NOT VALID;", versions: 18...99),
    Row("ALTER TABLE t DROP CONSTRAINT c", setup: "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);"),
    "ALTER TABLE t DROP CONSTRAINT IF EXISTS missing",
    "ALTER TABLE t DROP CONSTRAINT t_pkey",
    Row("ALTER TABLE t DROP CONSTRAINT c", setup: "ALTER TABLE t ADD CONSTRAINT c UNIQUE (a, b);"),
    Row("ALTER TABLE t DROP CONSTRAINT t_n_not_null", versions: 18...99),
    Row("ALTER TABLE t RENAME CONSTRAINT c TO d", setup: "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);"),
    Row("ALTER TABLE t RENAME CONSTRAINT t_pkey TO d"),
    Row("ALTER TABLE t ADD CONSTRAINT d CHECK (a > 1) NOT VALID, DROP CONSTRAINT c", setup: "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);"),
  ]) + behind(Setup.keys, [
    Row("ALTER TABLE items VALIDATE CONSTRAINT c", setup: "ALTER TABLE items ADD CONSTRAINT c FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;"),
    Row("ALTER TABLE items VALIDATE CONSTRAINT c", setup: "ALTER TABLE items ADD CONSTRAINT c FOREIGN KEY (order_id) REFERENCES items NOT VALID;"),
    "ALTER TABLE orders VALIDATE CONSTRAINT orders_customer",
    "ALTER TABLE orders DROP CONSTRAINT orders_customer",
    "ALTER TABLE orders DROP CONSTRAINT orders_parent_id_fkey",
    "ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE",
    "ALTER TABLE customers DROP CONSTRAINT customers_code_key",
    "ALTER TABLE orders ALTER CONSTRAINT orders_customer DEFERRABLE",
    "ALTER TABLE orders ALTER CONSTRAINT orders_customer NOT DEFERRABLE",
    "ALTER TABLE orders ALTER CONSTRAINT orders_parent_id_fkey DEFERRABLE INITIALLY DEFERRED",
    Row("ALTER TABLE orders ALTER CONSTRAINT orders_customer NOT ENFORCED", versions: 18...99),
    Row(
      "ALTER TABLE items ALTER CONSTRAINT c ENFORCED",
      setup: "ALTER TABLE items ADD CONSTRAINT c FOREIGN KEY (customer_id) REFERENCES customers NOT ENFORCED;", versions: 18...99),
    "ALTER TABLE orders RENAME CONSTRAINT orders_customer TO c",
    "ALTER TABLE orders DROP CONSTRAINT orders_customer, ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE",
  ]) + behind(Setup.partitioned, [
    Row("ALTER TABLE p VALIDATE CONSTRAINT c", setup: "ALTER TABLE p ADD CONSTRAINT c CHECK (a >= 0) NOT VALID;"),
    Row("ALTER TABLE p VALIDATE CONSTRAINT c", setup: "ALTER TABLE p ADD CONSTRAINT c CHECK (a >= 0);"),
    Row("ALTER TABLE p DROP CONSTRAINT c", setup: "ALTER TABLE p ADD CONSTRAINT c CHECK (a >= 0);"),
    Row("ALTER TABLE p DROP CONSTRAINT p_pkey", setup: "ALTER TABLE p ADD PRIMARY KEY (id);"),
    Row("ALTER TABLE p RENAME CONSTRAINT c TO d", setup: "ALTER TABLE p ADD CONSTRAINT c CHECK (a >= 0);"),
    Row(
      "ALTER TABLE p DROP CONSTRAINT c",
      setup: "CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u SELECT generate_series(0, 30); ALTER TABLE p ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u;"),
    Row(
      "ALTER TABLE p VALIDATE CONSTRAINT c",
      setup: "CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u SELECT generate_series(0, 30); ALTER TABLE p ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u NOT VALID;",
      versions: 18...99),
    Row(
      "ALTER TABLE u DROP CONSTRAINT c",
      setup: "ALTER TABLE p ADD PRIMARY KEY (id); CREATE TABLE u (id int, p_id int CONSTRAINT c REFERENCES p);"),
  ]) + behind(Setup.inherited, [
    Row("ALTER TABLE base VALIDATE CONSTRAINT c", setup: "ALTER TABLE base ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"),
    Row("ALTER TABLE base DROP CONSTRAINT c", setup: "ALTER TABLE base ADD CONSTRAINT c CHECK (a > 0);"),
    Row("ALTER TABLE base RENAME CONSTRAINT c TO d", setup: "ALTER TABLE base ADD CONSTRAINT c CHECK (a > 0);"),
  ])
}
