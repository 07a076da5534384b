import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Testing

/// Rules that see a transaction as a whole, beside those that see its statements.
@Suite struct `A finding about a transaction` {
  private static let table = "CREATE TABLE t (id bigint PRIMARY KEY, a int);\nCREATE TABLE u (id bigint PRIMARY KEY, a int);"
  private static let work = "BEGIN;\nALTER TABLE t ADD COLUMN x int;\nCREATE INDEX i ON t (a);\nCREATE INDEX j ON u (a);\nCOMMIT;"

  @Test func `stands for those about its long statements, and has the help of the first`() throws {
    let finding = try #require(Linted([Self.table, Self.work]).last.first)
    #expect(finding.message.description == "blocks every read and write of `t` while an index on `t` is built")
    #expect(finding.help == "build it with `CREATE INDEX CONCURRENTLY`, outside a transaction")
    #expect(finding.labels.map(\.message.description) == [
      "takes an `ACCESS EXCLUSIVE` lock on `t`", "and while an index on `u` is built",
    ])
  }

  @Test func `leaves them alone when its rule is off`() {
    let options = LintOptions.with { $0.severities["work-under-exclusive-lock"] = Severity?.none }
    #expect(Linted([Self.table, Self.work], options).findings == ["3 create-index-blocks-writes", "4 create-index-blocks-writes"])
  }

  @Test func `is silenced with them`() {
    let sql = Self.work.replacing("CREATE INDEX i", with: "-- lintel: ignore[work-under-exclusive-lock] at night\nCREATE INDEX i")
    #expect(Linted([Self.table, sql]).findings == [])
  }

  @Test func `falls apart when a comment is about one of them`() {
    let sql = Self.work.replacing("CREATE INDEX i", with: "-- lintel: ignore[create-index-blocks-writes] t is tiny\nCREATE INDEX i")
    #expect(Linted([Self.table, sql]).findings == ["5 create-index-blocks-writes"])
    let both = Self.work.replacing(
      "CREATE INDEX i", with: "-- lintel: ignore[create-index-blocks-writes, work-under-exclusive-lock] at night\nCREATE INDEX i")
    #expect(Linted([Self.table, both]).findings == [])
  }

  @Test func `leaves out work on a small table`() {
    let small = { (names: Set<String>) in LintOptions.with { $0.isLarge = { names.contains($0.description) ? false : nil } } }
    #expect(Linted([Self.table, Self.work], small(["t"])).messages == [
      "3 note: blocks every write to `t` while the index builds",
      "4 error: blocks every read and write of `t` and every write to `u` while an index on `u` is built",
    ])
    #expect(Linted([Self.table, "BEGIN;\nALTER TABLE t ADD COLUMN x int;\nUPDATE u SET a = 1;\nCOMMIT;"], small(["u"])).messages == [
      "3 note: locks every row of `u` until the last one is written"
    ])
  }

  @Test func `keeps what other transactions of the file found`() {
    let sql = "CREATE INDEX h ON u (a);\n" + Self.work + "\nCREATE INDEX k ON u (a);"
    #expect(Linted([Self.table, sql], rules: indexRules + ["work-under-exclusive-lock"]).findings == [
      "1 create-index-blocks-writes", "4 work-under-exclusive-lock", "7 create-index-blocks-writes",
    ])
  }

  @Test func `names a migration that locks the same tables in the other order`() {
    let one = "BEGIN;\nALTER TABLE t ADD COLUMN x int;\nALTER TABLE u ADD COLUMN x int;\nCOMMIT;"
    let other = "BEGIN;\n\nALTER TABLE u ADD COLUMN y int;\nALTER TABLE t ADD COLUMN y int;\nCOMMIT;"
    let notes = { (migrations: [String]) in Linted(migrations, rules: ["locks-several-tables"]).last.compactMap(\.note?.description) }
    let queue = "a lock is held to the end of its transaction, and whoever uses both tables in the other order deadlocks with it"
    #expect(notes([Self.table, other, "SELECT 1;", one]) == [queue + "; 1.sql took `u` first and `t` then, in line 4"])
    #expect(notes([Self.table, one, one.replacing(" x ", with: " z ")]) == [queue])
    #expect(notes([Self.table, other.replacing("BEGIN;", with: "").replacing("COMMIT;", with: ""), one]) == [queue])
  }

  @Test func `tells that ADD VALUE needs to be out of every transaction before 12`() {
    let options = LintOptions.with { $0.version = ServerVersion(11) }
    #expect(Linted("BEGIN;\nALTER TYPE mood ADD VALUE 'glad';\nCOMMIT;", options).findings == ["2 enum-value-used-in-transaction"])
    #expect(Linted("ALTER TYPE mood ADD VALUE 'glad';", options).findings == [])
  }
}
