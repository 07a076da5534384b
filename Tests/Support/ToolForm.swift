/// How the files of a tool look: a migration's way up and way back, put into its words.
public struct ToolForm: Sendable, CustomStringConvertible {
  public var name: String
  public var runner: String
  /// What lies around.
  var landmarks: [String: String] = [:]
  public var settings: [String: String] = [:]
  /// Of the migration with a number from 1 to 9, below `/work/`.
  public var path: @Sendable (Int) -> String
  /// What makes the table in which the files note that they are done.
  public var historyTable = ""
  /// What stands before and behind the way up, and before the way back where that is in the same file.
  var head = "", tail = "", back: String?
  /// The file of the way back.
  var twin: (@Sendable (String) -> String)?

  public var description: String { name }

  /// Whether it knows a way back.
  public var hasDown: Bool { back != nil || twin != nil }

  /// The files of one migration.
  public func files(_ number: Int, up: String, down: String? = nil) -> [String: String] {
    let path = path(number)
    var text = head + up + tail, files: [String: String] = [:]
    if let back, let down {
      // Liquibase has it on lines of its own.
      text += back.hasPrefix("--rollback") ? down.split(separator: "\n").filter { !$0.hasPrefix("--") }.map { "--rollback \($0)\n" }.joined() : back + down
    }
    files[path] = text
    if let twin, let down { files[twin(path)] = down }
    return files
  }

  public func set(_ files: [String: String]) -> MigrationSet {
    MigrationSet(landmarks.merging(files) { $1 }, settings: settings)
  }

  private init(_ name: String, _ runner: String? = nil, _ landmarks: [String: String] = [:], path: @escaping @Sendable (Int) -> String) {
    self.name = name
    self.runner = runner ?? name
    self.landmarks = landmarks
    self.path = path
  }

  private func head(_ head: String, tail: String = "", back: String? = nil) -> ToolForm {
    var form = self
    (form.head, form.tail, form.back) = (head, tail, back)
    return form
  }

  private func twin(_ up: String, _ down: String) -> ToolForm {
    var form = self
    form.twin = { $0.replacingFirst(up, down) }
    return form
  }

  private func notes(_ historyTable: String) -> ToolForm {
    var form = self
    form.historyTable = historyTable
    return form
  }

  private func set(_ key: String, _ value: String) -> ToolForm {
    var form = self
    form.settings[key] = value
    return form
  }

  private static func package(_ name: String, _ version: String) -> [String: String] {
    ["package.json": "{\n  \"devDependencies\": {\n    \"\(name)\": \"\(version)\"\n  }\n}\n"]
  }

  private static let lock = ["prisma/migrations/migration_lock.toml": "provider = \"postgresql\"\n"]

