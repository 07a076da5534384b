/// Set-ups that several groups of rows start from. Every table has rows, so that work on rows shows.
enum Setup {
  static let table = """
    CREATE TABLE t (id int PRIMARY KEY, a int, b text, n int NOT NULL DEFAULT 7);
    INSERT INTO t VALUES (1, 1, 'x'), (2, 2, 'y');

    """

  static let partitioned = """
    CREATE TABLE p (id int NOT NULL, a int, b text) PARTITION BY RANGE (id);
    CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
    CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
    INSERT INTO p SELECT i, i, 'x' FROM generate_series(0, 19) i;

    """

  /// A table, one that references it, and one that references nothing.
  static let keys = """
    CREATE TABLE customers (id int PRIMARY KEY, code text UNIQUE, note text);
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int CONSTRAINT orders_customer REFERENCES customers, parent_id int REFERENCES orders);
    CREATE TABLE items (id int PRIMARY KEY, order_id int, customer_id int);
    INSERT INTO customers VALUES (1, 'a'), (2, 'b');
    INSERT INTO orders VALUES (1, 1, NULL), (2, 2, 1);
    INSERT INTO items VALUES (1, 1, 1), (2, 2, 2);

    """

  static let inherited = """
    CREATE TABLE base (id int, a int);
    CREATE TABLE child (c int) INHERITS (base);
    CREATE TABLE other (id int, a int);
    INSERT INTO base VALUES (1, 1);
    INSERT INTO child VALUES (2, 2, 2);
    INSERT INTO other VALUES (3, 3);

    """

  static let views = """
    CREATE VIEW v AS SELECT id, a FROM t;
    CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t;
    CREATE UNIQUE INDEX m_id ON m (id);

    """
}
