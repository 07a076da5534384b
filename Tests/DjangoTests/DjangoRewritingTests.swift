import LintelTestSupport
import Testing

/// What else has to stay as it is where `lintel fix` splits a migration.
@Suite struct `Rewriting Django's migrations` {
  /// A migration of the sample's shop, behind its last one or another.
  private func migration(_ operations: String, after: String = "0031_supplier_options", values: String = "") -> String {
    """
    from django.db import migrations, models


    class Migration(migrations.Migration):
        dependencies = [("shop", "\(after)")]
    \(values)
        operations = [
    \(operations.split(separator: "\n", omittingEmptySubsequences: false).map { "        \($0)" }.joined(separator: "\n"))
        ]

    """
  }

  /// What makes it hard to end in the same schema and the same state of the models.
  private func makeHard(_ shop: ShopProject) {
    let hard = migration(
      """
      # One of them is for all.
      migrations.AddField("product", "origin", models.ForeignKey("shop.category", models.PROTECT, default=1, related_name="+"), preserve_default=False),  # SHOP-1
      migrations.AlterField("product", "color", models.CharField(max_length=30, default="it's  blue")),
      migrations.AddConstraint("product", models.UniqueConstraint(fields=["sku", "name"], deferrable=models.Deferrable.DEFERRED, name="sku_name")),
      migrations.AddIndex("product", models.Index(fields=["created"], name="two_blanks", condition=models.Q(name="a  b"))),
      """, values: "    run_before = [(\"orders\", \"0010_origin\")]\n"
    )
    shop.write("shop/migrations/0032_hard.py", hard.replacing("\n", with: "\r\n"))
    shop.write("shop/migrations/0033_text.py", """
      import django
      from django.db.migrations import AddConstraint, AddField, Migration as Base, RunSQL
      from django.db import models


      class Migration(Base):
      \tatomic = True
      \tdependencies = [("shop", "0032_hard")]

      \toperations = [
      \t\tRunSQL(\"\"\"
      CREATE FUNCTION hello() RETURNS text LANGUAGE sql AS $$
        SELECT 'multi
          line'
      $$
      \"\"\", "DROP FUNCTION hello()"),
      \t\tAddField("product", "text", models.CharField(max_length=9, null=True, db_index=True, help_text=\"\"\"one
        two\"\"\")),
      \t\tAddConstraint(
      \t\t\t"product",
      \t\t\tmodels.UniqueConstraint(fields=["text", "sku"], name="text_once", **({"nulls_distinct": False} if django.VERSION >= (5,) else {})),
      \t\t),
      \t]

      """)
    shop.write("orders/migrations/0010_origin.py", """
      from django.db import migrations, models


      class Migration(migrations.Migration):
          dependencies = [("orders", "0009_line_category"), ("shop", "0032_hard"), ("shop", "0033_text")]
          operations = [migrations.AddField("order", "origin", models.ForeignKey("shop.product", models.CASCADE, null=True, related_name="+", db_index=False))]

      """)
  }

  @Test(arguments: DjangoVersion.all)
  func `ends in the same schema, rows and models`(_ version: DjangoVersion) throws {
    let server = try #require(PostgresServer.all.first), original = ShopProject(version), fixed = ShopProject(version)
    makeHard(original)
    makeHard(fixed)
    let output = fixed.lintel("fix", "shop/migrations/0032_hard.py", "shop/migrations/0033_text.py")
    #expect(output.errors == "")
    #expect(output.text.contains("changed orders/migrations/0010_origin.py"), "\(output.text)")
    #expect(!output.text.contains("error: "), "\(output.text)")
    // One line end in each file, and no blanks for tabs.
    for name in fixed.migrations.filter({ $0.hasPrefix("0032") }) {
      let text = fixed.read("shop/migrations/\(name)")
      #expect(text.utf8.count { $0 == UInt8(ascii: "\n") } == text.utf8.count { $0 == UInt8(ascii: "\r") } && !text.contains("\r\r"), "\(name)")
    }
    #expect(fixed.read("shop/migrations/0034_text_2.py").contains("\n\tatomic = False\n"))

    func state(_ shop: ShopProject) -> String {
      let output = ChildProcess.run(["\(shop.path)/python", "\(DjangoVersion.checkout)/Tests/DjangoTests/state.py"], in: shop.path, environment: shop.environment(nil))
      #expect(output.errors == "" && output.text.contains("conflicts: {}"))
      return output.text
    }
    #expect(state(fixed) == state(original))
    // What was there is found by its whole name.
    #expect(fixed.manage("sqlmigrate", "shop", "0032_hard").errors.contains("More than one") == false)

    func outcome(_ shop: ShopProject) throws -> String {
      try server.withEmptyDatabase { database in
        func migrate(_ arguments: String...) {
          let output = ChildProcess.run(["\(shop.path)/python", "manage.py", "migrate"] + arguments, in: shop.path, environment: shop.environment(database))
          #expect(output.status == 0, "migrate \(arguments): \(output.errors.suffix(600))")
        }
        // As it is, Django refuses one of the sample's.
        shop.write("shop/migrations/0014_price_index.py", shop.read("shop/migrations/0014_price_index.py").replacing("    dependencies", with: "    atomic = False\n    dependencies"))
        migrate("shop", "0031")
        try database.migrate("""
          INSERT INTO categories (name) VALUES ('first');
          INSERT INTO shop_product (name, description, price, sku, created, category_id, brand, color, attributes, stock)
            SELECT n::text, '', n, n::text, now(), 1, n::text, CASE WHEN n > 2 THEN 'red' END, '{}', 0 FROM generate_series(1, 5) n;
          """)
        migrate()
        let rows = try database.migrate("SELECT color, origin_id, hello() FROM shop_product ORDER BY id").text
        let dump = database.dump()
        migrate("shop", "0031")
        return "\(rows)\n\(dump)\n\(database.dump())"
      }
    }
    #expect(try outcome(fixed) == outcome(original))
  }

