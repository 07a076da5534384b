import LintelRules
import Linting
import PostgresBehavior
import Testing

/// What single fixes write: cases that generated migrations have brought up.
@Suite struct `The text of a fix` {
  private let partitioned = """
    CREATE TABLE events (id bigint NOT NULL, day integer) PARTITION BY RANGE (day);
    CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (10);
    CREATE INDEX events_id_idx ON events (id);
    """

  /// After the fixes of one rule.
  private func fixed(_ migrations: [String], _ rule: String, _ options: LintOptions = LintOptions()) -> String {
    var bytes = Array((migrations.last ?? "").utf8)
    let edits = Linted(migrations, options, rules: [rule]).last.compactMap(\.fix).filter { $0.safety == .safe }.flatMap(\.edits)
    for edit in edits.sorted(by: { $0.span.start > $1.span.start }) { bytes.replaceSubrange(edit.span.start..<edit.span.end, with: Array(edit.text.utf8)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `keeps the comments between words that go`() {
    #expect(
      fixed(["CREATE TABLE t (a int);", "CREATE INDEX CONCURRENTLY IF /* really */ NOT EXISTS i ON t (a);"], "concurrent-index-if-not-exists")
        == "DROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY /* really */ i ON t (a);")
    #expect(
      fixed(["CREATE TABLE t (a int);", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID, -- later\n  VALIDATE CONSTRAINT c;"], "validated-in-same-transaction")
        == "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID -- later\n  ;\nALTER TABLE t VALIDATE CONSTRAINT c;")
  }

  @Test func `puts CONCURRENTLY before what comes behind an unfinished statement`() {
    #expect(
      fixed([partitioned, "ALTER TABLE events DETACH PARTITION events_1"], "detach-blocks-table")
        == "ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY;\nALTER TABLE events_1 DROP CONSTRAINT IF EXISTS events_1_day_check;")
  }

  @Test func `knows the names of inherited constraints`() {
    let text = fixed([partitioned + "ALTER TABLE events ADD CHECK (day > 0);", "ALTER TABLE events DETACH PARTITION events_1;"], "detach-blocks-table")
    #expect(text.contains("DROP CONSTRAINT IF EXISTS events_1_day_check;"))
  }

  @Test func `drops nothing of a table that no migration makes`() {
    let text = "CREATE INDEX CONCURRENTLY a ON t (a);\nCREATE INDEX IF NOT EXISTS i ON t (a);"
    #expect(fixed([text], "create-index-blocks-writes") == text)
  }

  @Test func `does not help a statement that fails all the same`() {
    let text = "DROP INDEX CONCURRENTLY events_id_idx, other;"
    #expect(fixed([partitioned, text], "invalid-concurrently") == text)
  }

  @Test func `validates nothing in the transaction of a file that is sent as one string`() {
    let text = "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"
    #expect(fixed([text], "never-validated-constraint", LintOptions(wrapping: .simpleQuery)) == text)
    #expect(fixed([text + " -- for now"], "never-validated-constraint") == text + " -- for now\nALTER TABLE t VALIDATE CONSTRAINT c;")
  }

  @Test func `leaves the line end of a comment to it`() {
    let column = "ALTER TABLE t ADD COLUMN b text DEFAULT 'x' -- why\n  CHECK (b <> '') COLLATE \"C\";"
    #expect(fixed(["CREATE TABLE t (a int);", column], "add-column-scans-table").contains("-- why\n"))
  }

  @Test func `sets a timeout behind what its transaction takes away`() {
    let text = "BEGIN;\nSET LOCAL lock_timeout = '2s';\nALTER TABLE t ADD COLUMN c int;\nRESET lock_timeout;\nALTER TABLE t ADD COLUMN d int;\nCOMMIT;"
    #expect(fixed(["CREATE TABLE t (a int);", text], "ineffective-lock-timeout").contains("RESET lock_timeout;\nSET LOCAL lock_timeout = '2s';\nALTER"))
  }

  @Test func `takes no name that a partition has from a renamed index`() {
    let renamed = partitioned + "\nCREATE INDEX days ON events (day);\nALTER INDEX days RENAME TO old;"
    let text = fixed([renamed, "CREATE INDEX days ON events (day);"], "partitioned-index-blocks-writes")
    #expect(text.contains("CREATE INDEX CONCURRENTLY events_1_day_idx1 ON events_1 (day);"))
  }

  @Test func `says no name that a partition may have from an index made ON ONLY`() {
    let only = partitioned + "\nCREATE INDEX days ON ONLY events (day) INCLUDE (id);"
    #expect(fixed([only, "CREATE INDEX again ON events (day, id);"], "partitioned-index-blocks-writes") == "CREATE INDEX again ON events (day, id);")
    let attached = only + "\nCREATE INDEX events_1_days ON events_1 (day) INCLUDE (id);\nALTER INDEX days ATTACH PARTITION events_1_days;"
    let text = fixed([attached, "CREATE INDEX again ON events (day, id);"], "partitioned-index-blocks-writes")
    #expect(text.contains("CREATE INDEX CONCURRENTLY events_1_day_id_idx ON events_1 (day, id);"))
  }

  @Test func `says no name that a dropped index of a partition may have left`() {
    let two = partitioned + "\nCREATE INDEX days ON events (day);\nCREATE INDEX more ON events (day);\nDROP INDEX days;"
    #expect(fixed([two, "CREATE INDEX days ON events (day);"], "partitioned-index-blocks-writes") == "CREATE INDEX days ON events (day);")
  }

  @Test func `builds the indexes of partitions in the order of the file`() {
    let before = partitioned + "\nCREATE INDEX old ON events (day);\nDROP INDEX old;"
    // Nobody can say which names the partitions of the second one get.
    let text = fixed([before, "BEGIN;\nCREATE INDEX first ON events (day DESC);\nCREATE INDEX second ON events (day);\nCOMMIT;"], "partitioned-index-blocks-writes")
    let first = text.firstRange(of: "events_1_day_idx "), second = text.firstRange(of: "INDEX second")
    #expect(first.map { first in second.map { first.lowerBound < $0.lowerBound } ?? false } ?? false, "\(text)")
  }

  @Test func `proves what the DEFAULT partition takes as PostgreSQL says it`() {
    let table = partitioned + "\nCREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20);\nCREATE TABLE rest (id bigint NOT NULL, day integer);"
    let text = fixed([table, "ALTER TABLE events ATTACH PARTITION rest DEFAULT;"], "attach-scans-partition")
    #expect(text.contains("CHECK (NOT (day IS NOT NULL AND ((day >= 1 AND day < 10) OR (day >= 10 AND day < 20)))) NOT VALID;"))
  }

  @Test func `lets no index go before the statement that makes its column`() {
    let table = "CREATE TABLE orders (id bigint PRIMARY KEY, number text);"
    let text = "BEGIN;\nALTER TABLE orders ADD COLUMN code text, ADD UNIQUE (number);\nCOMMIT;\nCREATE UNIQUE INDEX CONCURRENTLY c ON orders (code);"
    let result = fixed([table, text], "unique-blocks-table")
    let behind = result.split(separator: "ADD COLUMN").last ?? ""
    #expect(behind.contains("INDEX CONCURRENTLY c ON"), "\(result)")
  }

  @Test func `sees a name in what waits, in any script and with quotes in it`() {
    for name in ["\"ΩMEGA\"", "\"a\"\"b\"", "straße"] {
      let text = "BEGIN;\nALTER TABLE \(name) ALTER COLUMN price SET NOT NULL;\nALTER TABLE \(name) DETACH PARTITION old;\nCOMMIT;"
      let result = fixed([text], "not-null-scans-table")
      let behind = result.split(separator: "DETACH", maxSplits: 1).last ?? ""
      #expect(result.contains("VALIDATE") && !behind.contains("VALIDATE"), "\(result)")
    }
  }

  @Test func `names no table by a schema that it guesses`() {
    let text = "SET search_path = app, public;\nALTER TABLE users ADD CONSTRAINT c CHECK (id > 0) NOT VALID;"
    #expect(fixed([text], "never-validated-constraint") == text)
    #expect(fixed(["CREATE TABLE app.users (id int);", text], "never-validated-constraint").hasSuffix("ALTER TABLE app.users VALIDATE CONSTRAINT c;"))
    let one = text.replacing("app, public", with: "app")
    #expect(fixed([one], "never-validated-constraint").hasSuffix("ALTER TABLE app.users VALIDATE CONSTRAINT c;"))
  }

  @Test func `gives no number to partitions whose constraints come to one name`() {
    let name = String(repeating: "events_by_day_", count: 4)
    let table = "CREATE TABLE events (id int NOT NULL, day int NOT NULL) PARTITION BY RANGE (day);"
    let parts = (1...2).map { "CREATE TABLE \(name)\($0) PARTITION OF events FOR VALUES FROM (\($0)) TO (\($0 + 1));" }
    let text = "ALTER TABLE events ADD CONSTRAINT once UNIQUE (id, day);"
    #expect(fixed([table + parts.joined(), text], "unique-blocks-table", LintOptions(version: ServerVersion(18))) == text)
    #expect(fixed([table + parts[0], text], "unique-blocks-table", LintOptions(version: ServerVersion(18))) != text)
  }

  @Test func `refreshes beside reads only what is known to hold data`() {
    let text = "CREATE UNIQUE INDEX CONCURRENTLY u ON totals (id);\nREFRESH MATERIALIZED VIEW totals;", view = "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS id;"
    #expect(fixed([text], "refresh-blocks-reads") == text)
    #expect(fixed([view, text], "refresh-blocks-reads").hasSuffix("REFRESH MATERIALIZED VIEW CONCURRENTLY totals;"))
  }

  @Test func `makes no partition behind an index that is dropped`() {
    let text = "BEGIN;\nCREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20);\nDROP INDEX events_id_idx;\nCOMMIT;"
    let result = fixed(["CREATE TABLE rest (id int);", text], "create-partition-locks-parent")
    #expect(!(result.split(separator: "DROP INDEX").last ?? "").contains("events_2"), "\(result)")
  }
}
