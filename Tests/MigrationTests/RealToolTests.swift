import LintelTestSupport
import Testing

/// Tools that can be run here run what was fixed.
@Suite struct `Real migration tools` {
  // MARK: Sqitch

  private typealias Change = (name: String, deploy: String, revert: String, verify: String)

  private static let tables: Change = (
    "tables", """
      BEGIN;
      CREATE TABLE customers (id bigint PRIMARY KEY);
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total integer);
      INSERT INTO customers SELECT generate_series(1, 9);
      INSERT INTO orders SELECT g, 1 + g % 9, g FROM generate_series(1, 50) g;
      COMMIT;

      """, "BEGIN;\nDROP TABLE orders, customers;\nCOMMIT;\n", "SELECT id, customer_id, total FROM orders WHERE false;\n"
  )
  private static let mixed: Change = (
    "mixed", """
      BEGIN;
      ALTER TABLE orders ADD COLUMN note text;
      CREATE INDEX orders_customer_idx ON orders (customer_id);
      ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id);
      COMMIT;

      """, """
      BEGIN;
      ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;
      DROP INDEX orders_customer_idx;
      ALTER TABLE orders DROP COLUMN note;
      COMMIT;

      """, "SELECT 1 / count(*) FROM pg_index WHERE indexrelid = 'orders_customer_idx'::regclass AND indisvalid;\n"
  )
  private static func alone(_ index: String) -> Change {
    ("alone", "BEGIN;\n\(index)\nCOMMIT;\n", "BEGIN;\nDROP INDEX orders_total_idx;\nCOMMIT;\n", "SELECT 'orders_total_idx'::regclass;\n")
  }
  private static let concurrent = alone("CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);")
  private static let plain = alone("CREATE INDEX orders_total_idx ON orders (total);")

  /// What is there when all is deployed, and when a part of it is reverted.
  private func ending(_ project: SqitchProject) throws -> (up: Set<String>, back: Set<String>) {
    try PostgresServer.all[0].withEmptyDatabase { database in
      for order in [["deploy", "--verify"], ["verify"]] {
        let output = order.count > 1 ? project.run(order[0], order[1], on: database) : project.run(order[0], on: database)
        #expect(output.status == 0, "\(order): \(output.text)\(output.errors)")
      }
      let up = try database.catalog()
      let output = project.run("revert", "-y", "--to", "tables", on: database)
      #expect(output.status == 0, "\(output.text)\(output.errors)")
      return (up, try database.catalog())
    }
  }

  @Test(.enabled(if: SqitchProject.isHere && !PostgresServer.all.isEmpty))
  func `sqitch runs what was fixed, to the same end and back`() throws {
    let original = SqitchProject([Self.tables, Self.mixed, Self.plain]), fixed = SqitchProject([Self.tables, Self.mixed, Self.concurrent])
    let plan = fixed.folder.read("sqitch.plan"), verify = fixed.folder.read("verify/mixed.sql"), revert = fixed.folder.read("revert/mixed.sql")
    let check = fixed.lintel("check", "--verbose", "--format", "concise")
    #expect(check.errors.contains("deploy/mixed.sql: sqitch (line 1 says `-- Deploy shop:mixed to pg`)"), "\(check.errors)")
    #expect(check.text.contains("deploy/alone.sql:4:1: error: cannot-run-in-transaction"), "\(check.text)")
    #expect(check.text.contains("deploy/mixed.sql:5:1: error: work-under-exclusive-lock"), "\(check.text)")
    #expect(!check.text.contains("revert/") && !check.text.contains("verify/") && !check.text.contains("deploy/tables"), "\(check.text)")

    // As it is, it stops there.
    try PostgresServer.all[0].withEmptyDatabase { database in
      let output = fixed.run("deploy", on: database)
      #expect(output.status != 0)
      #expect(output.errors.contains("CREATE INDEX CONCURRENTLY cannot run inside a transaction block"), "\(output.errors)")
      #expect(output.text.contains("+ alone ...... not ok"), "\(output.text)")
    }

    let fix = fixed.lintel("fix")
    #expect(fix.text.contains("fixed deploy/alone.sql: cannot-run-in-transaction"), "\(fix.text)\(fix.errors)")
    #expect(fixed.folder.read("deploy/mixed.sql").contains("\nCOMMIT;\nCREATE INDEX CONCURRENTLY orders_customer_idx"))
    #expect(fixed.lintel("check", "--format", "concise").text.split(separator: "\n").allSatisfy { !$0.contains(" error: ") })
    // One change stays one: what depends on it finds it, and what checks and reverts it does.
    #expect(fixed.folder.read("sqitch.plan") == plan)
    #expect((fixed.folder.read("verify/mixed.sql"), fixed.folder.read("revert/mixed.sql")) == (verify, revert))
    let expected = try ending(original), found = try ending(fixed)
    #expect(found.up == expected.up)
    #expect(found.back == expected.back)
  }

