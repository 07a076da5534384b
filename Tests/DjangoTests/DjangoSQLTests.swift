import LintelTestSupport
import Testing

/// What Django's operations do, as Lintel learns it of Django and of the files alone.
@Suite struct `The SQL of Django's operations` {
  /// Operations in a migration behind all of the sample, each on a line of its own from line 8 on.
  private static func project(_ version: DjangoVersion?, _ operations: [String]) -> ShopProject {
    let shop = ShopProject(version)
    shop.write(file, migration("0031_supplier_options", operations))
    return shop
  }

  private static func migration(_ before: String, _ operations: [String]) -> String {
    """
    from django.conf import settings
    from django.db import migrations, models


    class Migration(migrations.Migration):
        dependencies = [("shop", "\(before)")]
        operations = [
            \(operations.map { $0 + "," }.joined(separator: "\n        "))
        ]

    """
  }

  private static let file = "shop/migrations/0032_change.py"
  private static var versions: [DjangoVersion?] { DjangoVersion.all + [nil] }

  /// Each statement that something is said about.
  private static func told(_ shop: ShopProject, _ arguments: String...) -> ChildProcess.Output {
    LintelProgram.run(["check", "--python", shop.version == nil ? "python3" : "\(shop.path)/python", "--format", "text", "--color", "never"] + arguments + [file], in: shop.path)
  }

  @Test(arguments: versions) func `an index that a field loses is dropped`(_ version: DjangoVersion?) {
    let shop = Self.project(version, [
      #"migrations.AddField("supplier", "code", models.IntegerField(null=True, db_index=True))"#, #"migrations.RunSQL("SELECT 1")"#,
    ])
    shop.write("shop/migrations/0033_drop.py", shop.read(Self.file)
      .replacing("0031_supplier_options", with: "0032_change").replacing("AddField", with: "AlterField").replacing(", db_index=True", with: ""))
    let output = shop.lintel("check", "--format", "concise", version == nil ? "--no-run" : "--django", "shop/migrations/0033_drop.py")
    #expect(version == nil || output.errors == "")
    #expect(DjangoFindings.errors(output)["shop/migrations/0033_drop.py"] == ["8 drop-index-blocks-table"], "\(output.errors)\(output.text)")
  }