  @Test func `each comment goes with its operation`() {
    let shop = ShopProject(nil), file = "shop/migrations/0032_notes.py"
    shop.write(file, migration("""
      # Above the first.
      migrations.AddIndex(  # why
          model_name="product",  # which
          index=models.Index(fields=["stock"], name="stock_idx"),
      ),  # SHOP-1
      migrations.AddField("product", "x", models.IntegerField(null=True)),  # SHOP-2
      # Above the last.
      migrations.RemoveIndex("product", "product_name_idx"),  # SHOP-3
      # The end.
      """))
    #expect(shop.lintel("fix", "--no-run", file).status == 0)
    #expect(shop.read(file) == migration("""
      migrations.AddField("product", "x", models.IntegerField(null=True)),  # SHOP-2
      # The end.
      """))
    #expect(shop.read("shop/migrations/0033_notes_2.py").hasSuffix("""
          operations = [
              # Above the first.
              AddIndexConcurrently(  # why
                  model_name="product",  # which
                  index=models.Index(fields=["stock"], name="stock_idx"),
              ),  # SHOP-1
          ]

      """))
    #expect(shop.read("shop/migrations/0034_notes_3.py").hasSuffix("""
          operations = [
              # Above the last.
              RemoveIndexConcurrently("product", "product_name_idx"),  # SHOP-3
          ]

      """))
  }

  @Test func `only one known statement of RunSQL gets another word`() {
    let shop = ShopProject(nil), file = "shop/migrations/0032_sql.py"
    func fixed(_ operation: String) -> String? {
      let text = migration(operation)
      shop.write(file, text)
      let output = shop.lintel("check", "--no-run", "--format", "concise", file), isPromised = output.text.contains("[*]")
      _ = shop.lintel("fix", "--no-run", file)
      let now = shop.read(file)
      #expect(isPromised == (now != text), "\(operation): \(output.text)")
      return now == text ? nil : now.split(separator: "\n").first { $0.contains("RunSQL(") }.map { String($0.drop { $0 == " " }) }
    }
    #expect(fixed(#"migrations.RunSQL("CREATE INDEX a ON shop_product (name)", "DROP INDEX a"),"#)
      == #"migrations.RunSQL("CREATE INDEX CONCURRENTLY a ON shop_product (name)", "DROP INDEX CONCURRENTLY a"),"#)
    // Concurrently, an index is dropped alone.
    #expect(fixed(#"migrations.RunSQL("create index a on shop_product (name); -- DROP INDEX", "drop index a, b"),"#)
      == #"migrations.RunSQL("create index CONCURRENTLY a on shop_product (name); -- DROP INDEX", "drop index a, b"),"#)
    #expect(fixed(#"migrations.RunSQL("-- CREATE INDEX b\nCREATE INDEX a ON shop_product (name)"),"#) == nil)
    #expect(fixed(#"migrations.RunSQL("SET lock_timeout = '5s'; CREATE INDEX a ON shop_product (name)"),"#) == nil)
    #expect(fixed(#"migrations.RunSQL(["UPDATE shop_label SET text = ''", "CREATE INDEX a ON shop_product (name)"]),"#) == nil)
    #expect(fixed(#"migrations.RunSQL(["CREATE INDEX a ON shop_product (name)"], [("DROP INDEX IF EXISTS a", None)]),"#)
      == #"migrations.RunSQL(["CREATE INDEX CONCURRENTLY a ON shop_product (name)"], [("DROP INDEX CONCURRENTLY IF EXISTS a", None)]),"#)
  }

  @Test(.enabled(if: !DjangoVersion.all.isEmpty)) func `what is promised is what can be done`() {
    let shop = ShopProject(DjangoVersion.all.last), file = "shop/migrations/0032_more.py"
    func isPromised(_ operation: String, before: String = "", values: String = "") -> [Bool] {
      let text = migration(operation, values: values).replacing("\n\nclass", with: before + "\n\nclass")
      shop.write(file, text)
      let found = shop.lintel("check", "--format", "concise", file).text.split(separator: "\n").filter { $0.contains(" error: ") }.map { $0.hasSuffix("[*]") }
      let names = shop.migrations
      let output = shop.lintel("fix", "--diff", file)
      #expect(output.text.contains("+++ ") == found.contains(true) && shop.migrations == names, "\(operation): \(output.text)")
      return found
    }
    #expect(isPromised("migrations.AddIndex(\"product\", models.Index(fields=[\"stock\"], name=\"i\")),") == [true])
    #expect(isPromised("migrations.AddField(\"product\", \"main\", models.OneToOneField(\"shop.category\", models.CASCADE, null=True, related_name=\"+\")),").contains(true) == false)
    #expect(isPromised("migrations.AddField(\"product\", \"count\", models.PositiveIntegerField(default=0)),") == [false])
    #expect(isPromised("migrations.AlterField(\"product\", \"color\", models.CharField(max_length=30, default=str)),").contains(true) == false)
    #expect(isPromised("index(\"stock\"),", before: "\n\ndef index(name):\n    return migrations.AddIndex(\"product\", models.Index(fields=[name], name=\"i\"))\n") == [false])
    #expect(isPromised(
      "migrations.AddIndex(\"product\", models.Index(fields=[\"stock\"], name=\"i\")),", values: "    replaces = [(\"shop\", \"0000_gone\")]\n") == [false])
  }

  @Test func `what depends on it in a way that cannot be changed keeps it whole`() {
    let shop = ShopProject(nil), file = "shop/migrations/0032_mixed.py"
    let text = migration("""
      migrations.AddField("product", "x", models.IntegerField(null=True)),
      migrations.AddIndex("product", models.Index(fields=["stock"], name="i")),
      """)
    shop.write(file, text)
    shop.write("orders/migrations/0010_base.py", """
      from django.db import migrations, models

      BASE = [("shop", "0032_mixed")]


      class Migration(migrations.Migration):
          dependencies = BASE + [("orders", "0009_line_category")]
          operations = []

      """)
    #expect(shop.lintel("fix", "--no-run", file).text.contains("\(file): left as it is: `orders/migrations/0010_base.py` depends on it in a way that Lintel cannot change\n"))
    shop.write("orders/migrations/0010_base.py", "class Migration(:\n")
    #expect(shop.lintel("fix", "--no-run", file).text.contains(
      "\(file): left as it is: whether `orders/migrations/0010_base.py` depends on it is not known, for Python cannot read that: "))
    #expect(shop.read(file) == text)
    // Where nothing follows it, nobody needs to know.
    shop.write(file, migration("migrations.AddIndex(\"product\", models.Index(fields=[\"stock\"], name=\"i\")),"))
    #expect(shop.lintel("fix", "--no-run", file).text.contains("fixed \(file): create-index-blocks-writes"))
  }

  @Test(.enabled(if: !DjangoVersion.all.isEmpty)) func `what a package depends on is not split`() {
    let shop = ShopProject(DjangoVersion.all.last), file = "shop/migrations/0032_mixed.py"
    let text = migration("""
      migrations.AddField("product", "x", models.IntegerField(null=True)),
      migrations.AddIndex("product", models.Index(fields=["stock"], name="i")),
      """)
    shop.write(file, text)
    _ = ChildProcess.run(["mkdir", "-p", "site-packages/extra/migrations"], in: shop.path)
    shop.write("site-packages/extra/__init__.py", "")
    shop.write("site-packages/extra/migrations/__init__.py", "")
    shop.write("site-packages/extra/migrations/0001_initial.py", """
      from django.db import migrations


      class Migration(migrations.Migration):
          dependencies = [("shop", "0032_mixed")]
          operations = []

      """)
    shop.write("project/settings.py", shop.read("project/settings.py") + "\nimport sys\nsys.path.append(\"site-packages\")\nINSTALLED_APPS = [*INSTALLED_APPS, \"extra\"]\n")
    let output = shop.lintel("fix", file)
    #expect(output.text.contains("site-packages/extra/migrations/0001_initial.py` depends on it and is not the project's own"), "\(output.text)\(output.errors)")
    #expect(shop.read(file) == text)
  }

  @Test(.enabled(if: !DjangoVersion.all.isEmpty)) func `what Django does not take leaves the others`() {
    let shop = ShopProject(DjangoVersion.all.last), file = "shop/migrations/0032_strict.py", other = "orders/migrations/0010_index.py"
    shop.write("shop/strict.py", """
      from django.db import migrations


      class Strict(migrations.Migration):
          def __init_subclass__(cls):
              assert cls.atomic, "no migration of ours is without a transaction"

      """)
    let text = migration("migrations.AddIndex(\"product\", models.Index(fields=[\"stock\"], name=\"i\")),")
      .replacing("(migrations.Migration)", with: "(Strict)").replacing("\n\n\n", with: "\nfrom shop.strict import Strict\n\n\n")
    shop.write(file, text)
    shop.write(other, """
      from django.db import migrations, models


      class Migration(migrations.Migration):
          dependencies = [("orders", "0009_line_category"), ("shop", "0032_strict")]
          operations = [migrations.AddIndex("order", models.Index(fields=["number"], name="order_number_idx"))]

      """)
    let output = shop.lintel("fix", file, other)
    #expect(output.text.contains(
      "\(file): left as it is: Django does not take what would become of it: it cannot be loaded: AssertionError: no migration of ours is without a transaction"), "\(output.text)")
    #expect(output.text.contains("fixed \(other): create-index-blocks-writes"))
    #expect(shop.read(file) == text && shop.read(other).contains("AddIndexConcurrently"))
  }

  @Test(arguments: DjangoVersion.all)
  func `routers are asked by the model`(_ version: DjangoVersion) throws {
    let server = try #require(PostgresServer.all.first), shop = ShopProject(version)
    shop.write("project/routers.py", """
      class Router:
          def allow_migrate(self, db, app_label, model_name=None, **hints):
              return db == "default" if model_name == "product" else None

      """)
    let settings = "\nDATABASES[\"other\"] = dict(DATABASES[\"default\"])\nDATABASE_ROUTERS = [\"project.routers.Router\"]\n"
    shop.write("project/settings.py", shop.read("project/settings.py") + settings)
    #expect(shop.lintel("fix", "shop/migrations/0007_sku_unique.py").status == 0)
    try server.withEmptyDatabase { database in
      func index(_ alias: String) -> Bool {
        let output = shop.manage("sqlmigrate", "shop", "0007_sku_unique", "--database", alias, on: database)
        #expect(output.status == 0, "\(output.errors.suffix(600))")
        return output.text.contains("CREATE UNIQUE INDEX CONCURRENTLY")
      }
      #expect(index("default"))
      #expect(!index("other"))
    }
  }

  @Test func `no name begins with another`() {
    let shop = ShopProject(nil)
    let mixed = """
      migrations.AddField("product", "x", models.IntegerField(null=True)),
      migrations.AddIndex("product", models.Index(fields=["stock"], name="i")),
      """
    func created(_ name: String) -> String? {
      shop.write("shop/migrations/\(name).py", migration(mixed))
      defer { shop.remove("shop/migrations/\(name).py") }
      return shop.lintel("fix", "--no-run", "--diff", "shop/migrations/\(name).py").text.split(separator: "\n").first { $0.hasPrefix("+++ ") && !$0.contains("/\(name).py") }
        .map { String($0.split(separator: "/").last ?? "") }
    }
    #expect(created("0032_more") == "0033_more_2.py")
    #expect(created("more") == "part_2_of_more.py")
    shop.write("shop/migrations/0033_next.py", migration("", after: "0032_more"))
    #expect(created("0032_more") == "0032b_more.py")
    shop.write("shop/migrations/0032b_more_of_it.py", migration("", after: "0033_next"))
    #expect(created("0032_more") == "0032c_more.py")
  }

  @Test(.enabled(if: !DjangoVersion.all.isEmpty)) func `a plan is in the words of Django`() {
    let shop = ShopProject(DjangoVersion.all.last)
    let output = shop.lintel("fix", "shop/migrations/0021_stock_bigint.py")
    #expect(output.text.contains("  1. add a second field of the new type, with `null=True`\n"), "\(output.text)")
    #expect(!output.text.contains("ALTER TABLE shop_product"))
  }
}
