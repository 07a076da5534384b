import LintelTestSupport
import Testing

/// `lintel fix` on the sample project, and real servers.
@Suite struct `Fixing Django's migrations` {
  /// Rows for every table that there is after the first migrations.
  private static let rows = """
    INSERT INTO shop_category (name) SELECT 'category ' || n FROM generate_series(1, 5) n;
    INSERT INTO shop_product (name, description, price, sku, amount, created, category_id)
      SELECT 'product ' || n, '', n, 'sku ' || n, n, now(), 1 + n % 5 FROM generate_series(1, 500) n;
    INSERT INTO auth_user (password, last_login, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
      VALUES ('', now(), false, 'ada', '', '', '', false, true, now());
    INSERT INTO orders_order (number, placed, customer_id) SELECT n::text, now(), 1 FROM generate_series(1, 50) n;
    INSERT INTO orders_orderline (quantity, order_id) SELECT 1, n FROM generate_series(1, 50) n;
    """
  /// What later migrations ask for.
  private static let later = """
    UPDATE shop_product SET brand = 'brand ' || id % 7, barcode = id::text, slug = 'slug-' || id;
    UPDATE orders_orderline SET product_id = id;
    """

  /// The last part of a migration: what depends on it depends on that.
  private func last(_ app: String, _ number: String, of shop: ShopProject) -> String {
    let names = ChildProcess.run(["ls", "\(app)/migrations"], in: shop.path).text.split(separator: "\n").filter { $0.hasPrefix(number) && $0.hasSuffix(".py") }
    return names.max().map { String($0.dropLast(3)) } ?? number
  }

  private func migrate(_ shop: ShopProject, on database: TestDatabase) throws {
    func run(_ arguments: String...) {
      let output = ChildProcess.run(["\(shop.path)/python", "manage.py", "migrate"] + arguments, in: shop.path, environment: shop.environment(database))
      #expect(output.status == 0, "migrate \(arguments): \(output.errors.suffix(600))")
    }
    run("orders", "0001")
    try database.migrate(Self.rows)
    run("shop", last("shop", "0010", of: shop))
    run("orders", last("orders", "0002", of: shop))
    try database.migrate(Self.later)
    run()
  }

  @Test(arguments: DjangoVersion.all)
  func `ends in the same schema, lets nobody wait, and goes back`(_ version: DjangoVersion) throws {
    let server = try #require(PostgresServer.all.first), original = ShopProject(version), fixed = ShopProject(version)
    // As it is, Django refuses it.
    let refused = "shop/migrations/0014_price_index.py"
    original.write(refused, original.read(refused).replacing("class Migration(migrations.Migration):\n", with: "class Migration(migrations.Migration):\n    atomic = False\n\n"))
    let output = fixed.lintel("fix", "manage.py")
    #expect(output.errors == "")
    #expect(output.text.contains("fixed \(refused): cannot-run-in-transaction: run it with `atomic = False`"))

    // Nothing is left but what has a plan, and a second run finds nothing to do.
    let left = DjangoFindings.errors(fixed.lintel("check", "--format", "concise", "manage.py"))
    #expect(Set(left.keys) == ["shop/migrations/0013_color.py", "shop/migrations/0021_stock_bigint.py", "shop/migrations/0029_label.py"])
    let names = fixed.migrations
    #expect(fixed.lintel("fix", "manage.py").text.contains("Nothing to fix"))
    #expect(fixed.migrations == names)

    let dump = try server.withEmptyDatabase { database in
      try migrate(original, on: database)
      return database.dump()
    }
    try server.withEmptyDatabase { database in
      try migrate(fixed, on: database)
      #expect(database.dump() == dump)
      let check = fixed.manage("makemigrations", "--check", "--dry-run", on: database)
      #expect(check.status == 0, "\(check.text)")
      // What Django says of the fixed ones is what was linted.
      for app in ["orders", "shop"] {
        let back = fixed.manage("migrate", app, "zero", on: database)
        #expect(back.status == 0, "\(back.errors.suffix(600))")
      }
    }
  }

  @Test(arguments: DjangoVersion.all)
  func `the fixed index build lets others write`(_ version: DjangoVersion) throws {
    let server = try #require(PostgresServer.all.first)
    func outcome(_ shop: ShopProject) throws -> String {
      try server.withEmptyDatabase { database in
        #expect(shop.manage("migrate", "orders", "0001", on: database).status == 0)
        try database.migrate(Self.rows)
        let output = ChildProcess.run(
          ["\(shop.path)/python", "\(DjangoVersion.checkout)/Tests/DjangoTests/insert.py", "0002"], in: shop.path, environment: shop.environment(database))
        #expect(output.errors == "")
        return output.text
      }
    }
    let shop = ShopProject(version)
    let index = "CREATE INDEX product_name_idx ON public.shop_product USING btree (name) True\n"
    #expect(try outcome(shop) == "waits: canceling statement due to lock timeout\n0 \(index)")
    #expect(shop.lintel("fix", "shop/migrations/0002_product_name_index.py").status == 0)
    #expect(try outcome(shop) == "inserted\n0 \(index)")
  }

