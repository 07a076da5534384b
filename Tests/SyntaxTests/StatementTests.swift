import PostgresSyntax
import Testing

@Suite struct `Statements` {
  @Test(arguments: [
    ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
    ("SELECT 1", ["SELECT 1"]),
    ("-- one\n/* two */ SELECT 1 -- three\n; -- four\nSELECT 2 /* five */", ["SELECT 1", "SELECT 2"]),
    ("SELECT /* in it; */ 1", ["SELECT /* in it; */ 1"]),
    ("/* a /* nested; */ comment; */ SELECT 1;", ["SELECT 1"]),
    ("\u{feff}SELECT 1;", ["SELECT 1"]),
    ("\u{feff}-- first\nSELECT 1;", ["SELECT 1"]),
    ("SELECT 1;\r\n\r\nSELECT\r\n2;\r\n", ["SELECT 1", "SELECT\r\n2"]),
    ("SELECT $$;$$; SELECT $a$ $$;$b$ $a$;", ["SELECT $$;$$", "SELECT $a$ $$;$b$ $a$"]),
    ("SELECT 'it''s;'; SELECT E'\\';'; SELECT \"a;\"\"b\";", ["SELECT 'it''s;'", "SELECT E'\\';'", "SELECT \"a;\"\"b\""]),
    ("SELECT größe, \"naïve;\" FROM straße; SELECT '😀;€'", ["SELECT größe, \"naïve;\" FROM straße", "SELECT '😀;€'"]),
    (";; SELECT 1;; ;", ["SELECT 1"]),
    ("", []), (" \n\t", []), ("-- only\n/* comments; */", []), (";", []),
    // Words that the grammar does not reserve begin statements too.
    ("COMMIT; ANALYZE t; VACUUM", ["COMMIT", "ANALYZE t", "VACUUM"]),
  ])
  func `are cut at their own semicolons`(sql: String, texts: [String]) {
    let source = SourceText(sql)
    #expect(source.statementTexts == texts)
  }

  @Test(arguments: [
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
    "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN 1 ELSE CASE a WHEN 0 THEN 2 END END; END",
    "CREATE PROCEDURE p() begin atomic INSERT INTO t VALUES (1); end",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.end FROM t; SELECT 1 AS end; SELECT 1 AS \"case\"; END",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.case FROM t; END",
    "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (2))",
    "CREATE OR REPLACE RULE r AS ON UPDATE TO t DO INSTEAD (NOTIFY a; NOTIFY b;)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$BEGIN PERFORM 1; END$$",
  ])
  func `keep the semicolons inside them`(first: String) {
    let source = SourceText("\(first);\nSELECT 1;\nDROP TABLE t;")
    #expect(source.statementTexts == [first, "SELECT 1", "DROP TABLE t"])
    #expect(source.trees.count == 3 && source.trees.suffix(2) == ["SelectStmt", "DropStmt"])
    #expect(source.trees.first?.hasPrefix("Create") == true || source.trees.first == "RuleStmt", "\(source.trees)")
  }

  @Test func `know their regions and whether they are ended`() {
    let list = SourceText("-- a\nSELECT 1 ; -- b\n SELECT 2 -- c\n").statements()
    #expect(list == [
      Statement(span: Span(5, 13), region: Span(0, 14), isTerminated: true),
      Statement(span: Span(22, 30), region: Span(15, 36), isTerminated: false),
    ])
  }

  @Test func `of a part stay within it`() {
    let source = SourceText("SELECT 1; SELECT 2; SELECT 3;")
    let list = source.statements(in: Span(10, 19))
    #expect(list == [Statement(span: Span(10, 18), region: Span(10, 18), isTerminated: true)])
    #expect(source.statements(in: Span(9, 14)).map(\.span) == [Span(10, 14)])
    #expect(source.statements(in: Span(4, 4)) == [])
  }

  @Test(arguments: [
    ("SELECT 1; SELECT 1a; SELECT 3;", ["SelectStmt", "trailing junk after numeric literal at or near \"1a\" @17", "SelectStmt"]),
    ("SELECT 1a; SELECT 2b; SELECT 3", [
      "trailing junk after numeric literal at or near \"1a\" @7", "trailing junk after numeric literal at or near \"2b\" @18", "SelectStmt",
    ]),
    ("SELECT 'é€', 1a; SELECT 2", ["trailing junk after numeric literal at or near \"1a\" @16", "SelectStmt"]),
    ("SELECT 1a, 'x;y'; SELECT 2;", ["trailing junk after numeric literal at or near \"1a\" @7", "SelectStmt"]),
    ("SELECT \"\"; SELECT 2;", ["zero-length delimited identifier at or near \"\"\"\" @7", "SelectStmt"]),
    // A dollar sign belongs to a name or a number, or opens a string.
    ("SELECT a$b$, $1; SELECT a$$ FROM t; SELECT 1$$;$$", ["SelectStmt", "SelectStmt", "syntax error at or near \"$$;$$\" @44"]),
    ("SELECT U&'\\;', b'0;1'; SELECT 2", ["invalid Unicode escape @10", "SelectStmt"]),
    // An open quote takes all that follows with it.
    ("SELECT 1; SELECT 'open; SELECT 3;", ["SelectStmt", "unterminated quoted string at or near \"'open; SELECT 3;\" @17"]),
    ("SELECT 1; SELECT E'open\\'; SELECT 3;", ["SelectStmt", "unterminated quoted string at or near \"E'open\\'; SELECT 3;\" @17"]),
    ("SELECT 1;\nSELECT $x$ 2; $y$", ["SelectStmt", "unterminated dollar-quoted string at or near \"$x$ 2; $y$\" @17"]),
    ("SELECT 1; /* open /* */", ["SelectStmt", "unterminated /* comment at or near \"/* open /* */\" @10"]),
    ("SELECT 1 /* open; SELECT 2", ["unterminated /* comment at or near \"/* open; SELECT 2\" @9"]),
    ("SELECT \"open", ["unterminated quoted identifier at or near \"\"open\" @7"]),
  ])
  func `stand beside what cannot be scanned`(sql: String, trees: [String]) {
    #expect(SourceText(sql).trees == trees)
  }

  @Test(arguments: [
    ("selec 1; SELECT 2;", ["syntax error at or near \"selec\" @0", "SelectStmt"]),
    ("SELECT (; SELECT 2; SELECT 3", ["syntax error at end of input @8", "SelectStmt", "SelectStmt"]),
    ("SELECT 1); SELECT 2", ["syntax error at or near \")\" @8", "SelectStmt"]),
    ("SELECT 1; ALTER TABLE; DROP TABLE t", ["SelectStmt", "syntax error at end of input @21", "DropStmt"]),
    // Positions are bytes, behind any characters.
    ("SELECT 'é€😀' x y; SELECT 2", ["syntax error at or near \"y\" @21", "SelectStmt"]),
    ("-- é\nSELECT größe größe größe", ["syntax error at or near \"größe\" @29"]),
    // A message stays on one line.
    ("SELECT 1 'a\n  b'", ["syntax error at or near \"'a b'\" @9"]),
    ("CREATE TABLE t (a int,); SELECT 1", ["syntax error at or near \")\" @22", "SelectStmt"]),
  ])
  func `stand beside what cannot be parsed`(sql: String, trees: [String]) {
    #expect(SourceText(sql).trees == trees)
  }
}