  /// Those whose files begin and end transactions themselves, or in which Lintel may change nothing, among them.
  public static let all: [ToolForm] = [
    .init("psql") { "sql/00\($0)_a.sql" },
    .init("psql, in a transaction", "psql") { "sql/00\($0)_a.sql" }.set("psql.single-transaction", "true"),
    .init("goose") { "db/2024010\($0)000000_a.sql" }.head("-- +goose Up\n", back: "\n-- +goose Down\n"),
    .init("goose, counting", "goose") { "db/0000\($0)_a.sql" }.head("-- +goose Up\n", back: "\n-- +goose Down\n"),
    .init("dbmate") { "db/migrations/2024010\($0)000000_a.sql" }.head("-- migrate:up\n", tail: "\n-- migrate:down\n", back: ""),
    .init("golang-migrate", nil, ["go.mod": "require github.com/golang-migrate/migrate/v4 v4.17.0\n"]) { "db/00000\($0)_a.up.sql" }.twin(".up.sql", ".down.sql"),
    .init("maragudk-migrate", nil, ["go.mod": "require maragu.dev/migrate v0.6.0\n"]) { "sql/\($0)-a.up.sql" }.twin(".up.sql", ".down.sql"),
    .init("sqlx", nil, ["sqlx.toml": ""]) { "migrations/2024010\($0)000000_a.sql" },
    .init("sqlx, both ways", "sqlx", ["sqlx.toml": ""]) { "migrations/000\($0)_a.up.sql" }.twin(".up.sql", ".down.sql"),
    .init("diesel", nil, ["diesel.toml": ""]) { "migrations/2024-01-0\($0)-000000_a/up.sql" }.twin("/up.sql", "/down.sql"),
    .init("refinery", nil, ["refinery.toml": ""]) { "migrations/V\($0)__a.sql" },
    .init("flyway", nil, ["flyway.conf": ""]) { "sql/V\($0)__a.sql" }.twin("/V", "/U"),
    .init("liquibase") { "db/\($0).sql" }.head("--liquibase formatted sql\n\n--changeset ada:one\n", back: "--rollback "),
    .init("sqitch", nil, ["sqitch.plan": "%project=shop\n" + (1...9).map { "c\($0) 2024-01-0\($0)T00:00:00Z Ada <a@b.c>\n" }.joined()]) { "deploy/c\($0).sql" }
      .head("BEGIN;\n", tail: "COMMIT;\n").twin("deploy/", "revert/"),
    .init("prisma", nil, package("prisma", "^6.1.0").merging(lock) { $1 }) { "prisma/migrations/2024010\($0)000000_a/migration.sql" },
    .init("prisma 7.8", "prisma", package("prisma", "^7.8.0").merging(lock) { $1 }) { "prisma/migrations/2024010\($0)000000_a/migration.sql" },
    .init("prisma of any version", "prisma", lock) { "prisma/migrations/2024010\($0)000000_a/migration.sql" },
    .init("drizzle", nil, ["drizzle/meta/_journal.json": "{\"entries\":[" + (1...9).map { "{\"idx\":\($0),\"tag\":\"000\($0)_a\"}" }.joined(separator: ",") + "]}"]) { "drizzle/000\($0)_a.sql" },
    .init("supabase") { "supabase/migrations/2024010\($0)000000_a.sql" },
    .init("supabase 2.109", "supabase") { "supabase/migrations/2024010\($0)000000_a.sql" }.set("supabase.version", "2.109"),
    .init("graphile-migrate", nil, [".gmrc": "{}"]) { $0 == 2 ? "migrations/current.sql" : "migrations/committed/00000\($0).sql" },
    .init("node-pg-migrate") { "migrations/170000000000\($0)_a.sql" }.head("-- Up Migration\n", back: "\n-- Down Migration\n"),
    .init("tern", nil, ["m/tern.conf": ""]) { "m/00\($0)_a.sql" }.head("", back: "\n---- create above / drop below ----\n\n"),
    .init("atlas", nil, ["m/atlas.sum": "h1:\n"]) { "m/2024010\($0)000000_a.sql" },
    .init("sql-migrate") { "m/2024010\($0)000000-a.sql" }.head("-- +migrate Up\n", back: "\n-- +migrate Down\n"),
    .init("hasura", nil, ["config.yaml": "version: 3\nmetadata_directory: metadata\n"]) { "migrations/default/170000000000\($0)_a/up.sql" }.twin("/up.sql", "/down.sql"),
    .init("postgres-migrations", nil, package("postgres-migrations", "^5.3.0")) { "migrations/\($0)_a.sql" },
    .init("morph", nil, ["go.mod": "require github.com/mattermost/morph v1.1.0\n"]) { "m/00000\($0)_a.up.sql" }.twin(".up.sql", ".down.sql"),
    .init("pop", "popx", ["go.mod": "require github.com/gobuffalo/pop/v6 v6.1.1\n"]) { "m/2024010\($0)000000_a.up.sql" }.twin(".up.sql", ".down.sql"),
    .init("popx", nil, ["go.mod": "require github.com/ory/x v0.0.700\n"]) { "m/2024010\($0)000000_a.up.sql" }.twin(".up.sql", ".down.sql"),
    .init("bun", nil, ["go.mod": "require github.com/uptrace/bun v1.2.0\n"]) { "m/2024010\($0)000000_a.up.sql" }.twin(".up.sql", ".down.sql"),
    .init("bun, in a transaction", "bun", ["go.mod": "require github.com/uptrace/bun v1.2.0\n"]) { "m/2024010\($0)000000_a.tx.up.sql" }.twin(".up.sql", ".down.sql"),
    .init("pgmigrate", nil, ["migrations.yml": ""]) { "migrations/V000\($0)__a.sql" },
    .init("evolve", nil, ["evolve.json": "{}"]) { "sql/V\($0)__a.sql" },
    .init("postgrator", nil, package("postgrator", "^7.0.0")) { "migrations/00\($0).do.a.sql" }.twin(".do.", ".undo."),
    .init("django") { "out/000\($0).sql" }.head("BEGIN;\n--\n-- Raw SQL operation\n--\n", tail: "COMMIT;\n"),
    .init("alembic") { "out/\($0).sql" }.head("BEGIN;\n\n-- Running upgrade 1 -> 2\n\n", tail: "\nUPDATE alembic_version SET version_num='2' WHERE alembic_version.version_num = '1';\n\nCOMMIT;\n")
      .notes("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL);\nINSERT INTO alembic_version VALUES ('1');\n"),
    .init("efcore") { "out/\($0).sql" }
      .head("START TRANSACTION;\n", tail: "INSERT INTO \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") VALUES ('1', '9.0');\nCOMMIT;\n")
      .notes("CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" varchar(150), \"ProductVersion\" varchar(32));\n"),
  ]
}