  @Test(.enabled(if: SqitchProject.isHere && !PostgresServer.all.isEmpty))
  func `sqitch runs a reworked change in both places`() throws {
    let first: Change = ("note", "ALTER TABLE orders ADD COLUMN note text;\n", "ALTER TABLE orders DROP COLUMN note;\n", "SELECT note FROM orders WHERE false;\n")
    let size: Change = ("size", "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20);\n", "ALTER TABLE orders ALTER COLUMN note TYPE text;\n", "SELECT 1;\n")
    let second: Change = ("note", "ALTER TABLE orders ALTER COLUMN note TYPE varchar(30);\n", "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20);\n", "SELECT 1;\n")
    let project = SqitchProject([Self.tables, first, size, second])
    try PostgresServer.all[0].withEmptyDatabase { database in
      let output = project.run("deploy", on: database)
      #expect(output.status == 0, "\(output.errors)")
      let order = output.text.split(separator: "\n").filter { $0.hasPrefix("  + ") }.map { String($0.dropFirst(4).prefix { $0 != " " }) }
      #expect(order == ["tables", "note", "size", "note"])
    }
    // The longer one needs no rewrite where the shorter one came before it.
    let check = project.lintel("check", "--format", "concise", "deploy/note.sql")
    #expect(!check.text.contains("type-change"), "\(check.text)")
  }

  @Test(.enabled(if: SqitchProject.isHere && !PostgresServer.all.isEmpty))
  func `sqitch takes a transaction that nothing ends for done, and nothing is left of it`() throws {
    let project = SqitchProject([Self.tables, ("note", "BEGIN;\nALTER TABLE orders ADD COLUMN note text;\n", "SELECT 1;\n", "SELECT 1;\n")])
    #expect(project.lintel("check", "--format", "concise").text.contains("deploy/note.sql:3:1: error: unclosed-transaction"))
    try PostgresServer.all[0].withEmptyDatabase { database in
      #expect(project.run("deploy", on: database).text.contains("+ note ........ ok"))
      let columns = try database.migrate("SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'note';").text
      #expect(columns == "0\n")
    }
  }

  // MARK: Alembic

  private static let revisions: [(upgrade: String, downgrade: String)] = [
    ("""
      op.create_table("customers", sa.Column("id", sa.BigInteger, primary_key=True))
      op.create_table("orders", sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("customer_id", sa.BigInteger), sa.Column("total", sa.Integer))
      """, "op.drop_table(\"orders\")\nop.drop_table(\"customers\")"),
    ("""
      op.add_column("orders", sa.Column("note", sa.String(20), server_default="it's; new"))
      op.create_index("orders_customer_idx", "orders", ["customer_id"])
      op.create_foreign_key("orders_customer_fk", "orders", "customers", ["customer_id"], ["id"])
      """, "op.drop_constraint(\"orders_customer_fk\", \"orders\")\nop.drop_index(\"orders_customer_idx\")\nop.drop_column(\"orders\", \"note\")"),
    ("""
      with op.get_context().autocommit_block():
          op.create_index("orders_total_idx", "orders", ["total"], postgresql_concurrently=True)
      op.alter_column("orders", "total", nullable=False)
      """, "op.alter_column(\"orders\", \"total\", nullable=True)\nop.drop_index(\"orders_total_idx\")"),
  ]
  private static let refused = (upgrade: "op.create_index(\"orders_pair_idx\", \"orders\", [\"total\", \"id\"], postgresql_concurrently=True)", downgrade: "op.drop_index(\"orders_pair_idx\")")

