import LintelTestSupport
import Testing

/// `lintel check` on the sample project.
@Suite struct `Checking Django's migrations` {
  @Test(arguments: DjangoVersion.all)
  func `finds the operation in its file`(_ version: DjangoVersion) {
    let shop = ShopProject(version)
    let output = shop.lintel("check", "--color", "never", "shop/migrations/0002_product_name_index.py")
    #expect(output.errors == "")
    #expect(output.status == 1)
    #expect(output.text == """
      error[create-index-blocks-writes]: blocks every write to `shop_product` while the index builds [*]
         --> shop/migrations/0002_product_name_index.py:11:9
          |
        9 |     operations = [
       10 |         # Searching for names has become slow.
       11 |         migrations.AddIndex(
          |         ^^^^^^^^^^^^^^^^^^^
       12 |             model_name="product",
       13 |             index=models.Index(fields=["name"], name="product_name_idx"),
          |
          = note: takes a `SHARE` lock on `shop_product` while it reads every row: every `INSERT`, `UPDATE` and `DELETE` on it waits, `SELECT` goes on
          = note: it runs `CREATE INDEX "product_name_idx" ON "shop_product" ("name")`
          = help: build it with `AddIndexConcurrently`, in a migration of its own with `atomic = False`

      Found 1 error in 1 file (1 statement); 1 can be fixed with `lintel fix` [*].

      """)
  }

  /// What each migration of the sample gets, by the rules' names; warnings about timeouts left out.
  private static let expected: [String: [String]] = [
    "orders/migrations/0002_line_product.py": ["12 work-under-exclusive-lock"],
    "orders/migrations/0003_line_product_required.py": ["11 work-under-exclusive-lock"],
    "orders/migrations/0005_order_line_unique.py": ["10 unique-blocks-table"],
    "orders/migrations/0008_order_supplier_key.py": ["11 create-index-blocks-writes", "11 foreign-key-blocks-writes"],
    "orders/migrations/0009_line_category.py": ["12 add-column-scans-table", "12 work-under-exclusive-lock"],
    "shop/migrations/0002_product_name_index.py": ["11 create-index-blocks-writes"],
    "shop/migrations/0004_product_barcode.py": ["10 work-under-exclusive-lock"],
    "shop/migrations/0005_product_slug.py": ["10 unique-blocks-table", "10 work-under-exclusive-lock"],
    "shop/migrations/0006_price_positive.py": ["10 check-blocks-table"],
    "shop/migrations/0007_sku_unique.py": ["10 unique-blocks-table", "10 work-under-exclusive-lock"],
    "shop/migrations/0008_created_index.py": ["10 create-index-blocks-writes"],
    "shop/migrations/0010_product_supplier.py": ["11 work-under-exclusive-lock"],
    "shop/migrations/0011_brand_required.py": ["10 not-null-scans-table"],
    "shop/migrations/0012_remove_description_index.py": ["10 drop-index-blocks-table"],
    "shop/migrations/0013_color.py": ["16 backfill-in-schema-transaction"],
    "shop/migrations/0014_price_index.py": ["11 cannot-run-in-transaction"],
    "shop/migrations/0016_brand_name_unique.py": ["10 unique-blocks-table"],
    "shop/migrations/0017_barcode_in_stock.py": ["10 create-index-blocks-writes"],
    "shop/migrations/0018_weight.py": ["11 work-under-exclusive-lock", "12 check-blocks-table"],
    "shop/migrations/0022_stock_index.py": ["10 create-index-blocks-writes"],
    "shop/migrations/0024_rating_index.py": ["10 create-index-blocks-writes"],
    "shop/migrations/0027_attributes.py": ["12 work-under-exclusive-lock"],
  ]

  @Test(arguments: DjangoVersion.all)
  func `says which operation blocks what, of a whole project`(_ version: DjangoVersion) {
    let output = ShopProject(version).lintel("check", "--format", "concise", "manage.py")
    #expect(output.errors == "")
    var found = DjangoFindings.errors(output)
    // Those that this version of Lintel leaves to people.
    for name in ["0021_stock_bigint", "0029_label"] { found["shop/migrations/\(name).py"] = nil }
    for (file, rules) in Self.expected { #expect(found[file] == rules, "\(file)") }
    #expect(Set(found.keys) == Set(Self.expected.keys))
  }

  @Test func `reads the files alone where nothing is named, and knows less`() {
    let shop = ShopProject(nil)
    // Whoever runs the project leaves a trace.
    shop.write("shop/migrations/__init__.py", "open('was-here', 'w')\n")
    shop.write("manage.py", "raise SystemExit('was run')\n")
    let output = shop.lintel("check", "--format", "concise")
    #expect(output.errors.contains("Lintel knows less"))
    let found = DjangoFindings.errors(output)
    #expect(found["shop/migrations/0002_product_name_index.py"] == ["11 create-index-blocks-writes"])
    #expect(found["shop/migrations/0006_price_positive.py"] == ["10 check-blocks-table"])
    #expect(found["shop/migrations/0013_color.py"] == ["16 backfill-in-schema-transaction"])
    #expect(found["shop/migrations/0014_price_index.py"] == ["11 cannot-run-in-transaction"])
    #expect(found["shop/migrations/0015_brand_name_index.py"] == nil)
    let never = shop.lintel("check", "--no-run", "--format", "concise", "shop/migrations/0002_product_name_index.py")
    #expect(never.errors.contains("nothing of the project is run"))
    #expect(never.status == 1)
    #expect(shop.lintel("check", "--format", "concise", "shop").errors.contains("nothing of the project is run"))
    #expect(ChildProcess.run(["ls", "was-here"], in: shop.path).status != 0)
  }

  @Test(.enabled(if: !DjangoVersion.all.isEmpty)) func `a project that does not start is told in one line, and its files are read`() throws {
    let shop = ShopProject(DjangoVersion.all.last)
    shop.write("project/settings.py", "import environ\n")
    let output = shop.lintel("check", "--format", "concise", "shop/migrations/0002_product_name_index.py")
    #expect(output.status == 2)
    #expect(output.errors == """
      lintel: Django project `.`: the project does not start: project/settings.py:1: ModuleNotFoundError: No module named 'environ'; \
      Lintel reads its files alone and knows less

      """)
    #expect(output.text.contains("create-index-blocks-writes"))
  }

  @Test(.enabled(if: !DjangoVersion.all.isEmpty)) func `no data migration is run, wherever it stands`() {
    let shop = ShopProject(DjangoVersion.all.last), file = "shop/migrations/0032_data.py"
    shop.write(file, """
      from django.db import migrations, models


      def change(apps, schema_editor):
          open("was-here", "w")


      class Migration(migrations.Migration):
          dependencies = [("shop", "0031_supplier_options")]

          operations = [
              migrations.AddField("product", "size", models.IntegerField(null=True)),
              migrations.SeparateDatabaseAndState(database_operations=[migrations.RunPython(change)]),
              migrations.RunPython(change),
          ]

      """)
    let output = shop.lintel("check", "--format", "concise", "shop/migrations")
    #expect(output.errors == "")
    #expect(output.text.contains("\(file):13:9: error: backfill-in-schema-transaction"))
    #expect(ChildProcess.run(["ls", "was-here"], in: shop.path).status != 0)
  }

  @Test(.enabled(if: !DjangoVersion.all.isEmpty)) func `a project that hangs is stopped`() throws {
    let shop = ShopProject(DjangoVersion.all.last)
    shop.write("project/settings.py", "import time\ntime.sleep(600)\n")
    let output = shop.lintel("check", "--django-timeout", "1", "--format", "concise", "shop/migrations/0002_product_name_index.py")
    #expect(output.status == 2)
    #expect(output.errors.contains("did not answer within 1 seconds"))
    #expect(output.text.contains("create-index-blocks-writes"))
  }

  @Test(.enabled(if: !DjangoVersion.all.isEmpty)) func `one broken migration does not silence the others`() throws {
    let shop = ShopProject(DjangoVersion.all.last)
    shop.write("shop/migrations/0008_created_index.py", "class Migration(:\n")
    let output = shop.lintel("check", "--format", "concise", "manage.py")
    #expect(output.status == 2)
    #expect(output.errors.contains("shop/migrations/0008_created_index.py:1: SyntaxError"))
    #expect(output.text.contains("shop/migrations/0008_created_index.py:1:1: error: unreadable-file: cannot be read: Python cannot read it"))
    #expect(output.text.contains("shop/migrations/0002_product_name_index.py:11:9: error: create-index-blocks-writes"))
  }

  @Test func `comments silence findings`() {
    let shop = ShopProject(nil)
    let file = "shop/migrations/0002_product_name_index.py", text = shop.read(file)
    func output(_ comment: String) -> String {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let with = lines.flatMap { $0.contains("migrations.AddIndex(") ? ["        \(comment)", String($0)] : [String($0)] }
      shop.write(file, with.joined(separator: "\n"))
      return shop.lintel("check", "--no-run", "--format", "concise", file).text
    }
    #expect(output("# lintel: ignore[create-index-blocks-writes] the table is small") == "")
    #expect(output("# lintel: ignore[create-index-blocks-writes]").contains("suppression-without-reason"))
    #expect(output("# lintel: ignore[unique-blocks-table] why not").contains("unused-suppression"))
  }

  @Test func `the SQL is in JSON, at the place in the file`() {
    let output = ShopProject(nil).lintel("check", "--no-run", "--format", "json", "shop/migrations/0002_product_name_index.py")
    #expect(output.text.contains(#""sql":"CREATE INDEX \"product_name_idx\" ON \"shop_product\" (\"name\")""#))
    #expect(output.text.contains(#""path":"shop/migrations/0002_product_name_index.py","start":{"line":11,"column":9,"#))
  }

  @Test func `piped sqlmigrate is read, by the name it is given`() {
    let text = """
      BEGIN;
      --
      -- Add field color to product
      --
      ALTER TABLE "shop_product" ADD COLUMN "color" varchar(30) NULL;
      --
      -- Raw Python operation
      --
      -- THIS OPERATION CANNOT BE WRITTEN AS SQL
      COMMIT;

      """
    let output = LintelProgram.run(["check", "--format", "concise", "--stdin-filename", "shop/migrations/0013_color.py", "-"], input: Array(text.utf8))
    #expect(output.text.contains("shop/migrations/0013_color.py:9:1: error: backfill-in-schema-transaction: blocks every read and write of `shop_product` while Python changes rows"))
  }

  @Test func `piped sqlmigrate gets advice in the words of Django`() {
    let text = "BEGIN;\n--\n-- Raw SQL operation\n--\nCREATE INDEX CONCURRENTLY \"x\" ON \"shop_product\" (\"name\");\nCOMMIT;\n"
    let output = LintelProgram.run(["check", "-"], input: Array(text.utf8))
    #expect(output.text.contains("= help: put it into a migration of its own, and write `atomic = False` into its class"))
  }

  @Test(arguments: DjangoVersion.all)
  func `knows the SQL that Django runs`(_ version: DjangoVersion) throws {
    let server = try #require(PostgresServer.all.first), shop = ShopProject(version)
    try server.withEmptyDatabase { database in
      let output = ChildProcess.run(
        ["\(shop.path)/python", "\(DjangoVersion.checkout)/Tests/DjangoTests/sql.py", shop.path, "\(DjangoVersion.checkout)/Sources/lintel/Django/Helper"],
        environment: shop.environment(database))
      #expect(output.text == "54 migrations, refused: shop.0014_price_index\n", "\(output.errors)")
    }
  }
}
