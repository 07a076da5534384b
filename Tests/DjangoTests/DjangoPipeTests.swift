import LintelTestSupport
import Testing

/// `lintel check -`: what `sqlmigrate` prints, and what an editor has.
@Suite struct `Django's migrations at standard input` {
  private static func check(_ text: String, _ arguments: String..., in folder: String? = nil) -> ChildProcess.Output {
    LintelProgram.run(["check"] + arguments + ["-"], in: folder, input: Array(text.utf8))
  }

  @Test func `a finding names the operation, and its way out is Django's`() {
    let text = """
      BEGIN;
      --
      -- Add field color to product
      --
      ALTER TABLE "shop_product" ADD COLUMN "color" varchar(30) NULL;
      --
      -- Create index product_name_idx on field(s) name of model product
      --
      CREATE INDEX "product_name_idx" ON "shop_product" ("name");
      COMMIT;

      """
    let output = Self.check(text, "--color", "never", "--format", "text")
    #expect(output.text.contains("= note: operation: Create index product_name_idx on field(s) name of model product"))
    #expect(output.text.contains("= help: build it with `AddIndexConcurrently`, in a migration of its own with `atomic = False`"))
    // The file is none to be edited.
    #expect(!output.text.contains("[*]"))
    #expect(Self.check(text, "--format", "json").text.contains(#""operation":"Create index product_name_idx on field(s) name of model product""#))
  }

  @Test func `what an editor has is read as Python`() {
    let shop = ShopProject(nil), file = "shop/migrations/0002_product_name_index.py"
    let text = "# Not saved yet.\n" + shop.read(file)
    let output = Self.check(text, "--format", "concise", "--stdin-filename", file, in: shop.path)
    #expect(output.text.contains("\(file):12:9: error: create-index-blocks-writes"), "\(output.errors)\(output.text)")
    // Also one that is not there yet.
    let other = Self.check(text, "--format", "concise", "--stdin-filename", "shop/migrations/0099_new.py", in: shop.path)
    #expect(other.text.contains("shop/migrations/0099_new.py:12:9: error: create-index-blocks-writes"))
    let fixed = LintelProgram.run(["fix", "--stdin-filename", file, "-"], in: shop.path, input: Array(text.utf8))
    #expect(fixed.text == text)
    #expect(fixed.errors.contains("its file has to be named to be fixed"))
  }
}
