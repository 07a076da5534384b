import LintelRules
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Testing

/// Where the parts of a rewrite come to stand in a file.
@Suite struct `Laying rewrites out` {
  /// The text when no safe fix is left, the fixes that are apart taken together in each round.
  private func fixed(_ sql: String, _ options: LintOptions = LintOptions(), rules: [String] = moving) -> String {
    var sql = sql
    for _ in 0..<30 {
      var edits: [Edit] = []
      for fix in Linted(sql, options, rules: rules).last.compactMap(\.fix) where fix.safety == .safe {
        let isApart = !fix.edits.contains { edit in
          edits.contains { $0.span.start <= edit.span.end && $0.span.end >= edit.span.start && !($0.mayFollowOthers && edit.mayFollowOthers) }
        }
        if isApart { edits += fix.edits }
      }
      if edits.isEmpty { return sql }
      let source = SourceText(sql)
      sql = source.text(of: source.span, after: edits)
    }
    return "does not end: \(sql)"
  }

  private func plan(_ sql: String, _ options: LintOptions = LintOptions()) -> [[String]] {
    Linted(sql, options, rules: moving).last.map { finding in
      finding.fix?.safety == .plan ? finding.fix?.steps.map { "\($0.text?.description ?? "") \($0.sql ?? "")" } ?? [] : ["no plan"]
    }
  }