  @Test func `keeps comments and the rest of the text`() {
    let shop = ShopProject(nil), file = "shop/migrations/0002_product_name_index.py"
    shop.write(file, """
      # The first line.
      from django.db import (
          migrations,
          models,
      )


      class Migration(migrations.Migration):
          \"\"\"Names are searched for.\"\"\"

          # It comes first.
          dependencies = [("shop", "0001_initial")]

          operations = [
              migrations.AddField("product", "size", models.IntegerField(null=True)),  # in cm
              # Searching is slow.
              migrations.AddIndex(
                  model_name="product",  # the large one
                  index=models.Index(
                      fields=["name"],
                      name="product_name_idx",
                  ),
              ),
          ]

      """)
    let output = shop.lintel("fix", "--no-run", file)
    #expect(output.text.contains("created shop/migrations/0002b_product_name_index.py"))
    #expect(shop.read(file) == """
      # The first line.
      from django.db import (
          migrations,
          models,
      )


      class Migration(migrations.Migration):
          \"\"\"Names are searched for.\"\"\"

          # It comes first.
          dependencies = [("shop", "0001_initial")]

          operations = [
              migrations.AddField("product", "size", models.IntegerField(null=True)),  # in cm
          ]

      """)
    #expect(shop.read("shop/migrations/0002b_product_name_index.py") == """
      from django.contrib.postgres.operations import AddIndexConcurrently
      from django.db import migrations, models


      class Migration(migrations.Migration):
          atomic = False

          dependencies = [
              ("shop", "0002_product_name_index"),
          ]

          operations = [
              # Searching is slow.
              AddIndexConcurrently(
                  model_name="product",  # the large one
                  index=models.Index(
                      fields=["name"],
                      name="product_name_idx",
                  ),
              ),
          ]

      """)
    // What came behind it comes behind all of it.
    #expect(shop.read("shop/migrations/0003_product_brand.py").contains("(\"shop\", \"0002b_product_name_index\")"))
  }

  @Test func `the last migration of an app is followed by the next numbers`() {
    let shop = ShopProject(nil), file = "orders/migrations/0010_quantity.py"
    shop.write(file, """
      from django.db import migrations, models


      class Migration(migrations.Migration):
          dependencies = [("orders", "0009_line_category")]

          operations = [
              migrations.AddConstraint("orderline", models.CheckConstraint(check=models.Q(quantity__gt=0), name="some_are_ordered")),
          ]

      """)
    #expect(shop.lintel("fix", "--no-run", file).status == 0)
    #expect(shop.read(file).contains("        AddConstraintNotValid(\"orderline\", models.CheckConstraint("))
    #expect(shop.read("orders/migrations/0011_quantity_2.py").contains("ValidateConstraint(\n            model_name=\"orderline\",\n            name=\"some_are_ordered\",\n        ),"))
  }

  @Test func `what the file defines itself is left to a person`() {
    let shop = ShopProject(nil), file = "shop/migrations/0002_product_name_index.py"
    let text = shop.read(file).replacing("class Migration", with: "INDEX = models.Index(fields=[\"name\"], name=\"product_name_idx\")\n\n\nclass Migration")
      .replacing("models.Index(fields=[\"name\"], name=\"product_name_idx\"),\n        ),", with: "INDEX,\n        ),\n        migrations.AddField(\"product\", \"size\", models.IntegerField(null=True)),")
    shop.write(file, text)
    let output = shop.lintel("fix", "--no-run", file)
    #expect(output.text.contains("left as it is: its operations use `INDEX`, which the file itself defines"))
    #expect(shop.read(file) == text)
  }

  @Test func `what the default branch has may have run`() {
    let shop = ShopProject(nil), file = "shop/migrations/0002_product_name_index.py", text = shop.read(file)
    let git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"]
    for arguments in [["init", "-q"], ["add", "."], ["commit", "-q", "-m", "shop"]] { #expect(ChildProcess.run(git + arguments, in: shop.path).status == 0) }
    let output = shop.lintel("fix", "--no-run", file)
    #expect(output.text.contains("\(file): left as it is, for `main` has it and it may have run"))
    #expect(shop.read(file) == text)
    #expect(shop.lintel("fix", "--no-run", "--force", file).status == 0)
    #expect(shop.read(file).contains("AddIndexConcurrently("))
  }

  @Test func `--diff writes nothing`() {
    let shop = ShopProject(nil), file = "shop/migrations/0002_product_name_index.py", text = shop.read(file)
    let output = shop.lintel("fix", "--no-run", "--diff", file)
    #expect(output.status == 1)
    #expect(output.text.contains("+    atomic = False\n"))
    #expect(output.text.contains("-        migrations.AddIndex(\n+        AddIndexConcurrently(\n"))
    #expect(shop.read(file) == text)
  }
}
