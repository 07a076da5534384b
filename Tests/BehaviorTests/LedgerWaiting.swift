import LintelTestSupport
import PostgresBehavior
import Testing

extension Row {
  private static let indexed = Setup.table + "CREATE INDEX t_a ON t (a);\n"

  /// What cannot be looked at in a transaction block is looked at while it waits for the lock that `blocker` keeps from it.
  static let waiting: [(row: Row, blocker: String)] = [
    (Row("CREATE INDEX CONCURRENTLY ON t (b)", setup: indexed), "LOCK TABLE t"),
    (Row("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a)", setup: indexed), "LOCK TABLE t"),
    // It holds its lock while it waits for those who write.
    (Row("CREATE INDEX CONCURRENTLY ON t (b)", setup: indexed), "INSERT INTO t VALUES (7)"),
    (Row("DROP INDEX CONCURRENTLY t_a", setup: indexed), "LOCK TABLE t"),
    (Row("DROP INDEX CONCURRENTLY t_a", setup: indexed), "SELECT * FROM t"),
    (Row("REINDEX INDEX CONCURRENTLY t_a", setup: indexed), "LOCK TABLE t"),
    (Row("REINDEX INDEX CONCURRENTLY t_a", setup: indexed), "INSERT INTO t VALUES (7)"),
    (Row("REINDEX TABLE CONCURRENTLY t", setup: indexed), "LOCK TABLE t"),
    (Row("REINDEX TABLE CONCURRENTLY t", setup: indexed), "INSERT INTO t VALUES (7)"),
    (Row("REINDEX TABLE p", setup: Setup.partitioned + "CREATE INDEX p_a ON p (a);"), "LOCK TABLE p1"),
    (Row("VACUUM t", setup: indexed), "LOCK TABLE ONLY t IN SHARE UPDATE EXCLUSIVE MODE"),
    (Row("VACUUM (ANALYZE) t", setup: indexed), "LOCK TABLE ONLY t IN SHARE UPDATE EXCLUSIVE MODE"),
    (Row("VACUUM FULL t", setup: indexed), "LOCK TABLE ONLY t IN SHARE UPDATE EXCLUSIVE MODE"),
    (Row("VACUUM", setup: indexed), "LOCK TABLE ONLY t IN SHARE UPDATE EXCLUSIVE MODE"),
    (Row("VACUUM FULL", setup: indexed), "LOCK TABLE ONLY t IN SHARE UPDATE EXCLUSIVE MODE"),
    (Row("VACUUM p", setup: Setup.partitioned), "LOCK TABLE ONLY p1 IN SHARE UPDATE EXCLUSIVE MODE"),
    (Row("VACUUM base", setup: Setup.inherited), "LOCK TABLE ONLY base IN SHARE UPDATE EXCLUSIVE MODE"),
    (Row("VACUUM base", setup: Setup.inherited, versions: 18...99), "LOCK TABLE ONLY child IN SHARE UPDATE EXCLUSIVE MODE"),
    (Row("CLUSTER p USING p_a", setup: Setup.partitioned + "CREATE INDEX p_a ON p (a);"), "LOCK TABLE p1"),
    (Row("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", setup: Setup.partitioned), "LOCK TABLE ONLY p"),
    (
      Row("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", setup: Setup.partitioned
        + "CREATE TABLE r (id int PRIMARY KEY); INSERT INTO r SELECT generate_series(0, 30); ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES r;"),
      "LOCK TABLE r"
    ),
    // Behind its first transaction it locks the partition for itself.
    (Row("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", setup: Setup.partitioned), "SELECT * FROM p1"),
  ]
}

struct WaitingCase: Sendable, CustomTestStringConvertible {
  var row: Row
  var blocker: String
  var server: PostgresServer

  var testDescription: String { "\(server): \(row.sql), while another session did \(blocker)" }

  static let all = Row.waiting.flatMap { row, blocker in
    PostgresServer.all.filter { row.versions.contains($0.version) }.map { WaitingCase(row: row, blocker: blocker, server: $0) }
  }
}

@Suite struct `Outside of transaction blocks` {
  /// The statement waits for the lock that was foretold, and holds no stronger one and none that was not foretold.
  @Test(arguments: WaitingCase.all) func `statements take their locks`(_ proof: WaitingCase) throws {
    let predicted = try Prediction(proof.row, version: proof.server.version, wrapping: .none)
    let (holds, wants) = try proof.server.observe(proof.row.sql, waitingFor: proof.blocker, after: proof.row.setup)
    #expect(predicted.refusal != nil)
    func said(_ effect: Effect) -> LockMode? { predicted.effects.first { $0.relation == effect.relation && $0.kind == effect.kind }?.lock }
    func check(_ isRight: Bool, _ found: Effect) {
      #expect(isRight, "\(found.relation): said \(said(found)?.catalogName ?? "nothing"), found \(found.lock.catalogName)", sourceLocation: proof.row.place)
    }
    let tables = { (effects: [Effect]) in effects.filter { $0.kind != .index } }
    for found in tables(holds) { check(said(found).map { found.lock <= $0 } ?? false, found) }
    for found in tables(wants) { check(said(found) == found.lock, found) }
    // Behind the last of its relation locks it waits for transactions.
    if tables(wants).isEmpty {
      #expect(tables(holds).map(\.lock).max() == tables(predicted.effects).map(\.lock).max(), sourceLocation: proof.row.place)
    }
    Tally.count("statements outside of blocks proven", on: proof.server)
  }
}
