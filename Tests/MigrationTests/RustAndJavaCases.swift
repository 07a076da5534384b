extension RunnerCase {
  private static let cargo = ["Cargo.toml": "[dependencies]\nsqlx = { version = \"0.8\" }\n"]
  static let sqlx: [RunnerCase] = [
    .init("sqlx", "migrations/20240101000000_a.sql", "\(alter)\n", "file W1", files: cargo),
    .init("sqlx", "migrations/20240102000000_a.sql", "-- no-transaction\n\(cic)\n", "none W1 off"),
    .init("sqlx", "migrations/20240103000000_a.sql", "\n-- no-transaction\n\(cic)\n", "file W1 lost", fails: [3], files: cargo),
    .init("sqlx", "migrations/20240104000000_a.sql", "-- no-transaction\n\(timeout)\n\(cic)\n", "none W2 off", fails: [3]),
    .init("sqlx", "migrations/20240105000000_a.down.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY x;\n", " off"),
    .init("sqlx", "migrations/20240106000000_a.up.sql", "\(cic)\n", "file W1", fails: [1], files: cargo),
    .init("sqlx", "migrations/0007_a.sql", "\u{feff}-- no-transaction\n\(cic)\n", "file W1 lost", fails: [2], files: ["sqlx.toml": ""]),
  ]

  static let diesel: [RunnerCase] = [
    .init("diesel", "migrations/2024-01-01-000000_a/up.sql", "\(alter)\n", "file W1"),
    .init("diesel", "migrations/2024-01-02-000000_a/up.sql", "\(cic)\n", "file W1", fails: [1]),
    .init("diesel", "migrations/2024-01-03-000000_a/up.sql", "\(cic)\n", "none W1", files: ["migrations/2024-01-03-000000_a/metadata.toml": "run_in_transaction = false\n"]),
    .init("diesel", "migrations/2024-01-04-000000_a/up.sql", "\(timeout)\n\(cic)\n", "none W2", fails: [2], files: ["migrations/2024-01-04-000000_a/metadata.toml": "run_in_transaction = false\n"]),
    .init("diesel", "migrations/2024-01-05-000000_a/down.sql", "DROP TABLE orders;\n", ""),
    .init("diesel", "migrations/2024-01-06-000000_a/up.sql", "\(cic)\n", "none W1", files: ["migrations/2024-01-06-000000_a/metadata.toml": ""]),
    .init("diesel", "migrations/20240107000000_a/up.sql", "\(alter)\nSELECT 1;\n", "file W2", files: ["diesel.toml": ""]),
  ]

  private static let refineryFiles = ["refinery.toml": ""]
  static let refinery: [RunnerCase] = [
    .init("refinery", "migrations/V1__a.sql", "\(alter)\n", "file W1", files: refineryFiles),
    .init("refinery", "migrations/V2__a.sql", "\(cic)\n", "file W1", fails: [1], files: refineryFiles),
    .init("refinery", "migrations/V3__a.sql", "\(alter)\n\(cic)\n", "file W2", fails: [2], files: refineryFiles),
    .init("refinery", "migrations/U4__a.sql", "\(alter)\n", "file W1", files: refineryFiles),
    .init("refinery", "migrations/V5__a.sql", "\(alter)\n", "allPending W1", files: refineryFiles, settings: ["refinery.grouped": "true"]),
    .init("refinery", "migrations/V6__a.sql", "BEGIN;\n\(alter)\nCOMMIT;\nSELECT 1;\n", "file W4", files: ["Cargo.toml": "refinery = \"0.8\""]),
  ]

  private static let fly = ["flyway.conf": "flyway.url=x\n"]
  static let flyway: [RunnerCase] = [
    .init("flyway", "sql/V1__a.sql", "\(alter)\n", "file S1", files: fly),
    .init("flyway", "sql/V2__a.sql", "\(cic)\n\(cic2)\n", "none S2", files: fly),
    .init("flyway", "sql/V2_1__a.sql", "\(timeout)\n\(cic)\n", "file S2", fails: [2], files: fly),
    .init("flyway", "sql/V3__a.sql", "\(timeout)\n\(cic)\n", "none S2", files: ["sql/V3__a.sql.conf": "executeInTransaction=false\n"]),
    .init("flyway", "sql/U3__a.sql", "DROP TABLE orders;\n", "", files: fly),
    .init("flyway", "sql/R__view.sql", "CREATE VIEW v AS SELECT '${who}' AS who, id FROM orders;\nSELECT 1;\n", "file S2", files: fly),
    .init("flyway", "sql/V4__a.sql", "\(timeout)\n\(cic)\n", "none S2", files: fly, settings: ["flyway.mixed": "true"]),
    .init("flyway", "sql/V5__a.sql", "REINDEX TABLE CONCURRENTLY orders;\n", "file S1", fails: [1], files: fly),
    .init("flyway", "sql/B6__a.sql", "\(alter)\n", "file S1"),
  ]

  static let evolve: [RunnerCase] = [
    .init("evolve", "sql/V1__a.sql", "-- evolve-tx-off\n\(cic)\n", "none W1 off"),
    .init("evolve", "sql/V2__a.sql", "\(alter)\n-- evolve-tx-off\n\(cic)\n", "file W2 lost", fails: [3]),
    .init("evolve", "sql/V3__a.sql", "\(alter)\n", "file W1", files: ["evolve.json": "{}"]),
    .init("evolve", "sql/V4__a.sql", "-- evolve-tx-off\n\(timeout)\n\(cic)\n", "none W2 off", fails: [3]),
    .init("evolve", "sql/R__a.sql", "CREATE VIEW v AS SELECT 1 AS one;\n", "file W1", files: ["evolve.json": "{}"]),
    .init("evolve", "sql/V6__a.sql", "\(cic)\n", "file W1", fails: [1], files: ["evolve.json": "{}"]),
  ]

  static let pgmigrate: [RunnerCase] = [
    .init("pgmigrate", "migrations/V0001__a.sql", "\(alter)\n", "file S1", files: ["migrations.yml": ""]),
    .init("pgmigrate", "migrations/V0002__a.sql", "\(cic)\n", "file S1", fails: [1], files: ["migrations.yml": ""]),
    .init("pgmigrate", "migrations/V0003__NONTRANSACTIONAL_a.sql", "\(timeout)\n\(cic)\n", "none S2"),
    .init("pgmigrate", "migrations/V0004__a.sql", "\(alter)\nSELECT 1;\n", "file S2", files: ["migrations.yml": ""]),
    .init("pgmigrate", "migrations/V0005__NONTRANSACTIONAL_a.sql", "\(cic)\n", "none S1"),
    .init("pgmigrate", "migrations/V0006__a.sql", "-- a\n\(timeout)\n\(cic)\n", "file S2", fails: [3], files: ["migrations.yml": ""]),
  ]

  static let liquibase: [RunnerCase] = [
    .init("liquibase", "db/a.sql", "--liquibase formatted sql\n--changeset ada:1\n\(alter)\n--rollback ALTER TABLE orders DROP COLUMN note;\n", "changeset S1"),
    .init("liquibase", "db/b.sql", "--liquibase formatted sql\n\n--changeset ada:1\n\(alter)\n--changeset ada:2 runInTransaction:false\n\(timeout)\n\(cic)\n", "changeset S1, none S2 off"),
    .init("liquibase", "db/c.sql", "-- liquibase formatted sql\n-- changeset ada:1\n\(cic)\n", "changeset S1", fails: [3]),
    .init("liquibase", "db/d.sql", "--liquibase formatted sql\n--changeset ada:1 runInTransaction:false splitStatements:false\n\(timeout)\n\(cic)\n", "none W2 off", fails: [4]),
    .init("liquibase", "db/e.sql", "--liquibase formatted sql\n--changeset ada:1\n--runInTransaction:false\n\(cic)\n", "changeset S1 lost", fails: [4]),
    .init("liquibase", "db/f.sql", "--liquibase formatted sql\n--changeset ada:1 endDelimiter:@@\n\(alter)\n@@\nSELECT 1;\nSELECT 2\n@@\n", "changeset 1+2"),
    .init("liquibase", "db/g.sql", "--liquibase formatted sql\n--changeset ada:1\nALTER TABLE orders ADD x int\nGO\nSELECT 1\nGO\n", "changeset S2"),
  ]

  static let rustAndJava = sqlx + diesel + refinery + flyway + evolve + pgmigrate + liquibase
}
