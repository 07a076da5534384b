import LintelTestSupport

/// Files of a tool that are not as every tool has them, and the one that is fixed.
struct FixCase: Sendable, CustomStringConvertible {
  var name: String
  var files: [String: String]
  var path: String
  var settings: [String: String] = [:]
  /// Set by the connection.
  var lockTimeout: String?
  /// Not sent: there is something in it that only the tool knows.
  var isTemplate = false

  var description: String { name }
  var set: MigrationSet { MigrationSet(files, settings: settings) }

  /// The files of `around` and one more.
  init(_ name: String, _ path: String, _ text: String, _ around: [String: String] = [:], settings: [String: String] = [:], lockTimeout: String? = nil, isTemplate: Bool = false) {
    self.name = name
    self.path = path
    files = around.merging([path: text]) { $1 }
    self.settings = settings
    self.lockTimeout = lockTimeout
    self.isTemplate = isTemplate
  }

  static let tables = """
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total integer);
    INSERT INTO customers SELECT generate_series(1, 9);
    INSERT INTO orders SELECT g, 1 + g % 9, g FROM generate_series(1, 50) g;

    """
  private static let plainIndex = "CREATE INDEX orders_total_idx ON orders (total);"
  private static let key = "ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id);"
  private static let drop = "DROP INDEX CONCURRENTLY orders_total_idx;"
  private static let back = "DROP INDEX orders_total_idx;"
  private static let go = ["go.mod": "require github.com/golang-migrate/migrate/v4 v4.17.0\n"]
  private static let package = ["prisma/migrations/migration_lock.toml": "provider = \"postgresql\"\n"]

