import LintelTestSupport
import Testing

@Suite struct `lintel init after squawk` {
  @Test func `takes over the configuration`() {
    let folder = TemporaryFolder([
      ".squawk.toml": """
        pg_version = "14.2"
        excluded_rules = ["prefer-text-field", "ban-drop-column", "require-concurrent-index-creation", "ban-drop-database"]
        assume_in_transaction = true
        excluded_paths = ["005_user_ids.sql", "old/*.sql"]
        [upload_to_github]
        fail_on_violations = true
        """,
      "1_a.sql": "CREATE INDEX i ON t (a);\n",
    ])
    let outcome = Lintel.run("init", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("took over .squawk.toml\n"))
    let lines = folder.read("lintel.toml").split(separator: "\n")
    for line in [
      "postgres = 14", "exclude = [\"005_user_ids.sql\", \"old/*.sql\"]", "transaction = \"file\"   # squawk assumes it",
      "create-index-blocks-writes = \"off\"   # squawk: require-concurrent-index-creation",
      "# drop-breaks-clients = \"off\"   # squawk leaves out ban-drop-column, and not ban-drop-table",
      "varchar-length-limit = \"off\"   # squawk: prefer-text-field", "# Lintel has nothing like ban-drop-database.",
    ] { #expect(lines.contains(Substring(line)), "\(line)") }
    #expect(Lintel.run("check", in: folder).status == 0)
  }

  @Test func `knows the rules on both sides`() {
    let names = Lintel.run("rules", in: TemporaryFolder()).lines.compactMap { $0.split(separator: " ").first.map(String.init) }
    // All at once: a rule that Lintel does not have would be an error of the configuration.
    let squawk = [
      "adding-field-with-default", "adding-foreign-key-constraint", "adding-not-nullable-field", "adding-required-field", "ban-char-field",
      "adding-serial-primary-key-field", "ban-alter-domain-with-add-constraint", "ban-alter-generated-expression", "ban-alter-row-level-security",
      "ban-alter-sequence-values", "ban-concurrent-index-creation-in-transaction", "ban-disable-trigger", "ban-drop-column", "ban-drop-constraint",
      "ban-drop-index", "ban-drop-table", "ban-set-schema", "ban-truncate-cascade", "ban-uncommitted-transaction", "changing-column-type",
      "constraint-missing-not-valid", "disallowed-unique-constraint", "identifier-too-long", "prefer-bigint-over-int", "prefer-bigint-over-smallint",
      "prefer-identity", "prefer-repack", "prefer-robust-stmts", "prefer-text-field", "prefer-timestamptz", "renaming-column", "renaming-table",
      "require-concurrent-index-creation", "require-concurrent-index-deletion", "require-concurrent-partition-detach", "require-concurrent-reindex",
      "require-lock-timeout", "require-table-schema", "require-timeout-settings", "syntax-error", "transaction-nesting",
    ]
    let folder = TemporaryFolder([".squawk.toml": "excluded_rules = [\(squawk.map { "\"\($0)\"" }.joined(separator: ", "))]\n"])
    #expect(Lintel.run("init", in: folder).status == 0)
    let text = folder.read("lintel.toml")
    folder.write("lintel.toml", text.split(separator: "\n").map { $0.hasPrefix("# ") && $0.contains("squawk leaves") ? String($0.dropFirst(2)) : String($0) }.joined(separator: "\n"))
    let outcome = Lintel.run("config", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!text.contains("has nothing like"))
    #expect(outcome.lines.filter { $0.contains("= \"off\"") }.allSatisfy { line in names.contains { line.hasPrefix($0 + " ") } })
  }

  private func converted(_ text: String, _ files: [String: String] = [:]) -> String {
    let folder = TemporaryFolder(files.merging(["1_a.sql": text]) { $1 })
    let outcome = Lintel.run("init", "--squawk-comments", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let after = folder.read("1_a.sql")
    #expect(!Lintel.run("check", in: folder).output.contains("unused-suppression"), "\(after)")
    return after
  }

  @Test func `takes over comments with a reason`() {
    #expect(converted("-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX i ON t (a);\n")
      == "-- lintel: ignore[create-index-blocks-writes] taken over from squawk-ignore require-concurrent-index-creation\nCREATE INDEX i ON t (a);\n")
    #expect(converted("/* squawk-ignore ban-drop-table, require-concurrent-index-deletion */ DROP INDEX i;\n")
      == "/* lintel: ignore[drop-index-blocks-table] taken over from squawk-ignore ban-drop-table, require-concurrent-index-deletion */ DROP INDEX i;\n")
  }

  @Test func `keeps the reason that stands behind it`() {
    #expect(converted("-- squawk-ignore require-concurrent-index-creation -- a small  table\nCREATE INDEX i ON t (a);\n")
      == "-- lintel: ignore[create-index-blocks-writes] a small table (taken over from squawk-ignore require-concurrent-index-creation)\nCREATE INDEX i ON t (a);\n")
  }

  @Test func `takes over what holds for the whole file`() {
    #expect(converted("-- squawk-ignore-file require-concurrent-index-creation\nCREATE INDEX i ON t (a);\nDROP INDEX j;\n")
      .hasPrefix("-- lintel: ignore-file[create-index-blocks-writes] taken over from squawk-ignore-file require-concurrent-index-creation\n"))
    #expect(converted("-- squawk-ignore-file\nCREATE INDEX i ON t (a);\nDROP INDEX j;\n")
      .hasPrefix("-- lintel: ignore-file[create-index-blocks-writes, drop-index-blocks-table] taken over from squawk-ignore-file\n"))
  }

  @Test func `leaves out a comment that would silence nothing`() {
    #expect(converted("SELECT 1;\n-- squawk-ignore require-concurrent-index-creation\nSELECT 2;\n") == "SELECT 1;\nSELECT 2;\n")
  }

  @Test func `leaves other words alone`() {
    for text in ["-- squawk-ignore no-such-rule\nDROP INDEX i;\n", "SELECT '-- squawk-ignore ban-drop-table';\n"] { #expect(converted(text) == text) }
  }

  @Test func `remembers the files that squawk was told about`() {
    let folder = TemporaryFolder([".squawk.toml": "assume_in_transaction = true\n", "1_a.sql": "-- squawk-disable-assume-in-transaction\nSELECT 1;\n"])
    #expect(Lintel.run("init", in: folder).status == 0)
    #expect(Lintel.run("config", "1_a.sql", in: folder).lines.contains { $0.hasPrefix("transaction = \"none\"") })
  }

  /// A known tool tells more of a file than squawk's one answer for all.
  @Test func `lets a known tool have its say`() {
    let folder = TemporaryFolder([
      ".squawk.toml": "assume_in_transaction = true\n", "db/00001_a.sql": "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n", "sql/1_a.sql": "SELECT 1;\n",
    ])
    #expect(Lintel.run("init", in: folder).status == 0)
    #expect(!Lintel.run("config", "db/00001_a.sql", in: folder).output.contains("transaction = "))
    #expect(Lintel.run("config", "sql/1_a.sql", in: folder).lines.contains { $0.hasPrefix("transaction = \"file\"") })
  }

  @Test func `tells of comments that are still squawk's`() {
    let folder = TemporaryFolder(["1_a.sql": "-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX i;\n"])
    #expect(Lintel.run("init", in: folder).output.hasSuffix("1 comment is for squawk: `lintel init --squawk-comments` makes them Lintel's\n"))
    let outcome = Lintel.run("init", "--squawk-comments", in: folder)
    #expect(outcome.output == "lintel.toml is there already, and stays\ntook over 1 comment in 1_a.sql\n")
  }
}
