import LintelTestSupport
import Testing

@Suite struct `lintel init` {
  private static let goose = "-- +goose Up\nCREATE TABLE t (a int);\n"

  @Test func `writes what it sees, and the program reads it`() {
    let folder = TemporaryFolder(["db/migrations/00001_a.sql": Self.goose, "schema.sql": "CREATE TABLE u (a int);\n", "node_modules/x/1_a.sql": SQL.error])
    let outcome = Lintel.run("init", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "wrote lintel.toml\nfound 1 migration in db/migrations for goose: line 1 says `-- +goose Up`\n")
    let text = folder.read("lintel.toml")
    #expect(text.contains("\npaths = [\"db/migrations\"]\n"))
    #expect(text.contains("\n# db/migrations: 1 migration for goose, because line 1 says `-- +goose Up`\n# runner = \"goose\"\n"))
    #expect(Lintel.run("check", in: folder).output == "No findings in 1 file (1 statement).\n")
  }

  /// What stands there as a comment is right as soon as it is none.
  @Test func `has comments that may be taken off`() {
    let folder = TemporaryFolder()
    #expect(Lintel.run("init", in: folder).status == 0)
    let lines = folder.read("lintel.toml").split(separator: "\n").map { line in
      let rest = line.drop { $0 == "#" || $0 == " " }
      return rest.hasPrefix("[") || rest.prefix { $0.isLetter || $0 == "-" || $0 == "_" }.count > 3 && rest.contains(" = ") ? String(rest) : String(line)
    }
    #expect(lines.count { !$0.hasPrefix("#") } > 10)
    folder.write("lintel.toml", lines.joined(separator: "\n"))
    let outcome = Lintel.run("config", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `names the tools where several come into question`() {
    let folder = TemporaryFolder(["db/1_a.up.sql": "SELECT 1;\n", "db/1_a.down.sql": "SELECT 1;\n"])
    let outcome = Lintel.run("init", in: folder)
    #expect(outcome.output.contains(": name the one in `runner`") || outcome.output.contains("golang-migrate"), "\(outcome.output)")
    #expect(Lintel.run("config", in: folder).status == 0)
  }

  @Test func `writes over nothing unless it is told to`() {
    let folder = TemporaryFolder(["lintel.toml": "postgres = 16\n"])
    let outcome = Lintel.run("init", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel: lintel.toml is there already; --force writes over it\n")
    #expect(folder.read("lintel.toml") == "postgres = 16\n")
    #expect(Lintel.run("init", "--force", in: folder).status == 0)
    #expect(folder.read("lintel.toml").hasPrefix("# Lintel's configuration."))
  }

  static let hook = #"""
    - repo: local
      hooks:
        - id: lintel
          name: lintel
          entry: lintel check
          language: system
          args: [--] # options go before it
          types_or: [sql, python]
          files: '\.sql$|(^|/)migrations/[^_/][^/]*\.py$'
          require_serial: true

    """#

  private static func indented(_ by: String) -> String { hook.split(separator: "\n").map { by + $0 + "\n" }.joined() }

  static let configurations: [(before: String, after: String)] = [
    ("", "repos:\n" + indented("  ")),
    ("repos: []\n", "repos:\n" + indented("  ")),
    ("# a comment\nrepos:\n- repo: a\n  rev: b\n", "# a comment\nrepos:\n- repo: a\n  rev: b\n" + indented("")),
    ("repos:\n  - repo: a\n    rev: b\n\nci:\n  skip: [x]\n", "repos:\n  - repo: a\n    rev: b\n" + indented("  ") + "\nci:\n  skip: [x]\n"),
    ("repos:\n    - repo: a\n      rev: b", "repos:\n    - repo: a\n      rev: b\n" + indented("    ")),
    ("repos: []  # none yet\nci: {}\n", "repos:  # none yet\n" + indented("  ") + "ci: {}\n"),
    ("fail_fast: true\n", "fail_fast: true\nrepos:\n" + indented("  ")),
    ("repos:\n  - repo: a\n    hooks:\n      - id: lintel-system\n", "repos:\n  - repo: a\n    hooks:\n      - id: lintel-system\n"),
  ]

  @Test(arguments: configurations)
  func `adds the hook where it belongs`(_ before: String, _ after: String) {
    let folder = TemporaryFolder(before.isEmpty ? [:] : [".pre-commit-config.yaml": before])
    #expect(Lintel.run("init", "--pre-commit", in: folder).status == 0)
    #expect(folder.read(".pre-commit-config.yaml") == after)
    #expect(Lintel.run("init", "--pre-commit", "--force", in: folder).output.contains("has the hook already"))
    #expect(folder.read(".pre-commit-config.yaml") == after)
  }

  @Test(arguments: ["repos: [{repo: local, hooks: []}]\n", "repos: [\n  {repo: local, hooks: []}]\n", "repos: &all\n  - repo: a\n"])
  func `leaves a list alone that it cannot add to`(_ text: String) {
    let folder = TemporaryFolder([".pre-commit-config.yaml": text, "lintel.toml": ""])
    let outcome = Lintel.run("init", "--pre-commit", in: folder)
    #expect(outcome.status == 2 && outcome.errors.contains("add this to it by hand:\n\n  - repo: local\n"), "\(outcome.errors)")
    #expect(folder.read(".pre-commit-config.yaml") == text)
  }

  @Test func `adds the hook beside a configuration that stays`() {
    let folder = TemporaryFolder(["lintel.toml": "postgres = 16\n"])
    let outcome = Lintel.run("init", "--pre-commit", in: folder)
    #expect(outcome.status == 0 && outcome.output.hasPrefix("lintel.toml is there already, and stays\nadded the hook"), "\(outcome.output)")
    #expect(folder.read("lintel.toml") == "postgres = 16\n")
    #expect(folder.read(".pre-commit-config.yaml") == "repos:\n" + Self.indented("  "))
  }

  @Test func `starts from the configuration of a folder further up`() {
    let folder = TemporaryFolder(["lintel.toml": "postgres = 13\nfail-on = \"warning\"\n", "sub/1_a.sql": SQL.clean])
    let outcome = ChildProcess.run([Lintel.path, "init"], in: folder.path + "/sub")
    #expect(outcome.status == 0 && outcome.text.contains("it starts from ../lintel.toml, which counted here so far\n"), "\(outcome.text)")
    let config = ChildProcess.run([Lintel.path, "config", "."], in: folder.path + "/sub")
    #expect(config.text.contains("postgres = 13") && config.text.contains("fail-on = \"warning\""), "\(config.text)")
  }

  @Test func `sees what runs on the way up alone`() {
    let sqitch = TemporaryFolder([
      "sqitch.plan": "%syntax-version=1.0.0\n%project=a\n\na 2024-01-01T00:00:00Z A <a@example.org> # a\n", "deploy/a.sql": "BEGIN;\nSELECT 1;\nCOMMIT;\n",
      "revert/a.sql": "BEGIN;\nSELECT 1;\nCOMMIT;\n", "verify/a.sql": "BEGIN;\nSELECT 1;\nROLLBACK;\n",
    ])
    #expect(Lintel.run("init", in: sqitch).output.contains("found 1 migration in deploy for sqitch"))
    #expect(sqitch.read("lintel.toml").contains("\npaths = [\"deploy\"]\n"))
    let diesel = TemporaryFolder(["diesel.toml": "", "migrations/2024-01-01-000000_a/up.sql": SQL.clean, "migrations/2024-01-01-000000_a/down.sql": SQL.clean])
    #expect(Lintel.run("init", in: diesel).output.contains("found 1 migration in migrations for diesel"))
  }

  @Test func `sees Django`() {
    let module = "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    operations = []\n"
    let folder = TemporaryFolder([
      "manage.py": "", "shop/migrations/__init__.py": "", "shop/migrations/0001_a.py": module, "shop/migrations/0002_b.py": module, "blog/migrations/0001_a.py": module,
    ])
    let outcome = Lintel.run("init", in: folder)
    #expect(outcome.output.contains("found 1 migration in blog/migrations for django: there is `manage.py`\nfound 2 migrations in shop/migrations for django"), "\(outcome.output)")
    #expect(Lintel.run("config", in: folder).status == 0)
    #expect(Lintel.run("check", "--no-run", in: folder).output.contains("in 3 files"))
  }
}