  @Test(arguments: versions) func `a new column that must not be negative is checked`(_ version: DjangoVersion?) {
    let shop = Self.project(version, [#"migrations.AddField("product", "position", models.PositiveIntegerField(null=True))"#])
    #expect(Self.told(shop, version == nil ? "--no-run" : "--django").text.contains("CHECK (\"position\" >= 0)"))
  }

  @Test(arguments: versions) func `fields with a default of their own are no required columns`(_ version: DjangoVersion?) {
    let shop = Self.project(version, [
      #"migrations.AddField("product", "avatar", models.ImageField(blank=True, upload_to="x"))"#, #"migrations.AddField("product", "url", models.URLField(blank=True))"#,
      #"migrations.AddField("product", "changed", models.DateField(auto_now=True))"#, #"migrations.AddField("product", "other", models.SlugField(blank=True, db_index=False))"#,
      #"migrations.AddField("product", "since", models.DateTimeField(auto_now_add=True))"#,
    ])
    let output = shop.lintel("check", "--format", "concise", version == nil ? "--no-run" : "--django", Self.file)
    #expect(!output.text.contains("add-required-column"), "\(output.text)")
  }

  @Test func `a required column is one in the files alone, too`() {
    let shop = Self.project(nil, [#"migrations.AddField("product", "size", models.IntegerField(blank=True))"#])
    #expect(shop.lintel("check", "--no-run", "--format", "concise", Self.file).text.contains("8:9: error: add-required-column"))
  }

  @Test func `a table's name may have its schema`() {
    let shop = Self.project(nil, [
      #"migrations.CreateModel("Old", [("id", models.AutoField(primary_key=True)), ("a", models.IntegerField())], options={"db_table": '"public"."legacy"'})"#,
      #"migrations.AlterField("old", "a", models.IntegerField(db_index=True, unique=True))"#, #"migrations.AlterField("old", "a", models.IntegerField(db_index=True))"#,
    ])
    let output = shop.lintel("check", "--no-run", "--format", "concise", Self.file)
    #expect(!output.text.contains("syntax-error"), "\(output.text)")
  }

  @Test func `nobody is shown what stands for what is not known`() {
    let shop = Self.project(nil, [
      #"migrations.AddField("product", "owner", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True))"#,
      #"migrations.AddField("product", "other", models.ForeignKey(settings.OTHER_MODEL, models.CASCADE, null=True))"#,
    ])
    for arguments in [["--format", "text", "--color", "never"], ["--format", "concise"]] {
      let output = LintelProgram.run(["check", "--no-run"] + arguments + [Self.file], in: shop.path)
      #expect(!output.text.contains("lintel_unknown"), "\(output.text)")
    }
    let check = Self.project(nil, [#"migrations.AddConstraint("product", models.CheckConstraint(check=models.Q(price__gte=0), name="is_paid"))"#])
    #expect(Self.told(check, "--no-run").text.contains("CHECK (…)`"))
    #expect(Self.told(shop, "--no-run").text.contains("auth_user"))
    // Without settings nobody knows who the users are.
    shop.write("manage.py", "")
    let output = Self.told(shop, "--no-run").text
    #expect(output.contains("the user table") && !output.contains("auth_user"))
  }

  @Test func `the files alone tell whose table it is`() {
    let shop = Self.project(nil, [
      #"migrations.AddField("product", "owner", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True))"#,
      #"migrations.AddField("product", "kind", models.ForeignKey("contenttypes.ContentType", models.CASCADE, null=True))"#,
    ])
    shop.write("project/settings.py", shop.read("project/settings.py") + "AUTH_USER_MODEL = \"people.Person\"\n")
    let output = Self.told(shop, "--no-run").text
    #expect(output.contains("`people_person`") && output.contains("`django_content_type`"), "\(output)")
  }

  @Test func `an app's label is what its apps.py says, or its migrations`() {
    let file = "shop/migrations/0002_product_name_index.py"
    let shop = Self.project(nil, [#"migrations.AddField("product", "owner", models.ForeignKey("people.Person", models.CASCADE, null=True))"#])
    _ = ChildProcess.run(["mkdir", "-p", "accounts/migrations"], in: shop.path)
    shop.write("accounts/migrations/__init__.py", "")
    shop.write("accounts/apps.py", "from django.apps import AppConfig\n\n\nclass AccountsConfig(AppConfig):\n    name = \"accounts\"\n    label = \"people\"\n")
    shop.write("accounts/migrations/0001_initial.py", """
      from django.db import migrations, models


      class Migration(migrations.Migration):
          operations = [migrations.CreateModel("Person", [("id", models.BigAutoField(primary_key=True))], options={"db_table": "humans"})]

      """)
    #expect(Self.told(shop, "--no-run").text.contains("`humans`"))
    let other = ShopProject(nil)
    _ = ChildProcess.run(["sh", "-c", "sed -i 's/(\"shop\", \"0/(\"market\", \"0/' shop/migrations/*.py orders/migrations/*.py"], in: other.path)
    #expect(other.lintel("check", "--no-run", "--format", "concise", file).text.contains("`market_product`"))
  }

  @Test(arguments: DjangoVersion.all) func `a default that asks the database is one constant`(_ version: DjangoVersion) {
    let shop = Self.project(version, [#"migrations.AddField("supplier", "main", models.ForeignKey("shop.category", models.CASCADE, default=first, db_constraint=False))"#])
    shop.write(Self.file, shop.read(Self.file).replacing("\n\nclass Migration", with: "\n\ndef first():\n    from shop.models import Category\n    return Category.objects.first().pk\n\n\nclass Migration"))
    let output = Self.told(shop, "--django")
    #expect(output.errors.contains("\(Self.file): Lintel knows less of it: it asks the database"))
    #expect(output.text.contains("\"main_id\" bigint DEFAULT 1 NOT NULL"), "\(output.text)")
  }

  @Test(arguments: DjangoVersion.all)
  func `what only a database's catalog tells is known`(_ version: DjangoVersion) throws {
    let server = try #require(PostgresServer.all.first)
    let shop = Self.project(version, [
      #"migrations.CreateModel("Kind", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20))])"#,
      """
      migrations.CreateModel("Part", [
                  ("id", models.BigAutoField(primary_key=True)),
                  ("code", models.CharField(max_length=20, unique=True)),
                  ("number", models.CharField(max_length=20, db_index=True)),
                  ("size", models.PositiveIntegerField()),
                  ("count", models.IntegerField(null=True, db_index=True)),
                  ("kind", models.ForeignKey("shop.kind", models.CASCADE, null=True)),
                  ("other", models.ForeignKey("shop.kind", models.CASCADE, null=True, related_name="+")),
              ], options={"unique_together": {("number", "size")}})
      """,
    ])
    shop.write("shop/migrations/0033_parts.py", Self.migration("0032_change", [
      #"migrations.AlterField("part", "code", models.CharField(max_length=20))"#, #"migrations.AlterField("part", "size", models.IntegerField())"#,
      #"migrations.AlterField("part", "count", models.BigIntegerField(null=True))"#, #"migrations.AlterField("part", "number", models.TextField(db_index=True))"#,
      #"migrations.AlterField("part", "kind", models.ForeignKey("shop.kind", models.CASCADE, null=True, db_constraint=False))"#,
      #"migrations.AlterField("part", "other", models.ForeignKey("shop.kind", models.CASCADE, null=True, related_name="+", db_index=False))"#,
      #"migrations.AlterUniqueTogether("part", set())"#,
    ]))
    // `sqlmigrate` does not know what the same migration did before, so each has to stand alone.
    shop.write("shop/migrations/0034_kind.py", Self.migration("0033_parts", [#"migrations.AlterField("kind", "id", models.AutoField(primary_key=True))"#]))
    shop.write("shop/migrations/0035_names.py", Self.migration("0034_kind", [
      #"migrations.RenameModel("Kind", "Sort")"#, #"migrations.AlterModelTable("part", "pieces")"#, #"migrations.RenameField("part", "count", "amount")"#,
    ]))
    shop.write("shop/migrations/0036_pieces.py", Self.migration("0035_names", [
      #"migrations.AlterField("part", "amount", models.BigIntegerField(null=True))"#,
      #"migrations.AlterField("part", "size", models.PositiveIntegerField(unique=True, db_column="width"))"#,
      #"migrations.AlterField("part", "number", models.TextField())"#, #"migrations.RemoveField("part", "other")"#,
    ]))
    try server.withEmptyDatabase { database in
      let output = ChildProcess.run(
        ["\(shop.path)/python", "\(DjangoVersion.checkout)/Tests/DjangoTests/sql.py", shop.path, "\(DjangoVersion.checkout)/Sources/lintel/Django/Helper"],
        environment: shop.environment(database))
      #expect(output.text == "59 migrations, refused: shop.0014_price_index\n", "\(output.errors)")
    }
  }
}
