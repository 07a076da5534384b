extension RunnerCase {
  static let goose: [RunnerCase] = [
    .init("goose", "db/00001_a.sql", "-- +goose Up\n\(alter)\n-- +goose Down\nALTER TABLE orders DROP COLUMN note;\n", "file 1"),
    .init("goose", "db/00002_a.sql", "-- +goose Up\n\(cic)\n", "file 1", fails: [2]),
    .init("goose", "db/00003_a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n\(timeout)\n\(cic)\n\n-- +goose Down\nDROP INDEX CONCURRENTLY orders_customer_idx;\n", "none 1+1 off"),
    .init("goose", "db/00004_a.sql", "-- +goose Up\n-- +goose no transaction\n\(timeout) \(cic)\n", "none 2 off", fails: [3]),
    .init("goose", "db/20240102030405_a.sql", "-- +goose Up\n  -- +goose NO TRANSACTION\n\(cic)\n", "file 1 lost", fails: [3]),
    .init(
      "goose", "db/6_a.sql",
      "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\n\(alter)\n\(cic)\n-- +goose StatementEnd\n\(cic2) -- done\n", "none 2+1 off", fails: [5]),
    .init(
      "goose", "db/7_a.sql",
      "-- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND $$ LANGUAGE plpgsql;\n-- +goose StatementEnd\n\(alter)\n-- +goose Down\nDROP FUNCTION f();\n",
      "file 1+1"),
  ]

  static let sqlMigrate: [RunnerCase] = [
    .init("sql-migrate", "m/20240101-a.sql", "-- +migrate Up\n\(alter)\n\n-- +migrate Down\nALTER TABLE orders DROP COLUMN note;\n", "section 1"),
    .init("sql-migrate", "m/2.sql", "-- +migrate Up\n\(cic)\n", "section 1", fails: [2]),
    .init("sql-migrate", "m/3.sql", "-- +migrate Up notransaction\n\(timeout)\n\(cic)\n-- +migrate Down notransaction\nDROP INDEX CONCURRENTLY orders_customer_idx;\n", "none 1+1 off"),
    .init("sql-migrate", "m/4.sql", "-- +migrate Up notransaction\n\(timeout) \(cic)\n", "none 2 off", fails: [2]),
    .init("sql-migrate", "m/5.sql", "-- +migrate Up\n-- +migrate notransaction\n\(cic)\n", "section 1 lost", fails: [3]),
    .init("sql-migrate", "m/6.sql", "-- +migrate Up\n\(alter)\n-- +migrate Down\nSELECT 1;\n-- +migrate Up notransaction\n\(cic)\n", "section 1, none 1 off"),
    .init("sql-migrate", "m/7.sql", "-- +migrate Down\nDROP TABLE orders;\n", ""),
  ]

  static let dbmate: [RunnerCase] = [
    .init("dbmate", "db/migrations/20240101000000_a.sql", "-- migrate:up\n\(alter)\n\n-- migrate:down\nALTER TABLE orders DROP COLUMN note;\n", "section W1"),
    .init("dbmate", "db/migrations/2_a.sql", "-- migrate:up\n\(cic)\n-- migrate:down\n", "section W1", fails: [2]),
    .init("dbmate", "db/migrations/3_a.sql", "-- migrate:up transaction:false\n\(cic)\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY orders_customer_idx;\n", "none W1 off"),
    .init("dbmate", "db/migrations/4_a.sql", "-- migrate:up transaction:false\n\(timeout)\n\(cic)\n-- migrate:down\n", "none W2 off", fails: [3]),
    .init("dbmate", "db/migrations/5_a.sql", "-- migrate:up\n-- transaction:false\n\(cic)\n-- migrate:down\n", "section W1 lost", fails: [3]),
    .init("dbmate", "db/migrations/6_a.sql", "--migrate:up\n\(alter)\n\(timeout)\n--migrate:down\n", "section W2"),
    .init("dbmate", "db/migrations/7_a.sql", "-- migrate:up\n\(alter)\n-- migrate:down\nSELECT 1;\n-- migrate:up transaction:false\n\(cic)\n", "section W1, none W1 off"),
  ]

  private static let golang = ["go.mod": "module x\nrequire github.com/golang-migrate/migrate/v4 v4.17.0\n"]
  static let golangMigrate: [RunnerCase] = [
    .init("golang-migrate", "db/000001_a.up.sql", "\(alter)\n", "none W1", files: golang),
    .init("golang-migrate", "db/000002_a.up.sql", "\(cic)\n", "none W1", files: golang),
    .init("golang-migrate", "db/000003_a.up.sql", "\(timeout)\n\(cic)\n", "none W2", fails: [2], files: golang),
    .init("golang-migrate", "db/000004_a.up.sql", "BEGIN;\n\(alter)\nCOMMIT;\n\(cic)\n", "none W4", fails: [4], files: golang),
    .init("golang-migrate", "db/000005_a.up.sql", "\(timeout)\n\(cic)\n", "none S2", files: golang, settings: ["golang-migrate.x-multi-statement": "true"]),
    .init("golang-migrate", "db/000006_a.down.sql", "DROP TABLE orders;\n", "", files: golang),
    .init("golang-migrate", "db/000007_a.up.sql", "-- one\n\(cic)\n-- more\n;;\n", "none W1", files: golang),
  ]

  private static let maragudk = ["go.mod": "require maragu.dev/migrate v0.6.0\n"]
  static let maragudkMigrate: [RunnerCase] = [
    .init("maragudk-migrate", "sql/1-a.up.sql", "\(alter)\n", "file W1", files: maragudk),
    .init("maragudk-migrate", "sql/2_a.up.sql", "\(cic)\n", "file W1", fails: [1], files: maragudk),
    .init("maragudk-migrate", "sql/3_a.up.sql", "\(alter)\n\(cic)\n", "file W2", fails: [2], files: maragudk),
    .init("maragudk-migrate", "sql/4_a.down.sql", "DROP TABLE orders;\n", "", files: maragudk),
    .init("maragudk-migrate", "sql/5_a.up.sql", "/* all at once */\n\(alter)\nSELECT 1;\n", "file W2", files: maragudk),
    .init("maragudk-migrate", "sql/6_a.up.sql", "\(timeout)\nDROP INDEX CONCURRENTLY IF EXISTS x;\n", "file W2", fails: [2], files: maragudk),
  ]

  static let tern: [RunnerCase] = [
    .init("tern", "m/001_a.sql", "\(alter)\n---- create above / drop below ----\nALTER TABLE orders DROP COLUMN note;\n", "file W1"),
    .init("tern", "m/002_a.sql", "\(cic)\n", "file W1", fails: [1], files: ["m/tern.conf": "[database]\n"]),
    .init("tern", "m/003_a.sql", "---- tern: disable-tx ----\n\(timeout)\n\(cic)\n---- create above / drop below ----\nDROP INDEX x;\n", "none S2 off"),
    .init("tern", "m/004_a.sql", "---- tern: disable-tx ----\r\n\(cic)\r\n", "file W1 lost", fails: [2]),
    .init("tern", "m/005_a.sql", "-- tern: disable-tx\n\(cic)\n", "file W1 lost", fails: [2], files: ["tern.conf": ""]),
    .init("tern", "m/006_a.sql", "\(alter)\n---- create above / drop below ----\n---- tern: disable-tx ----\nDROP INDEX x;\n", "file W1"),
    .init("tern", "m/007_a.sql", "ALTER TABLE {{.prefix}}orders ADD note text;\n{{ template \"shared.sql\" . }}\nSELECT 1;\n", "file W2", files: ["tern.conf": ""]),
  ]

  static let atlas: [RunnerCase] = [
    .init("atlas", "m/20240101000000_a.sql", "\(alter)\n", "file S1", files: ["m/atlas.sum": "h1:"]),
    .init("atlas", "m/20240102000000_a.sql", "\(cic)\n", "file S1", fails: [1], files: ["m/atlas.sum": "h1:"]),
    .init("atlas", "m/20240103000000_a.sql", "-- atlas:txmode none\n\n\(timeout)\n\(cic)\n", "none S2 off", files: ["m/atlas.sum": "h1:"]),
    .init("atlas", "m/20240104000000_a.sql", "-- atlas:txmode none\n\(cic)\n", "file S1 lost", fails: [2]),
    .init("atlas", "m/20240105000000_a.sql", "-- atlas:txmode none\r\n\r\n\(cic)\r\n", "file S1 lost", fails: [3]),
    .init("atlas", "m/20240106000000_a.sql", "\(alter)\n-- atlas:txmode none\n\n\(cic)\n", "file S2 lost", fails: [4]),
    .init("atlas", "m/20240107000000_a.sql", "\(cic)\n", "none S1", files: ["m/atlas.sum": "h1:"], settings: ["atlas.tx-mode": "none"]),
    .init("atlas", "m/20240108000000_a.sql", "-- atlas:delimiter -- end\n\(alter)\n-- end\nSELECT 1;\nSELECT 2;\n-- end\n", "file 1+2"),
  ]

  private static let morphed = ["go.mod": "require github.com/mattermost/morph v1.1.0\n"]
  static let morph: [RunnerCase] = [
    .init("morph", "m/000001_a.up.sql", "\(alter)\n", "file W1", files: morphed),
    .init("morph", "m/000002_a.up.sql", "-- morph:nontransactional\n\(cic)\n", "none W1 off"),
    .init("morph", "m/000003_a.up.sql", "\n-- morph:nontransactional\n\(cic)\n", "file W1 lost", fails: [3]),
    .init("morph", "m/000004_a.up.sql", "-- morph:nontransactional\n\(timeout)\n\(cic)\n", "none W2 off", fails: [3]),
    .init("morph", "m/000005_a.up.sql", "\(cic)\n", "file W1", fails: [1], files: morphed),
    .init("morph", "m/000006_a.down.sql", "DROP TABLE orders;\n", "", files: morphed),
  ]

  private static let pop = ["go.mod": "require github.com/gobuffalo/pop/v6 v6.1.1\n"]
  static let popx: [RunnerCase] = [
    .init("popx", "m/20240101000000_a.up.sql", "\(alter)\n", "file W1", files: pop),
    .init("popx", "m/20240102000000_a.autocommit.up.sql", "\(cic)\n", "none W1"),
    .init("popx", "m/20240103000000_a.autocommit.up.sql", "\(timeout)\n\(cic)\n", "none W2", fails: [2]),
    .init("popx", "m/20240104000000_a.up.sql", "\(cic)\n", "file W1", fails: [1], files: pop),
    .init("popx", "m/20240105000000_a.down.sql", "DROP TABLE orders;\n", "", files: pop),
    .init("popx", "m/20240106000000_a.up.sql", "ALTER TABLE {{ index .Options \"Namespace\" }}.orders ADD x int;\nSELECT 1;\n", "file W2", files: pop),
  ]

  static let bun: [RunnerCase] = [
    .init("bun", "m/20240101000000_a.up.sql", "\(alter)\n\n--bun:split\n\n\(cic)\n", "none 1+1"),
    .init("bun", "m/20240102000000_a.up.sql", "\(alter)\n\(cic)\n--bun:split\nSELECT 1;\n", "none 2+1", fails: [2]),
    .init("bun", "m/20240103000000_a.tx.up.sql", "\(alter)\n--bun:split\n\(cic)\n", "file 1+1", fails: [3]),
    .init("bun", "m/20240104000000_a.up.sql", "\(cic)\n", "none 1", files: ["go.mod": "require github.com/uptrace/bun v1.2.0\n"]),
    .init("bun", "m/20240105000000_a.down.sql", "DROP TABLE orders;\n--bun:split\nSELECT 1;\n", ""),
    .init("bun", "m/20240106000000_a.up.sql", "\(timeout)\n\(cic)\n", "none 2", fails: [2], files: ["go.mod": "require github.com/uptrace/bun v1.2.0\n"]),
  ]

  static let go = goose + sqlMigrate + dbmate + golangMigrate + maragudkMigrate + tern + atlas + morph + popx + bun
}