  static let all: [FixCase] = [
    // The way out is there already.
    .init("goose, out of the transaction", "db/00002_a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n\(alter)\n\(plainIndex)\n\n-- +goose Down\n\(back)\nALTER TABLE orders DROP COLUMN note;\n"),
    .init("goose, in order", "db/00002_a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n\(cic2)\n\n-- +goose Down\n\(drop)\n"),
    .init("sql-migrate, out of the transaction", "m/2-a.sql", "-- +migrate Up notransaction\n\(plainIndex)\n\n-- +migrate Down notransaction\n\(drop)\n"),
    .init("dbmate, out of the transaction", "db/migrations/2_a.sql", "-- migrate:up transaction:false\n\(plainIndex)\n\n-- migrate:down transaction:false\n\(drop)\n"),
    .init("dbmate, out of the transaction with two", "db/migrations/20240102000000_a.sql", "-- migrate:up transaction:false\n\(alter)\n\(plainIndex)\n\n-- migrate:down\n\(back)\nALTER TABLE orders DROP COLUMN note;\n"),
    .init("sqlx, out of the transaction with two", "migrations/0002_a.up.sql", "-- no-transaction\n\(alter)\n\(plainIndex)\n", ["migrations/0002_a.down.sql": "\(back)\nALTER TABLE orders DROP COLUMN note;\n"]),
    .init("diesel, out of the transaction", "migrations/2024-01-02-000000_a/up.sql", "\(plainIndex)\n", ["migrations/2024-01-02-000000_a/metadata.toml": "run_in_transaction = false\n", "migrations/2024-01-02-000000_a/down.sql": "\(drop)\n"]),
    .init("diesel, with settings beside", "migrations/2024-01-02-000000_a/up.sql", "\(plainIndex)\n", ["migrations/2024-01-02-000000_a/metadata.toml": "# ours\nrun_in_transaction = true\n", "diesel.toml": ""]),
    .init("flyway, out of the transaction", "sql/V2__a.sql", "\(timeout)\n\(plainIndex)\n", ["sql/V2__a.sql.conf": "executeInTransaction=false\n"]),
    .init("flyway, with settings beside", "sql/V2__a.sql", "\(alter)\nREINDEX TABLE orders;\n", ["sql/V2__a.sql.conf": "encoding=UTF-8\n", "flyway.conf": ""]),
    .init("flyway, a reindex alone with settings beside", "sql/V2__a.sql", "REINDEX TABLE orders;\n", ["sql/V2__a.sql.conf": "encoding=UTF-8\n", "flyway.conf": ""]),
    .init("flyway, between versions", "sql/V5__a.sql", "\(alter)\n\(plainIndex)\n", ["flyway.conf": "", "sql/V5.1__b.sql": "SELECT 1;\n", "sql/V6__c.sql": "SELECT 1;\n"]),
    .init("flyway, before the next", "sql/V5__a.sql", "\(alter)\n\(plainIndex)\n", ["flyway.conf": "", "sql/V6__c.sql": "SELECT 1;\n"]),
    .init("flyway, with underscores", "sql/V5_2__a.sql", "\(alter)\n\(plainIndex)\n", ["flyway.conf": ""]),
    .init("flyway, repeatable", "sql/R__a.sql", "\(alter)\n\(plainIndex)\n", ["flyway.conf": ""]),
    .init("tern, out of the transaction", "m/002_a.sql", "---- tern: disable-tx ----\n\(alter)\n\(plainIndex)\n", ["m/tern.conf": ""]),
    .init("atlas, out of the transaction", "m/20240102000000_a.sql", "-- atlas:txmode none\n\n\(plainIndex)\n", ["m/atlas.sum": "h1:\n"]),
    .init("atlas, with another directive", "m/20240102000000_a.sql", "-- atlas:nolint\n\n\(plainIndex)\n", ["m/atlas.sum": "h1:\n"]),
    .init("atlas, with a comment", "m/20240102000000_a.sql", "-- Totals are looked for.\n\(plainIndex)\n", ["m/atlas.sum": "h1:\n"]),
    .init("graphile-migrate, out of the transaction", "migrations/current.sql", "--! no-transaction\n\(plainIndex)\n", [".gmrc": "{}"]),
    .init("graphile-migrate, committed", "migrations/committed/000002.sql", "--! Previous: -\n--! Hash: sha1:1234\n\n\(plainIndex)\n", [".gmrc": "{}"]),
    .init("graphile-migrate, with a message", "migrations/current.sql", "--! Message: totals\n\n\(plainIndex)\n", [".gmrc": "{}"]),
    .init("morph, out of the transaction", "m/000002_a.up.sql", "-- morph:nontransactional\n\(plainIndex)\n", ["m/000002_a.down.sql": "\(back)\n"]),
    .init("postgres-migrations, out of the transaction", "migrations/2_a.sql", "-- postgres-migrations disable-transaction\n\(plainIndex)\n"),
    .init("evolve, out of the transaction", "sql/V2__a.sql", "-- evolve-tx-off\n\(plainIndex)\n"),
    .init("pgmigrate, out of the transaction", "migrations/V0002__NONTRANSACTIONAL_a.sql", "\(alter)\n\(plainIndex)\n"),
    .init("popx, out of the transaction", "m/20240102000000_a.autocommit.up.sql", "\(plainIndex)\n", ["m/20240102000000_a.autocommit.down.sql": "\(back)\n"]),
    .init("golang-migrate, statement by statement", "db/000002_a.up.sql", "\(alter)\n\(plainIndex)\n", go, settings: ["golang-migrate.x-multi-statement": "true"]),
    // What stands in the way.
    .init("goose, with a function", "db/00002_a.sql", "-- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION one() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;\n-- +goose StatementEnd\n\(plainIndex)\n\n-- +goose Down\nDROP FUNCTION one();\n\(back)\n"),
    .init("goose, with a function that it cuts", "db/00002_a.sql", "-- +goose Up\n\(alter)\n\n-- Sums up.\nCREATE FUNCTION one() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql; -- done\n\(plainIndex)\n\n-- +goose Down\nDROP FUNCTION one();\n\(back)\nALTER TABLE orders DROP COLUMN note;\n"),
    .init("goose, with two statements on the line of one that it cuts", "db/00002_a.sql", "-- +goose Up\nSELECT 1; SELECT 'a;\nb';\n"),
    .init("sql-migrate, with a function that it cuts", "m/2-a.sql", "-- +migrate Up\n  DO $$\n  BEGIN\n    NULL;\n  END $$;\n"),
    .init("goose, in one block", "db/00002_a.sql", "-- +goose Up\n-- +goose StatementBegin\n\(alter)\n\(plainIndex)\n-- +goose StatementEnd\n"),
    .init("goose, on one line", "db/00002_a.sql", "-- +goose Up\n\(alter) \(plainIndex) CREATE INDEX orders_id_idx ON orders (id, total);\n"),
    .init("goose, with words of the environment", "db/00002_a.sql", "-- +goose Up\n-- +goose ENVSUB ON\n\(alter)\nCREATE INDEX orders_${SHOP}_idx ON orders (total);\n", isTemplate: true),
    .init("bun, cut already", "m/20240102000000_a.up.sql", "\(alter)\n--bun:split\n\(plainIndex)\n"),
    .init("liquibase, several changesets", "db/2.sql", "--liquibase formatted sql\n\n--changeset ada:1\n\(alter)\n\(plainIndex)\n--rollback \(back)\n--rollback ALTER TABLE orders DROP COLUMN note;\n\n--changeset ada:2 runInTransaction:false\nCREATE INDEX orders_id_idx ON orders (id, total);\n--rollback DROP INDEX orders_id_idx;\n\n--changeset ada:3 context:prod\n\(key)\n--rollback ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;\n"),
    .init("liquibase, as one string", "db/2.sql", "--liquibase formatted sql\n--changeset ada:1 splitStatements:false\n\(alter)\n\(plainIndex)\n--rollback not required\n"),
    .init("liquibase, with a name in quotes", "db/2.sql", "--liquibase formatted sql\n--changeset \"Ada L\":1\n\(alter)\n\(plainIndex)\n--rollback not required\n"),
    .init("liquibase, with statements behind a rollback", "db/2.sql", "--liquibase formatted sql\n--changeset ada:1\n\(alter)\n--rollback ALTER TABLE orders DROP COLUMN note;\n\(plainIndex)\n"),
    .init("liquibase, with a precondition", "db/2.sql", "--liquibase formatted sql\n--changeset ada:1\n--preconditions onFail:MARK_RAN\n--precondition-sql-check expectedResult:0 SELECT 0\n\(alter)\n\(plainIndex)\n--rollback not required\n"),
    .init("liquibase, again and again", "db/2.sql", "--liquibase formatted sql\n--changeset ada:1 runOnChange:true\n\(alter)\n\(plainIndex)\n--rollback not required\n"),
    .init("a template alone", "m/20240102000000_a.up.sql", "\(alter)\n{{ template \"shared.sql\" . }}\n\(plainIndex)\n", ["go.mod": "require github.com/ory/x v0.0.700\n"], isTemplate: true),
    .init("tern, a template", "m/002_a.sql", "\(alter)\n{{ template \"shared.sql\" . }}\n\(plainIndex)\n", ["m/tern.conf": ""], isTemplate: true),
    .init("flyway, with a placeholder", "sql/V2__a.sql", "\(alter)\nCREATE INDEX orders_${shop}_idx ON orders (total);\n", ["flyway.conf": ""], isTemplate: true),
    .init("sqlx, behind a byte-order mark", "migrations/20240102000000_a.sql", "\u{feff}\(plainIndex)\n", ["sqlx.toml": ""]),
    .init("golang-migrate, in a transaction of its own", "db/000002_a.up.sql", "BEGIN;\n\(alter)\n\(plainIndex)\nCOMMIT;\n", go),
    .init("the last second of a day", "db/20240102235959_a.sql", "-- +goose Up\n\(alter)\n\(plainIndex)\n"),
    .init("a neighbour one second later", "db/20240102000000_a.sql", "-- +goose Up\n\(alter)\n\(plainIndex)\n", ["db/20240102000001_b.sql": "-- +goose Up\nSELECT 1;\n"]),
    // What is in force for the session.
    .init("goose, with a lock_timeout of the session", "db/00002_a.sql", "-- +goose Up\n\(alter)\n\(plainIndex)\n\(key)\n", lockTimeout: "3s"),
    .init("sqlx, with a lock_timeout of the session", "migrations/20240102000000_a.sql", "\(alter)\n\(plainIndex)\n\(key)\n", ["sqlx.toml": ""], lockTimeout: "3s"),
    .init("goose, with a search_path", "db/00002_a.sql", "-- +goose Up\nSET search_path = public;\n\(alter)\n\(plainIndex)\n\(key)\n"),
    .init("sqlx, with a search_path", "migrations/20240102000000_a.sql", "SET search_path = public;\n\(alter)\n\(plainIndex)\n", ["sqlx.toml": ""]),
    .init("goose, with more memory", "db/00002_a.sql", "-- +goose Up\nSET maintenance_work_mem = '1GB';\n\(alter)\n\(plainIndex)\n"),
    .init("goose, in a block of PL/pgSQL", "db/00002_a.sql", "-- +goose Up\n-- +goose StatementBegin\nDO $$ BEGIN ALTER TABLE orders ADD COLUMN note text; END $$;\n-- +goose StatementEnd\n\(plainIndex)\n"),
    .init("flyway, with a DO", "sql/V2__a.sql", "DO $$ BEGIN ALTER TABLE orders ADD COLUMN note text; END $$;\n\(plainIndex)\n", ["flyway.conf": ""]),
    .init("prisma of any version", "prisma/migrations/20240102000000_a/migration.sql", "\(plainIndex)\n", package),
    .init("supabase, a pipeline", "supabase/migrations/20240102000000_a.sql", "\(plainIndex)\n\(key)\nUPDATE orders SET total = 0 WHERE id = 1;\n"),
  ]
}
