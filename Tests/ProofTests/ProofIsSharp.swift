import LintelTestSupport
import Linting
import PostgresBehavior
import PostgresSyntax
import Testing

/// A fixed file that is not safe, as a fixer with a mistake in it would make one.
struct Mistake: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var migration: String
  var fixed: String
  /// A part of what the proof says.
  var problem: String

  init(_ name: String, _ migration: String, _ fixed: String, _ problem: String) {
    (testDescription, self.migration, self.fixed, self.problem) = (name, migration, fixed, problem)
  }

  static let index = "CREATE INDEX orders_total_idx ON orders (total);\n"
  static let all = [
    Mistake("another name", index, "CREATE INDEX CONCURRENTLY orders_total_ix ON orders (total);\n", "ends in another catalog"),
    Mistake("another column", index, "CREATE INDEX CONCURRENTLY orders_total_idx ON orders (customer);\n", "ends in another catalog"),
    Mistake("nothing", index, "SELECT;\n", "ends in another catalog"),
    Mistake("a lost row", index, "CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);\nDELETE FROM orders WHERE id = 5;\n", "ends with other rows"),
    Mistake("a lost comment", "-- why\n" + index, "CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);\n", "the comment -- why is lost"),
    Mistake("no SQL", index, "CREATE INDEX CONCURRENTLY ON orders total;\n", "runs, and fixed it fails: 42601"),
    Mistake(
      "in a transaction", "BEGIN;\n\(index)COMMIT;\n", "BEGIN;\nCREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);\nCOMMIT;\n",
      "runs, and fixed it fails: 25001"),
    Mistake("an invalid index", index, "CREATE INDEX orders_total_idx ON ONLY orders (total);\n", "INSERT INTO orders DEFAULT VALUES waits"),
    Mistake(
      "no validation", "ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0);\n", "ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\n",
      "leaves [\"constraint c of orders\"]"),
    Mistake(
      "validated under the lock", "ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0);\n",
      "BEGIN;\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nCOMMIT;\n",
      "SELECT FROM orders waits for ALTER TABLE orders VALIDATE CONSTRAINT c"),
    Mistake(
      "a key validated under the lock", "ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (customer) REFERENCES customers;\n",
      "BEGIN;\nALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (customer) REFERENCES customers NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT f;\nCOMMIT;\n",
      "INSERT INTO customers DEFAULT VALUES waits for ALTER TABLE orders VALIDATE CONSTRAINT f"),
    Mistake(
      "no scan saved", "ALTER TABLE orders ALTER customer SET NOT NULL;\n",
      "ALTER TABLE orders ADD CONSTRAINT n CHECK (customer IS NOT NULL) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT n;\n"
        + "ALTER TABLE orders ALTER customer SET NOT NULL, DROP CONSTRAINT n;\n",
      "SELECT FROM orders waits for ALTER TABLE orders ALTER customer SET NOT NULL, DROP CONSTRAINT n"),
    Mistake(
      "a proof that stays", "ALTER TABLE orders ALTER customer SET NOT NULL;\n",
      "ALTER TABLE orders ADD CONSTRAINT n CHECK (customer IS NOT NULL) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT n;\n"
        + "ALTER TABLE orders ALTER customer SET NOT NULL;\n", "ends in another catalog"),
    Mistake("not fixed through", index, "REINDEX TABLE orders;\nCREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);\n", "fixed again, it changes"),
  ]
}

@Suite struct `The proof that fixes are safe` {
  private static let database = """
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, total integer);
    INSERT INTO customers SELECT g FROM generate_series(1, 20) g;
    INSERT INTO orders SELECT g, g, g FROM generate_series(1, 20) g;
    """

  @Test(.enabled(if: !Batch.isSingle), arguments: Mistake.all)
  func `finds a mistake`(_ mistake: Mistake) throws {
    for server in PostgresServer.all {
      let options = LintOptions(version: ServerVersion(server.version))
      let safetyCase = SafetyCase(name: mistake.testDescription, before: [.init(sql: Self.database, isTold: true)], migration: mistake.migration, options: options)
      var file = try #require(SafetyProof.fix(safetyCase))
      let findings = file.applied + file.left
      // As if the fixer had dealt with all of it.
      file.applied = findings
      file.left = []
      file.source = SourceText(mistake.fixed)
      var proof = SafetyProof(safetyCase, on: server)
      try proof.prove(file)
      #expect(proof.problems.contains { $0.contains(mistake.problem) }, "\(server): \(proof.problems)")
    }
  }
}