  @Test func `comments go where their statement goes`() {
    #expect(
      fixed(
        """
        BEGIN;
        -- of the table
        ALTER TABLE t ADD COLUMN a int; -- a

        -- of the index
        -- in two lines
        CREATE INDEX i ON t (b); -- behind
        COMMIT; -- the end
        SELECT 1;
        """)
        == """
        BEGIN;
        -- of the table
        ALTER TABLE t ADD COLUMN a int; -- a

        COMMIT; -- the end
        -- of the index
        -- in two lines
        CREATE INDEX CONCURRENTLY i ON t (b); -- behind
        SELECT 1;
        """)
  }

  @Test func `several statements may stand on a line`() {
    #expect(
      fixed("BEGIN; ALTER TABLE t ADD COLUMN a int; CREATE INDEX i ON t (b); COMMIT; SELECT 1;")
        == "BEGIN; ALTER TABLE t ADD COLUMN a int; COMMIT;\nCREATE INDEX CONCURRENTLY i ON t (b); SELECT 1;")
    #expect(fixed("CREATE INDEX i ON t (b); DROP INDEX j, k;") == "CREATE INDEX CONCURRENTLY i ON t (b); DROP INDEX CONCURRENTLY j;\nDROP INDEX CONCURRENTLY k;")
  }

  @Test func `line ends stay as they are`() {
    #expect(
      fixed("SET lock_timeout = '5s';\r\nBEGIN;\r\nALTER TABLE t ADD COLUMN a int;\r\nCREATE INDEX i ON t (b);\r\nCOMMIT;\r\n")
        == "SET lock_timeout = '5s';\r\nBEGIN;\r\nALTER TABLE t ADD COLUMN a int;\r\nCOMMIT;\r\nSET lock_timeout = 0;\r\nCREATE INDEX CONCURRENTLY i ON t (b);\r\nSET lock_timeout = '5s';\r\n")
  }

  @Test func `the last semicolon may be missing`() {
    #expect(
      fixed("BEGIN;\nALTER TABLE t ADD COLUMN a int;\nCREATE INDEX i ON t (b);\nCOMMIT")
        == "BEGIN;\nALTER TABLE t ADD COLUMN a int;\nCOMMIT;\nCREATE INDEX CONCURRENTLY i ON t (b);")
    #expect(
      fixed("SET lock_timeout = '5s';\nCREATE INDEX i ON t (b)")
        == "SET lock_timeout = '5s';\nSET lock_timeout = 0;\nCREATE INDEX CONCURRENTLY i ON t (b);\nSET lock_timeout = '5s';")
  }

  @Test func `indentation stays as it is`() {
    #expect(
      fixed("SET lock_timeout = '5s';\n\tCREATE INDEX i ON t (b);\n")
        == "SET lock_timeout = '5s';\n\tSET lock_timeout = 0;\n\tCREATE INDEX CONCURRENTLY i ON t (b);\n\tSET lock_timeout = '5s';\n")
  }

  @Test func `a block that is empty then goes`() {
    #expect(fixed("BEGIN;\nSET LOCAL lock_timeout = '5s';\nCREATE INDEX i ON t (a);\n\nCREATE INDEX j ON t (b);\nCOMMIT;\n")
      == "\nCREATE INDEX CONCURRENTLY i ON t (a);\nCREATE INDEX CONCURRENTLY j ON t (b);\n")
  }

  @Test func `neighbours share one pair of timeouts`() {
    let sql = "SET lock_timeout = '5s';\nCREATE INDEX i ON t (a);\nCREATE INDEX j ON t (b); -- j\n-- k\nCREATE INDEX k ON t (c);\nALTER TABLE t ADD COLUMN d int;\n"
    #expect(
      fixed(sql)
        == """
        SET lock_timeout = '5s';
        SET lock_timeout = 0;
        CREATE INDEX CONCURRENTLY i ON t (a);
        CREATE INDEX CONCURRENTLY j ON t (b); -- j
        -- k
        CREATE INDEX CONCURRENTLY k ON t (c);
        SET lock_timeout = '5s';
        ALTER TABLE t ADD COLUMN d int;

        """)
  }

  @Test func `what leaves a block keeps its order and gets one pair of timeouts`() {
    let sql = """
      SET statement_timeout = '1min';
      BEGIN;
      CREATE INDEX i ON t (a);
      ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);
      CREATE INDEX j ON t (b);
      DROP INDEX k;
      COMMIT;
      """
    #expect(
      fixed(sql)
        == """
        SET statement_timeout = '1min';
        BEGIN;
        ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
        COMMIT;
        SET statement_timeout = 0;
        CREATE INDEX CONCURRENTLY i ON t (a);
        SET statement_timeout = '1min';
        ALTER TABLE t VALIDATE CONSTRAINT c;
        SET statement_timeout = 0;
        CREATE INDEX CONCURRENTLY j ON t (b);
        DROP INDEX CONCURRENTLY k;
        SET statement_timeout = '1min';
        """)
  }

  @Test func `a block is cut where what follows needs the statement`() {
    let sql = """
      begin;
      set local lock_timeout = '5s';
      alter table t add column d int;
      create index i on t (a);
      create index j on t (b);
      alter index i rename to k;
      alter index j rename to l;
      commit;
      """
    #expect(
      fixed(sql)
        == """
        begin;
        set local lock_timeout = '5s';
        alter table t add column d int;
        commit;
        create index concurrently i on t (a);
        create index concurrently j on t (b);
        begin;
        set local lock_timeout = '5s';
        alter index i rename to k;
        alter index j rename to l;
        commit;
        """)
  }

  @Test func `where there is no way out it is a plan`() {
    let step = ["outside a transaction CREATE INDEX CONCURRENTLY i ON t (a);"]
    #expect(plan("BEGIN; SAVEPOINT s; CREATE INDEX i ON t (a); RELEASE s; COMMIT;") == [step])
    #expect(plan("BEGIN; CREATE INDEX i ON t (a); COMMIT AND CHAIN; COMMIT;") == [step])
    #expect(plan("BEGIN; CREATE INDEX i ON t (a); ROLLBACK;") == [step])
    #expect(plan("BEGIN; UPDATE t SET a = 1; CREATE INDEX i ON t (a); ALTER INDEX i RENAME TO j; COMMIT;") == [step])
    #expect(
      plan("CREATE INDEX i ON t (a);", .with { $0.wrapping = .file })
        == [["in a migration of its own that runs outside a transaction CREATE INDEX CONCURRENTLY i ON t (a);"]])
    #expect(
      plan("CREATE INDEX i ON t (a); SELECT 1;", .with { $0.wrapping = .simpleQuery })
        == [["in a migration of its own that runs outside a transaction CREATE INDEX CONCURRENTLY i ON t (a);"]])
    #expect(
      plan("DO $$ BEGIN CREATE INDEX i ON t (a); END $$;")
        == [["instead of in the function or `DO` block CREATE INDEX CONCURRENTLY i ON t (a);"]])
  }

  @Test func `nothing that another fix moved is put out of its order`() {
    let sql = "SET lock_timeout = '5s';\nBEGIN;\nALTER TABLE t ADD COLUMN x int;\nDROP INDEX a;\nDROP INDEX b;\nCOMMIT;\nALTER TABLE t DROP COLUMN y;\n"
    let end = fixed(sql)
    #expect(
      end
        == """
        SET lock_timeout = '5s';
        BEGIN;
        ALTER TABLE t ADD COLUMN x int;
        COMMIT;
        SET lock_timeout = 0;
        DROP INDEX CONCURRENTLY a;
        DROP INDEX CONCURRENTLY b;
        SET lock_timeout = '5s';
        ALTER TABLE t DROP COLUMN y;

        """)
    #expect(!Linted(end, LintOptions()).rules.contains("short-timeout-on-concurrent-build"))
  }
}

private let moving = ["create-index-blocks-writes", "drop-index-blocks-table", "check-blocks-table", "foreign-key-blocks-writes"]
