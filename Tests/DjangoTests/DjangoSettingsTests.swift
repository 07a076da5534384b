import LintelTestSupport
import Testing

/// `lintel check` and `lintel fix` on projects whose settings, databases or Python are not what they could be.
@Suite(.enabled(if: !DjangoVersion.all.isEmpty)) struct `Django projects as they are` {
  private static let file = "shop/migrations/0002_product_name_index.py"
  private static let flagged = "\(file):11:9: error: create-index-blocks-writes"

  @Test func `says that a database is no PostgreSQL, and fixes nothing`() {
    let shop = ShopProject(DjangoVersion.all.last), text = shop.read(Self.file)
    shop.write("project/settings.py", shop.read("project/settings.py") + "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'x'}}\n")
    let output = shop.lintel("check", "--format", "concise", Self.file)
    #expect(output.errors == """
      lintel: Django project `.`: `DATABASES["default"]` is `django.db.backends.sqlite3`, not PostgreSQL: \
      Lintel reads its migrations as PostgreSQL would run them, and fixes none of them

      """)
    #expect(output.text.contains(Self.flagged))
    #expect(!output.text.contains("[*]"))
    #expect(shop.lintel("fix", Self.file).errors.contains("fixes none of them"))
    #expect(shop.read(Self.file) == text)
  }

  @Test func `the files alone tell of SQLite too, where it is written out`() {
    let shop = ShopProject(nil), text = shop.read(Self.file)
    shop.write("project/settings.py", "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\n")
    #expect(shop.lintel("fix", "--no-run", Self.file).errors.contains("`DATABASES[\"default\"]` is `django.db.backends.sqlite3`"))
    #expect(shop.read(Self.file) == text)
    shop.write("project/settings.py", "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\nDATABASES['default'].update(ENGINE='django.db.backends.postgresql')\n")
    #expect(shop.lintel("check", "--no-run", "--format", "concise", Self.file).text.contains(Self.flagged + ": blocks every write to `shop_product` while the index builds [*]"))
  }

  private static let router = """

    class Router:
        def allow_migrate(self, db, app_label, **hints):
            return (db == "products") == (app_label == "shop")

    DATABASE_ROUTERS = ["project.settings.Router"]

    """

  @Test(arguments: DjangoVersion.all) func `asks the database that a router sends an app to`(_ version: DjangoVersion) {
    let shop = ShopProject(version), settings = shop.read("project/settings.py") + Self.router
    shop.write("project/settings.py", settings + "DATABASES['products'] = dict(DATABASES['default'])\n")
    let output = shop.lintel("check", "--format", "concise", Self.file)
    #expect(output.errors == "")
    #expect(output.text.contains(Self.flagged))
    shop.write("project/settings.py", settings + "DATABASES['products'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'x'}\n")
    let other = shop.lintel("check", "--format", "concise", Self.file)
    #expect(other.text == "")
    #expect(other.errors.contains("no database of PostgreSQL takes `shop`, so Lintel knows nothing of its migrations"))
  }

  @Test func `no database is reached while the project starts`() {
    let shop = ShopProject(DjangoVersion.all.last)
    shop.write("shop/apps.py", """
      from django.apps import AppConfig
      from django.db import DatabaseError, connection


      class ShopConfig(AppConfig):
          name = "shop"

          def ready(self):
              try:
                  connection.cursor().execute("SELECT 1")
              except DatabaseError as error:
                  open("asked", "w").write(str(error))

      """)
    let output = shop.lintel("check", "--format", "concise", Self.file)
    #expect(output.errors == "")
    #expect(shop.read("asked") == "Lintel reaches no database")
  }

  @Test func `what a project says when it ends is told`() {
    let shop = ShopProject(DjangoVersion.all.last)
    shop.write("project/settings.py", "import sys\nsys.exit('please set FOO')\n")
    let output = shop.lintel("check", "--format", "concise", Self.file)
    #expect(output.status == 2)
    #expect(output.errors.contains("the project does not start: project/settings.py:2: SystemExit: please set FOO; Lintel reads its files alone"))
  }

  @Test func `a manage.py may end with the exit code of its command`() {
    let shop = ShopProject(DjangoVersion.all.last)
    shop.write("manage.py", shop.read("manage.py").replacing("execute_from_command_line(sys.argv)", with: "sys.exit(execute_from_command_line(sys.argv))"))
    #expect(shop.lintel("check", "--format", "concise", Self.file).errors == "")
  }

  @Test(arguments: ["/bin/ls", "/nope"]) func `what is no Python is told once, and the files are read`(_ program: String) {
    let shop = ShopProject(nil)
    for mode in ["--django", "--no-run"] {
      let output = shop.lintel("check", "--python", program, mode, "--format", "concise", Self.file)
      #expect(output.status == 2)
      let lines = output.errors.split(separator: "\n")
      #expect(lines.count == 1 && lines[0].contains("`\(program)`") && lines[0].utf8.count < 400, "\(output.errors)")
      #expect(output.text.contains(Self.flagged))
      #expect(!output.text.contains("unreadable-file"))
    }
  }

  @Test func `an environment at the top of the checkout is found`() {
    let shop = ShopProject(DjangoVersion.all.last)
    let output = ChildProcess.run(["sh", "-c", "mkdir -p repo/.git repo/.venv/bin && cp python repo/.venv/bin/python && mv manage.py project shop orders repo/ && mkdir repo/backend && mv repo/manage.py repo/project repo/shop repo/orders repo/backend/"], in: shop.path)
    #expect(output.status == 0, "\(output.errors)")
    let found = LintelProgram.run(["check", "--format", "concise", "repo/backend/\(Self.file)"], in: shop.path)
    #expect(found.errors == "")
    #expect(found.text.contains("repo/backend/\(Self.flagged)"))
  }

  @Test func `migrations that another one replaces are left out quietly`() {
    let shop = ShopProject(DjangoVersion.all.last)
    shop.write("shop/migrations/0032_one.py", Self.index("0031_supplier_options", "one"))
    shop.write("shop/migrations/0033_two.py", Self.index("0032_one", "two"))
    let squash = Self.index("0031_supplier_options", "one", replaces: "[('shop', '0032_one'), ('shop', '0033_two')]")
    shop.write("shop/migrations/0032_one_squashed_0033_two.py", squash)
    for mode in ["--django", "--no-run"] {
      let output = shop.lintel("check", mode, "--format", "concise", "shop/migrations")
      #expect(output.status == 1, "\(output.errors)")
      let found = DjangoFindings.errors(output)
      #expect(found["shop/migrations/0032_one_squashed_0033_two.py"] == ["8 create-index-blocks-writes"])
      #expect(found["shop/migrations/0032_one.py"] == nil)
      let one = shop.lintel("check", mode, "--format", "concise", "shop/migrations/0033_two.py")
      #expect(one.status == 0)
      #expect(one.errors.contains("shop/migrations/0033_two.py: `0032_one_squashed_0033_two` replaces it"))
    }
  }

  @Test func `migrations lie where MIGRATION_MODULES says`() {
    let shop = ShopProject(DjangoVersion.all.last)
    _ = ChildProcess.run(["sh", "-c", "mv shop/migrations shop/pg && mv shop/pg/0002_product_name_index.py shop/pg/name_index.py && sed -i 's/0002_product_name_index/name_index/' shop/pg/*.py"], in: shop.path)
    shop.write("project/settings.py", shop.read("project/settings.py") + "MIGRATION_MODULES = {'shop': 'shop.pg'}\n")
    for arguments in [["shop/pg"], ["shop/pg/name_index.py"], ["manage.py"]] {
      let output = LintelProgram.run(["check", "--python", "\(shop.path)/python", "--format", "concise"] + arguments, in: shop.path)
      #expect(DjangoFindings.errors(output)["shop/pg/name_index.py"] == ["11 create-index-blocks-writes"], "\(arguments) \(output.errors)")
    }
    // A plain check knows those with a number.
    #expect(DjangoFindings.errors(shop.lintel("check", "--format", "concise"))["shop/pg/0006_price_positive.py"] == ["10 check-blocks-table"])
  }

  @Test func `for one migration the SQL of other apps is not asked for`() {
    let shop = ShopProject(DjangoVersion.all.last)
    // Who asks for the SQL of a migration asks for its operations.
    shop.write("orders/migrations/0002_line_product.py", shop.read("orders/migrations/0002_line_product.py").replacing("class Migration", with: """
      class Asked(migrations.RunSQL):
          def database_forwards(self, *arguments):
              open("asked", "w")


      class Migration
      """).replacing("operations = [", with: "operations = [\n        Asked(\"SELECT 1\"),"))
    #expect(shop.lintel("check", "--format", "concise", Self.file).text.contains(Self.flagged))
    #expect(ChildProcess.run(["ls", "asked"], in: shop.path).status != 0)
    _ = shop.lintel("check", "--format", "concise", "manage.py")
    #expect(ChildProcess.run(["ls", "asked"], in: shop.path).status == 0)
  }

  private static func index(_ before: String, _ name: String, replaces: String = "[]") -> String {
    """
    from django.db import migrations, models


    class Migration(migrations.Migration):
        replaces = \(replaces)
        dependencies = [("shop", "\(before)")]
        operations = [
            migrations.AddIndex("product", models.Index(fields=["name", "price"], name="\(name)_idx")),
        ]

    """
  }
}