  @Test(.enabled(if: AlembicProject.isHere && !PostgresServer.all.isEmpty))
  func `psql runs what was fixed of Alembic's output, to the end that Alembic comes to`() throws {
    let project = AlembicProject(Self.revisions), server = PostgresServer.all[0]
    for number in 1...3 {
      let output = project.alembic("upgrade", number == 1 ? "1" : "\(number - 1):\(number)", "--sql")
      #expect(output.status == 0, "\(output.errors)")
      project.folder.write("out/\(number).sql", output.text)
    }
    project.folder.write("out/back.sql", project.alembic("downgrade", "2:1", "--sql").text)

    let check = project.lintel("check", "--verbose", "--format", "concise", "out")
    for (name, line) in [("1", "line 8 says `-- Running upgrade  -> 1`"), ("2", "line 3 says `-- Running upgrade 1 -> 2`")] {
      #expect(check.errors.contains("out/\(name).sql: alembic (\(line))"), "\(check.errors)")
    }
    let errors = check.text.split(separator: "\n").filter { $0.contains(" error: ") }.map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
    #expect(!check.text.contains("back.sql"))
    #expect(errors == ["out/2.sql:7:1: error: work-under-exclusive-lock:", "out/3.sql:11:20: error: not-null-scans-table:"], "\(check.text)")

    #expect(project.lintel("fix", "out").errors == "")
    let expected = try server.withEmptyDatabase { database in
      let output = project.alembic("upgrade", "head", on: database)
      #expect(output.status == 0, "\(output.errors.suffix(600))")
      return (try database.catalog(), try database.rows())
    }
    try server.withEmptyDatabase { database in
      for number in 1...3 {
        let refusal = database.run(file: project.folder.read("out/\(number).sql"), .none)
        #expect(refusal == nil, "out/\(number).sql: \(refusal?.description ?? "")")
      }
      let found = (try database.catalog(), try database.rows())
      #expect(found.0 == expected.0)
      #expect(found.1 == expected.1)
    }
  }

  @Test(.enabled(if: AlembicProject.isHere && !PostgresServer.all.isEmpty))
  func `Alembic refuses CONCURRENTLY in its transaction, as its output is said to be refused`() throws {
    let project = AlembicProject(Self.revisions.prefix(1) + [Self.refused]), server = PostgresServer.all[0]
    try server.withEmptyDatabase { database in
      let output = project.alembic("upgrade", "head", on: database)
      #expect(output.errors.contains("CREATE INDEX CONCURRENTLY cannot run inside a transaction block"), "\(output.errors.suffix(600))")
    }
    project.folder.write("out/2.sql", project.alembic("upgrade", "1:2", "--sql").text)
    let check = project.lintel("check", "out")
    #expect(check.text.contains("error[cannot-run-in-transaction]") && check.text.contains("--> out/2.sql:5:1"), "\(check.text)")
    // So the third of the revisions above has it.
    #expect(check.text.contains("= help: put it into `with op.get_context().autocommit_block():`"))
    #expect(project.lintel("fix", "out").errors == "")
    try server.withEmptyDatabase { database in
      #expect(project.alembic("upgrade", "1", on: database).status == 0)
      let refusal = database.run(file: project.folder.read("out/2.sql"), .none)
      #expect(refusal == nil, "\(project.folder.read("out/2.sql"))")
      // Alembic knows that it is done.
      #expect(project.alembic("current", on: database).text.contains("2 (head)"))
    }
  }
}
