import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Testing

/// What is no SQL is passed over, and every place stays where it is.
@Suite struct `Text that is no SQL` {
  /// The statements of a file, as the parser finds them, or what it refuses.
  private func read(_ sql: String, _ runner: String) -> [String] {
    let migration = Recognizer().migration(path: "a.sql", absolute: "/a.sql", source: SourceText(sql), runner: (runner, ""))
    let reader = TreeReader()
    return migration.statements.map { statement in
      let lowered = LoweredStatement(statement, in: migration.source, with: reader)
      let position = migration.source.position(at: statement.span.start)
      return "\(position.line):\(position.column) " + (lowered.error?.message ?? lowered.command)
    }
  }

  @Test(arguments: [
    ("\\set x 1\nSELECT 1;\n\\echo it's done\nSELECT 2;", ["2:1 SELECT", "4:1 SELECT"]),
    ("SELECT 1 \\gset\nSELECT 2 \\g out.txt\nSELECT 3;", ["1:1 SELECT", "2:1 SELECT", "3:1 SELECT"]),
    ("COPY t (a, b) FROM STDIN WITH (FORMAT csv);\n1;2,'x\n\\.\nSELECT 1;", ["1:1 COPY", "4:1 SELECT"]),
    ("\\copy t FROM stdin\n1;'\n\\.\nSELECT 1;", ["4:1 SELECT"]),
    ("ALTER TABLE :schema.t ADD COLUMN c int DEFAULT :value;", ["1:1 ALTER TABLE"]),
    ("ALTER ROLE x PASSWORD :'secret';\nALTER TABLE :\"s\".t DROP c;", ["1:1 ALTER ROLE", "2:1 ALTER TABLE"]),
    ("SELECT a::int, b[1:2], '12:30:x', \":no\" FROM :table;", ["1:1 SELECT"]),
    ("\\restrict abc\nSET x.y = 1;\n\\unrestrict abc\n", ["2:1 SET"]),
    ("SELECT 'a\\b', E'\\'', $$ \\x $$;\n\\if :{?x}\nSELECT 2;\n\\endif", ["1:1 SELECT", "3:1 SELECT"]),
    ("CREATE TABLE ${schema}.t (c numeric(${p}, 2) DEFAULT ${d});", ["1:1 CREATE TABLE"]),
    ("-- é\nSELECT 'é', :x;\n\\echo é\nSELECT 2;", ["2:1 SELECT", "4:1 SELECT"]),
  ])
  func `of psql is masked`(sql: String, statements: [String]) { #expect(read(sql, "psql") == statements) }

  @Test(arguments: [
    ("ALTER TABLE {{ index .Options \"Namespace\" }}.users ADD x int;", ["1:1 ALTER TABLE"]),
    ("{{ if .x }}\nSELECT 1;\n{{ else }}\nSELECT 2;\n{{ end }}\nSELECT '{{1,2},{3}}';", ["2:1 SELECT", "4:1 SELECT", "6:1 SELECT"]),
    ("{{ template \"a.sql\" . }}\nSELECT 1;", ["2:1 SELECT"]),
    ("CREATE TABLE \"{{ .p }}x\" (a int);", ["1:1 CREATE TABLE"]),
    ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT {{ .n }} $$;", ["1:1 CREATE FUNCTION"]),
  ])
  func `of templates is masked`(sql: String, statements: [String]) { #expect(read(sql, "tern") == statements) }

  @Test(arguments: [
    ("CREATE TABLE ${s}.t (a int);\n${prelude};\nALTER TABLE ${s}.t ADD c timestamptz DEFAULT timestamp ${now};", ["1:1 CREATE TABLE", "3:1 ALTER TABLE"]),
    ("ALTER SEQUENCE s RESTART WITH ${start};", ["1:1 ALTER SEQUENCE"]),
    ("CREATE ROLE r PASSWORD ${password};", ["1:1 CREATE ROLE"]),
    ("SELECT '${x}', $$ ${y} $$, $1;", ["1:1 SELECT"]),
  ])
  func `of Flyway is masked`(sql: String, statements: [String]) { #expect(read(sql, "flyway") == statements) }

  @Test func `of another tool is a mistake`() {
    #expect(read("\\set x 1\nSELECT 1;", "flyway").first?.contains("syntax error") == true)
    #expect(read("SELECT ${x};", "golang-migrate").first?.contains("syntax error") == true)
  }

  @Test func `is no syntax error where nobody knows what it stands for`() {
    let input = LintInput(
      migration: Recognizer().migration(path: "a.sql", absolute: "/a.sql", source: SourceText("ALTER TABLE t ${what};\nSELEC 1;\n")),
      options: LintOptions(), history: "")
    let findings = Linter(rules: []).lint([input]).findings
    #expect(findings.map(\.rule) == ["syntax-error"])
    #expect(findings.first.map { input.migration.source.position(at: $0.span.start).line } == 2)
  }
}
