import LintelTestSupport
import Testing

@Suite struct `lintel check --add-ignores` {
  private static let reason = "there before Lintel"

  /// Silences what is in a file, and expects silence then.
  private func silenced(_ text: String, named name: String = "a.sql", beside files: [String: String] = [:]) -> String {
    let folder = TemporaryFolder(files.merging([name: text]) { $1 })
    let outcome = Lintel.run(["check", "--add-ignores", Self.reason], in: folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let after = Lintel.run(["check", "--fail-on", "note"], in: folder)
    #expect(after.status == 0, "\(folder.read(name))\n\(after.output)")
    let again = Lintel.run(["check", "--add-ignores", Self.reason], in: folder)
    #expect(again.output == "Nothing to silence.\n")
    return folder.read(name)
  }

  @Test func `writes above each statement, as far in as it is`() {
    #expect(silenced("SELECT 1;\n\n  -- why\n  CREATE INDEX i ON t (a);\nDROP INDEX j;\n") == """
      SELECT 1;

        -- why
        -- lintel: ignore[create-index-blocks-writes] there before Lintel
        CREATE INDEX i ON t (a);
      -- lintel: ignore[drop-index-blocks-table] there before Lintel
      DROP INDEX j;

      """)
  }

  @Test func `gives a statement behind another one a line of its own`() {
    #expect(silenced("SELECT 1; CREATE INDEX i ON t (a);\n/* two\nlines */ DROP INDEX j") == """
      SELECT 1;\u{20}
      -- lintel: ignore[create-index-blocks-writes] there before Lintel
      CREATE INDEX i ON t (a);
      /* two
      lines */\u{20}
      -- lintel: ignore[drop-index-blocks-table] there before Lintel
      DROP INDEX j
      """)
  }

  @Test func `keeps the byte-order mark and the line ends`() {
    #expect(silenced("\u{feff}CREATE INDEX i ON t (a);\r\nSELECT 1;\r\n")
      == "\u{feff}-- lintel: ignore[create-index-blocks-writes] there before Lintel\r\nCREATE INDEX i ON t (a);\r\nSELECT 1;\r\n")
  }

  @Test(arguments: [
    ("1_a.sql", "-- +goose Up\n-- +goose StatementBegin\nCREATE INDEX i ON t (a);\n-- +goose StatementEnd\n-- +goose Down\nDROP INDEX i;\n"),
    ("20240101000000_a.sql", "-- no-transaction\nCREATE INDEX i ON t (a);\n"),
    ("20240101000000_b.sql", "-- migrate:up transaction:false\nDROP INDEX i;\n-- migrate:down\n"),
    ("a.sql", "--liquibase formatted sql\n--changeset a:1 runInTransaction:false\nCREATE INDEX i ON t (a);\n"),
  ])
  func `leaves the first line to the tool`(_ name: String, _ text: String) {
    let first = text.split(separator: "\n").first.map(String.init) ?? ""
    let manifest = first == "-- no-transaction" ? ["Cargo.toml": "[dependencies]\nsqlx = \"0.8\"\n"] : [:]
    #expect(silenced(text, named: name, beside: manifest).hasPrefix(first + "\n"))
  }

  @Test func `is no finding's end where a comment is no way out`() {
    let folder = TemporaryFolder(["a.sql": SQL.warning])
    let outcome = Lintel.run(["check", "--add-ignores", "x", "--fail-on", "warning"], in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.output == "1 finding cannot be silenced by a comment: `lintel check` tells\n")
    #expect(folder.read("a.sql") == SQL.warning)
  }

  @Test func `leaves what has run alone where its tool would notice`() {
    let folder = TemporaryFolder(["flyway.toml": "", "V1__a.sql": SQL.error])
    for arguments in [["init", "-q", "-b", "main"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "a"]] {
      #expect(ChildProcess.run(["git"] + arguments, in: folder.path).status == 0)
    }
    let outcome = Lintel.run(["check", "--add-ignores", "x"], in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("left V1__a.sql alone: main has it, and Flyway refuses to run"), "\(outcome.output)")
    #expect(folder.read("V1__a.sql") == SQL.error)
    #expect(Lintel.run(["check", "--add-ignores", "x", "--force"], in: folder).status == 0)
    #expect(folder.read("V1__a.sql").contains("lintel: ignore["))
  }

  @Test(arguments: [
    ["--add-ignores", ""], ["--add-ignores", " "], ["--add-ignores", "a\nb"], ["--add-ignores", "a", "--watch"], ["--add-ignores", "a", "-"],
    ["--add-ignores", "a", "--format", "json"], ["--add-ignores", "a", "--statistics"], ["--force"],
  ])
  func `has no use for`(_ arguments: [String]) {
    let folder = TemporaryFolder(["a.sql": SQL.error])
    #expect(Lintel.run(["check"] + arguments, in: folder).status == 2)
    #expect(folder.read("a.sql") == SQL.error)
  }

  @Test func `counts what is silent then`() {
    let folder = TemporaryFolder(["a.sql": "-- lintel: ignore[no-such-rule] why\nCREATE INDEX i ON t (a);\n"])
    let outcome = Lintel.run("check", "--add-ignores", Self.reason, in: folder)
    #expect(outcome.output.contains("silenced 1 finding in a.sql\n"), "\(outcome.output)")
    #expect(outcome.output.contains(" cannot be silenced by a comment"), "\(outcome.output)")
  }

  @Test func `writes above Django's operations`() {
    let text = """
      from django.db import migrations, models


      class Migration(migrations.Migration):
          dependencies = []

          operations = [
              # A comment.
              migrations.AddIndex(model_name="product", index=models.Index(fields=["name"], name="i")),
              migrations.RemoveIndex("product", "j"), migrations.RemoveIndex("product", "k"),
          ]

      """
    let folder = TemporaryFolder(["manage.py": "", "shop/migrations/__init__.py": "", "shop/migrations/0001_a.py": text])
    let outcome = Lintel.run("check", "--no-run", "--add-ignores", Self.reason, in: folder)
    #expect(outcome.status == 0 && outcome.output == "silenced 3 findings in shop/migrations/0001_a.py\n", "\(outcome.output)\(outcome.errors)")
    let changed = folder.read("shop/migrations/0001_a.py")
    #expect(changed.contains("        # A comment.\n        # lintel: ignore[create-index-blocks-writes] there before Lintel\n        migrations.AddIndex("), "\(changed)")
    #expect(Lintel.run("check", "--no-run", "--fail-on", "note", in: folder).status == 0)
    #expect(ChildProcess.run(["python3", "-m", "py_compile", "shop/migrations/0001_a.py"], in: folder.path).status == 0)
  }
}
