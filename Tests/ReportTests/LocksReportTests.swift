import Linting
import PostgresBehavior
import Reports
import Testing

struct LocksReportTests {
  private static let legend = "┃ reads and writes wait   │ writes wait   ● ○ the same, during that statement only\n"

  @Test func `a transaction is drawn from lock to COMMIT`() {
    let report = replayed(("db/1.sql", """
      BEGIN;
      ALTER TABLE orders -- the big one
        ADD COLUMN note text;
      CREATE INDEX customers_name_idx ON customers (name);
      COMMIT;
      TRUNCATE audit;

      """))
    #expect(report.shown(as: .text) == """
      db/1.sql (psql)

        line  statement                                 relation   lock              blocks         work              held until
      ┌    1  BEGIN
      │    2  ALTER TABLE orders ADD COLUMN note text   orders     ACCESS EXCLUSIVE  reads, writes  catalog      ╻    line 5 (COMMIT)
      │    4  CREATE INDEX customers_name_idx ON cust…  customers  SHARE             writes         index build  ┃ ╷  line 5 (COMMIT)
      └    5  COMMIT                                                                                             ╹ ╵
           6  TRUNCATE audit                            audit      ACCESS EXCLUSIVE  reads, writes  catalog      ●    its end

        orders: reads and writes stop from line 2 to line 5; customers: writes stop from line 4 to line 5; \
      audit: reads and writes stop while line 6 runs

      \(Self.legend)
      """)
  }

  @Test func `a heavier lock and a ROLLBACK TO change the lane`() {
    let report = replayed(("1.sql", """
      BEGIN;
      CREATE INDEX i ON a (x);
      SAVEPOINT s;
      ALTER TABLE a ADD y int;
      TRUNCATE b;
      ROLLBACK TO s;
      DROP TABLE c;
      COMMIT;
      """))
    #expect(report.shown(as: .text) == """
      1.sql (psql)

        line  statement                relation  lock              blocks         work              held until
      ┌    1  BEGIN
      │    2  CREATE INDEX i ON a (x)  a         SHARE             writes         index build  ╷    line 8 (COMMIT)
      │    3  SAVEPOINT s                                                                      │
      │    4  ALTER TABLE a ADD y int  a         ACCESS EXCLUSIVE  reads, writes  catalog      ╽    line 6 (ROLLBACK TO)
      │    5  TRUNCATE b               b         ACCESS EXCLUSIVE  reads, writes  catalog      ┃ ╻  line 6 (ROLLBACK TO)
      │    6  ROLLBACK TO s                                                                    ╿ ╹
      │    7  DROP TABLE c             c         ACCESS EXCLUSIVE  reads, writes  catalog      │ ╻  line 8 (COMMIT)
      └    8  COMMIT                                                                           ╵ ╹

        a: writes stop from line 2 to line 8, reads from line 4 to line 6; b: reads and writes stop from line 5 to line 6; \
      c: reads and writes stop from line 7 to line 8

      \(Self.legend)
      """)
  }

  @Test func `the runner's transaction has its own BEGIN and COMMIT`() {
    let report = replayed(("1.sql", "TRUNCATE a;"), runner: "goose", wrapping: .file)
    #expect(report.shown(as: .text) == """
      1.sql (goose)

        line  statement        relation  lock              blocks         work        held until
      ┌       BEGIN by goose
      │    1  TRUNCATE a       a         ACCESS EXCLUSIVE  reads, writes  catalog  ╻  COMMIT by goose
      └       COMMIT by goose                                                      ╹

        a: reads and writes stop from line 1 until goose commits

      \(Self.legend)
      """)
  }

  @Test func `a simple query holds its locks to the end of the file`() {
    let shown = replayed(("1.sql", "TRUNCATE a;\nSELECT 1;"), wrapping: .simpleQuery).shown(as: .text)
    #expect(shown.hasPrefix("""
      1.sql (psql)

        line  statement        relation  lock              blocks         work        held until
      ┌    1  TRUNCATE a       a         ACCESS EXCLUSIVE  reads, writes  catalog  ╻  end of the file
      │    2  SELECT 1                                                             ┃
      └       end of the file                                                      ╹

        a: reads and writes stop from line 1 to the end of the file

      """))
  }

  @Test func `a transaction that is never committed, and one that is prepared`() {
    let open = replayed(("1.sql", "BEGIN;\nTRUNCATE a;")).shown(as: .text)
    #expect(open.contains("└       end of the file, without a COMMIT"))
    #expect(open.contains("a: reads and writes stop from line 2 on, without a COMMIT"))
    let prepared = replayed(("1.sql", "BEGIN;\nTRUNCATE a;\nPREPARE TRANSACTION 'x';")).shown(as: .text)
    #expect(prepared.contains("╻  COMMIT PREPARED"))
    #expect(prepared.contains("a: reads and writes stop from line 2 until COMMIT PREPARED"))
  }

  @Test func `what nobody waits for is folded`() {
    let report = replayed(("1.sql", """
      TRUNCATE a;
      SET lock_timeout = '1s';
      SET statement_timeout = '1s';
      SET lock_timeout = '2s';
      SELECT 1;
      INSERT INTO b VALUES (1);
      INSERT INTO b VALUES (2);
      INSERT INTO b VALUES (3);
      INSERT INTO b VALUES (4);
      COMMENT ON TABLE b IS 'b';
      COMMENT ON TABLE c IS 'c';
      COMMENT ON TABLE d IS 'd';
      COMMENT ON TABLE e IS 'e';
      DELETE FROM c;
      """))
    #expect(report.shown(as: .text).hasPrefix("""
      1.sql (psql)

         line  statement      relation     lock                    blocks         work        held until
            1  TRUNCATE a     a            ACCESS EXCLUSIVE        reads, writes  catalog  ●  its end
          2–5  4 statements
          6–9  4 × INSERT     b            ROW EXCLUSIVE           –              –
        10–13  4 × COMMENT    4 relations  SHARE UPDATE EXCLUSIVE  –              catalog
           14  DELETE FROM c  c            ROW EXCLUSIVE           –              –

      """))
  }

  @Test func `new and temporary tables block nobody`() {
    let shown = replayed(("1.sql", """
      CREATE TABLE fresh (id int);
      ALTER TABLE fresh ADD x int;
      CREATE TEMP TABLE t (id int);
      TRUNCATE t;
      TRUNCATE 数据;
      """)).shown(as: .text)
    #expect(shown.hasPrefix("""
      1.sql (psql)

        line  statement                     relation  lock              blocks         work          held until
           1  CREATE TABLE fresh (id int)
           2  ALTER TABLE fresh ADD x int   fresh     ACCESS EXCLUSIVE  –              new table
           3  CREATE TEMP TABLE t (id int)
           4  TRUNCATE t                    t         ACCESS EXCLUSIVE  –              temporary
           5  TRUNCATE 数据                 数据      ACCESS EXCLUSIVE  reads, writes  catalog    ●  its end

      """))
  }

  @Test func `relations that are no tables say what they are`() {
    let shown = replayed(("1.sql", "DROP INDEX i;\nREFRESH MATERIALIZED VIEW m;\nALTER SEQUENCE q RESTART;")).shown(as: .text)
    #expect(shown.contains("  i (index)     ACCESS EXCLUSIVE"))
    #expect(shown.contains("  m (view)      ACCESS EXCLUSIVE"))
    #expect(shown.contains("  q (sequence)  SHARE ROW EXCLUSIVE"))
  }

  @Test func `who waits has a colour, who need not is dim`() {
    let report = replayed(("1.sql", "CREATE TABLE a (x int);\nTRUNCATE a;\nTRUNCATE b;\nREINDEX TABLE c;"))
    let shown = report.shown(as: .text, Style(isColored: true)).replacing("\u{1b}", with: "~")
    #expect(shown.contains("~[2ma~[0m         ~[2mACCESS EXCLUSIVE~[0m  ~[2m–~[0m              ~[2mnew table~[0m\n"))
    #expect(shown.contains("b         ~[1;31mACCESS EXCLUSIVE~[0m  ~[1;31mreads, writes~[0m  catalog      ~[1;31m●~[0m  its end\n"))
    #expect(shown.contains("c         ~[1;33mSHARE~[0m             ~[1;33mwrites~[0m         index build  ~[1;33m○~[0m  its end\n"))
  }

  @Test func `several files get an overview, quiet ones a line`() {
    let shown = replayed(
      ("1.sql", "SELECT 1;"), ("2.sql", "SELECT 1;\nSELECT 2;"), ("3.sql", "TRUNCATE a;"),
      ("4.sql", "SELECT 1;\nDROP TABLE a;\nREINDEX TABLE bb;")
    ).shown(as: .text)
    #expect(shown == """
      1.sql (psql): nothing waits (1 statement)
      2.sql (psql): nothing waits (2 statements)

      3.sql (psql)

        line  statement   relation  lock              blocks         work        held until
           1  TRUNCATE a  a         ACCESS EXCLUSIVE  reads, writes  catalog  ●  its end

        a: reads and writes stop while line 1 runs

      4.sql (psql)

        line  statement         relation  lock              blocks         work            held until
           1  SELECT 1
           2  DROP TABLE a      a         ACCESS EXCLUSIVE  reads, writes  catalog      ●  its end
           3  REINDEX TABLE bb  bb        SHARE             writes         index build  ○  its end

        a: reads and writes stop while line 2 runs; bb: writes stop while line 3 runs

      Reads or writes wait in 2 of 4 files:
        a   reads, writes  3.sql:1 and 4.sql:2
        bb  writes         4.sql:3

      \(Self.legend)
      """)
    #expect(replayed(("1.sql", "SELECT 1;")).shown(as: .text) == "1.sql (psql): nothing waits (1 statement)\n")
    #expect(replayed(("1.sql", ""), ("2.sql", "")).shown(as: .text).hasSuffix("\nNothing waits in 2 files.\n"))
  }

  @Test func `a narrow terminal costs the statement first, then what the lanes say too`() {
    let report = replayed(("1.sql", "BEGIN;\nALTER TABLE customers ADD COLUMN something_long text NOT NULL DEFAULT 'x';\nCOMMIT;"))
    #expect(report.shown(as: .text, Style(width: 100)).hasPrefix("""
      1.sql (psql)

        line  statement            relation   lock              blocks         work        held until
      ┌    1  BEGIN
      │    2  ALTER TABLE custom…  customers  ACCESS EXCLUSIVE  reads, writes  catalog  ╻  line 3 (COMMIT)
      └    3  COMMIT                                                                    ╹

      """))
    #expect(report.shown(as: .text, Style(width: 70)).hasPrefix("""
      1.sql (psql)

        line  statement              relation   lock              work
      ┌    1  BEGIN
      │    2  ALTER TABLE customer…  customers  ACCESS EXCLUSIVE  catalog  ╻
      └    3  COMMIT                                                       ╹

      """))
  }

  @Test func `where columns have no room, the locks stand below their statements`() {
    let report = replayed(("1.sql", """
      BEGIN;
      ALTER TABLE customers ADD COLUMN something_long text NOT NULL DEFAULT 'x';
      CREATE INDEX a_very_long_name_for_an_index ON some_schema.orders_of_last_year (customer_id);
      COMMIT;
      CREATE TABLE fresh (id int);
      ALTER TABLE fresh ADD x int;
      """))
    #expect(report.shown(as: .text, Style(width: 50)) == """
      1.sql (psql)

        line  statement
      ┌    1  BEGIN
      │    2  ALTER TABLE customers ADD COLUMN someth…
      │       customers: ACCESS EXCLUSIVE, catalog;
      │       reads and writes wait
      │    3  CREATE INDEX a_very_long_name_for_an_in…
      │       some_schema.orders_of_last_year: SHARE,
      │       index build; writes wait
      └    4  COMMIT
           5  CREATE TABLE fresh (id int)
           6  ALTER TABLE fresh ADD x int
              fresh: ACCESS EXCLUSIVE, new table

        customers: reads and writes stop from line 2 to
        line 4; some_schema.orders_of_last_year: writes
        stop from line 3 to line 4

      """)
  }

  @Test(arguments: 40...130)
  func `no line is wider than the terminal`(_ width: Int) {
    let lock = (1...9).map { "LOCK TABLE a_table_with_quite_a_long_name_\($0) IN SHARE ROW EXCLUSIVE MODE;\n" }.joined()
    let report = replayed(
      ("1.sql", "BEGIN;\n\(lock)COMMIT;"), ("2.sql", "TRUNCATE a;\nREINDEX TABLE b;"), ("3.sql", "BEGIN;\nALTER TABLE a_table ADD x int;\nCOMMIT;"),
      ("4.sql", "SELECT 1;"))
    let lines = report.shown(as: .text, Style(width: width)).split(separator: "\n")
    #expect(lines.filter { $0.unicodeScalars.count > width } == [])
  }

  @Test func `more relations than lanes are marked`() {
    let tables = (1...10).map { "LOCK TABLE t\($0);\n" }.joined()
    let shown = replayed(("1.sql", "BEGIN;\n\(tables)COMMIT;")).shown(as: .text)
    #expect(shown.contains("└   12  COMMIT\(String(repeating: " ", count: 62))╹ ╹ ╹ ╹ ╹ ╹ ╹ ╹ …\n"))
  }

  @Test func `the JSON tells all of it`() {
    let report = replayed(("1.sql", "BEGIN;\nCREATE TABLE b (id int);\nTRUNCATE \"a\",\n  b;"))
    #expect(report.shown(as: .json) == #"""
      {"version":1,"files":[
      {"path":"1.sql","runner":"psql","steps":[
      {"line":1,"statement":"BEGIN","command":"BEGIN","transaction":{"kind":"explicit","number":1},"effects":[]},
      {"line":2,"statement":"CREATE TABLE b (id int)","command":"CREATE TABLE","transaction":{"kind":"explicit","number":1},"effects":[]},
      {"line":3,"statement":"TRUNCATE \"a\",\n  b","command":"TRUNCATE","transaction":{"kind":"explicit","number":1},"effects":[\#
      {"relation":"a","lock":"AccessExclusiveLock","work":"catalog","blocksReads":true,"blocksWrites":true,"exempt":null},\#
      {"relation":"b","lock":"AccessExclusiveLock","work":"catalog","blocksReads":false,"blocksWrites":false,"exempt":"new"}]}
      ]}
      ]}

      """#)
    #expect(LockReport(files: []).shown(as: .json) == "{\"version\":1,\"files\":[]}\n")
  }
}
