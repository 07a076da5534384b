import LintelTestSupport

/// What a migration does, in the words of no tool.
struct FixBody: Sendable, CustomStringConvertible {
  var name: String
  var up: String
  var down: String
  /// Whether a later migration is there.
  var isFollowed = false
  var endsLinesWithCRLF = false

  var description: String { name }

  /// The way that a tool has them, with one before that makes the tables.
  func set(_ form: ToolForm) -> MigrationSet {
    let own = form.files(2, up: up, down: down).mapValues { endsLinesWithCRLF ? $0.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") : $0 }
    let later = isFollowed ? form.files(3, up: "CREATE TABLE later (id bigint PRIMARY KEY);\n", down: "DROP TABLE later;\n") : [:]
    return form.set(form.files(1, up: form.historyTable + FixBody.tables, down: "DROP TABLE orders;\nDROP TABLE customers;\n").merging(own) { $1 }.merging(later) { $1 })
  }

  private static let tables = """
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total integer);
    CREATE INDEX old_idx ON customers (id);
    INSERT INTO customers SELECT generate_series(1, 9);
    INSERT INTO orders SELECT g, 1 + g % 9, g FROM generate_series(1, 50) g;

    """

  private static let index = "CREATE INDEX orders_customer_idx ON orders (customer_id);"
  private static let key = "ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id);"
  private static let mixed = FixBody(
    name: "mixed",
    up: "-- A note for each order.\nALTER TABLE orders ADD COLUMN note text;\n-- Customers ask for theirs.\n\(index) -- a btree\n\n/* Each has one. */\n\(key)\n-- That is all.\n",
    down: "-- Back again.\nALTER TABLE orders DROP CONSTRAINT orders_customer_fk;\nDROP INDEX orders_customer_idx; -- not needed\nALTER TABLE orders DROP COLUMN note;\n")

  static let all: [FixBody] = [
    .init(name: "an index", up: index + "\n", down: "DROP INDEX orders_customer_idx;\n"),
    mixed,
    .init(name: "mixed, with a later migration", up: mixed.up, down: mixed.down, isFollowed: true),
    .init(name: "mixed, with CRLF", up: mixed.up, down: mixed.down, endsLinesWithCRLF: true),
    .init(name: "not null", up: "ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;\n", down: "ALTER TABLE orders ALTER COLUMN customer_id DROP NOT NULL;\n"),
    .init(name: "unique", up: "ALTER TABLE orders ADD CONSTRAINT orders_total_key UNIQUE (total);\n", down: "ALTER TABLE orders DROP CONSTRAINT orders_total_key;\n"),
    .init(
      name: "two indexes and a silenced one, the last without a semicolon",
      up: "\(index)\n-- lintel:ignore[create-index-blocks-writes] small\nCREATE INDEX orders_id_idx ON orders (id, total);\nCREATE INDEX orders_total_idx ON orders (total)\n",
      down: "DROP INDEX orders_total_idx;\nDROP INDEX orders_id_idx;\nDROP INDEX orders_customer_idx;\n"),
    .init(
      name: "dropping an index, with a timeout", up: "SET LOCAL lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN note text;\nDROP INDEX old_idx;\n",
      down: "CREATE INDEX old_idx ON customers (id);\nALTER TABLE orders DROP COLUMN note;\n"),
  ]
}
