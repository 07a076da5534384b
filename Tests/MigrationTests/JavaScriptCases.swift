extension RunnerCase {
  private static func package(_ name: String, _ version: String) -> String { "{\n  \"devDependencies\": {\n    \"\(name)\": \"\(version)\"\n  }\n}\n" }
  private static func prismaFiles(_ version: String) -> [String: String] {
    ["package.json": package("prisma", version), "prisma/migrations/migration_lock.toml": "provider = \"postgresql\"\n"]
  }

  static let prisma: [RunnerCase] = [
    .init("prisma", "prisma/migrations/20240101000000_a/migration.sql", "-- AlterTable\n\(alter)\n", "none W1", files: prismaFiles("^6.1.0")),
    .init("prisma", "prisma/migrations/20240102000000_a/migration.sql", "\(cic)\n", "none W1", files: prismaFiles("~5.22.0")),
    .init("prisma", "prisma/migrations/20240103000000_a/migration.sql", "\(alter)\n\(cic)\n", "none W2", fails: [2], files: prismaFiles("6.19.3")),
    .init("prisma", "prisma/migrations/20240104000000_a/migration.sql", "\(alter)\n\(cic)\n", "none S2", files: prismaFiles("^7.8.0")),
    .init("prisma", "prisma/migrations/20240105000000_a/migration.sql", "\(alter)\n\(cic)\n", "none S2"),
    .init("prisma", "prisma/migrations/20240106000000_a/migration.sql", "\(alter)\n\(cic)\n", "none W2", fails: [2], settings: ["prisma.version": "7.3"]),
    .init("prisma", "prisma/migrations/20240107000000_a/migration.sql", "BEGIN;\n\(alter)\n\(cic)\nCOMMIT;\n", "none S4", fails: [3], files: prismaFiles("7.4.0")),
  ]

  private static let journal = ["drizzle/meta/_journal.json": "{\"entries\":[{\"idx\":0,\"tag\":\"0000_a\"},{\"idx\":1,\"tag\":\"0001_b\"}]}"]
  static let drizzle: [RunnerCase] = [
    .init("drizzle", "drizzle/0000_a.sql", "\(alter)\n", "allPending 1", files: journal),
    .init("drizzle", "drizzle/0001_b.sql", "\(alter)--> statement-breakpoint\nSELECT 1;--> statement-breakpoint\nSELECT 2;", "allPending 1+1+1", files: journal),
    .init("drizzle", "drizzle/0002_c.sql", "\(cic)\n", "allPending 1", fails: [1], files: journal),
    .init("drizzle", "drizzle/0003_d.sql", "\(alter)\n--> statement-breakpoint\n\(cic)\n", "allPending 1+1", fails: [3]),
    .init("drizzle", "drizzle/0004_e.sql", "COMMIT;--> statement-breakpoint\n\(cic)\n", "allPending 1+1"),
    .init("drizzle", "drizzle/0005_f.sql", "COMMIT;\n--> statement-breakpoint\n\(timeout) \(cic)\n", "allPending 1+2", fails: [3]),
  ]

  static let supabase: [RunnerCase] = [
    .init("supabase", "supabase/migrations/20240101000000_a.sql", "\(alter)\n", "none P1"),
    .init("supabase", "supabase/migrations/20240102000000_a.sql", "\(cic)\n", "none P1"),
    .init("supabase", "supabase/migrations/20240103000000_a.sql", "\(timeout)\n\(cic)\n", "none P2", fails: [2]),
    .init("supabase", "supabase/migrations/20240104000000_a.sql", "\(cic)\n\(alter)\n", "none P2"),
    .init("supabase", "supabase/migrations/20240105000000_a.sql", "\(timeout)\n\(cic)\n\(alter)\nSELECT 1;\n", "none P1, none S1, none P2", settings: ["supabase.version": "2.109"]),
    .init("supabase", "supabase/migrations/20240106000000_a.sql", "BEGIN;\n\(alter)\nCOMMIT;\n", "none P3"),
    .init("supabase", "supabase/migrations/20240108000000_a.sql", "\(cic)\n\(cic2)\n", "none P2", fails: [2]),
    .init("supabase", "supabase/migrations/20240109000000_a.sql", "BEGIN;\n\(alter)\nCOMMIT;\n\(cic)\n", "none P4"),
    .init("supabase", "supabase/migrations/20240107000000_a.sql", "\(alter)\n\(cic)\n", "none P1, none S1, none P0", files: ["package.json": package("supabase", "^2.115.0")]),
  ]

  private static let gmrc = [".gmrc": "{}"]
  private static let header = "--! Previous: -\n--! Hash: sha1:1234\n\n"
  static let graphileMigrate: [RunnerCase] = [
    .init("graphile-migrate", "migrations/committed/000001.sql", "\(header)\(alter)\n", "file W1"),
    .init("graphile-migrate", "migrations/committed/000002-a.sql", "\(header)--! no-transaction\n\(cic)\n", "none W1 off"),
    .init("graphile-migrate", "migrations/current.sql", "--! no-transaction\n\(cic)\n", "none W1 off"),
    .init("graphile-migrate", "migrations/current.sql", "\(alter)\n--! no-transaction\n\(cic)\n", "file W2 lost", fails: [3]),
    .init("graphile-migrate", "migrations/current.sql", "--! no-transaction\n\(timeout)\n\(cic)\n", "none W2 off", fails: [3]),
    .init("graphile-migrate", "migrations/current.sql", "GRANT CONNECT ON DATABASE :DATABASE_NAME TO :DATABASE_OWNER;\n\(cic)\n", "file W2", fails: [2], files: gmrc),
    .init("graphile-migrate", "migrations/current/001.sql", "\(alter)\n", "file W1", files: gmrc),
  ]

  private static let node = ["package.json": package("node-pg-migrate", "^7.0.0")]
  static let nodePgMigrate: [RunnerCase] = [
    .init("node-pg-migrate", "migrations/1700000000000_a.sql", "-- Up Migration\n\(alter)\n\n-- Down Migration\nALTER TABLE orders DROP COLUMN note;\n", "allPending W1"),
    .init("node-pg-migrate", "migrations/1700000000001_a.sql", "-- Up Migration\n\(cic)\n", "allPending W1", fails: [2]),
    .init("node-pg-migrate", "migrations/1700000000002_a.sql", "\(alter)\nSELECT 1;\n", "allPending W2", files: node),
    .init("node-pg-migrate", "migrations/1700000000003_a.sql", "\(cic)\n", "file W1", fails: [1], files: node, settings: ["node-pg-migrate.single-transaction": "false"]),
    .init("node-pg-migrate", "migrations/1700000000004_a.up.sql", "\(alter)\n", "allPending W1", files: node),
    .init("node-pg-migrate", "migrations/1700000000005_a.down.sql", "DROP TABLE orders;\n", "", files: node),
    .init("node-pg-migrate", "migrations/1700000000006_a.sql", "COMMIT;\n\(cic)\nBEGIN;\n", "allPending W3", fails: [2], files: node),
  ]

  private static let thom = ["package.json": package("postgres-migrations", "^5.3.0")]
  static let postgresMigrations: [RunnerCase] = [
    .init("postgres-migrations", "migrations/1_a.sql", "\(alter)\n", "file W1", files: thom),
    .init("postgres-migrations", "migrations/2_a.sql", "-- postgres-migrations disable-transaction\n\(cic)\n", "none W1 off"),
    .init("postgres-migrations", "migrations/3-a.sql", "\(cic)\n-- postgres-migrations disable-transaction\n", "none W1 off"),
    .init("postgres-migrations", "migrations/4_a.sql", "-- postgres-migrations disable-transaction\n\(timeout)\n\(cic)\n", "none W2 off", fails: [3]),
    .init("postgres-migrations", "migrations/5_a.sql", "--postgres-migrations disable-transaction\n\(cic)\n", "file W1 lost", fails: [2]),
    .init("postgres-migrations", "migrations/6_a.sql", "\(alter)\nSELECT 1;\n", "file W2", files: thom),
  ]

  static let postgrator: [RunnerCase] = [
    .init("postgrator", "migrations/001.do.a.sql", "\(alter)\n", "none W1"),
    .init("postgrator", "migrations/002.do.sql", "\(alter)\n", "none W1"),
    .init("postgrator", "migrations/003.do.a.sql", "\(timeout)\n\(cic)\n", "none W2", fails: [2]),
    .init("postgrator", "migrations/004.undo.a.sql", "DROP TABLE orders;\n", ""),
    .init("postgrator", "migrations/005.do.a.sql", "\(cic)\n", "none W1"),
    .init("postgrator", "migrations/006.do.a.sql", "BEGIN;\n\(alter)\nCOMMIT;\n\(cic)\n", "none W4", fails: [4]),
  ]

  static let javaScript = prisma + drizzle + supabase + graphileMigrate + nodePgMigrate + postgresMigrations + postgrator
}
