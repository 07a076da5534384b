import Linting
import PostgresSyntax
import Reports
import Testing

/// What a finding's fix would change, below its frame.
struct FixDiffTests {
  let sample = Sample("""
    BEGIN;
    SELECT 1;
    CREATE INDEX i ON t (a);
    SELECT 2;
    SELECT 3;
    COMMIT;
    SELECT 4;

    """)

  /// The lines below the one that names the help.
  private func diff(_ edits: [Edit], _ sample: Sample? = nil, _ style: Style = .plain, safety: Fix.Safety = .safe) -> [String] {
    let sample = sample ?? self.sample
    let shown = sample.frame(sample.finding("x", at: sample.span("SELECT 1"), fix: Fix(safety, "do it", edits)), style)
    let lines = shown.split(separator: "\n").map(String.init)
    return Array(lines[((lines.lastIndex { $0.contains("do it") }) ?? 0)...].dropFirst())
  }

  @Test func `shows the line that changes and those beside it`() {
    #expect(diff([.insert(" CONCURRENTLY", at: sample.span("CREATE INDEX").end)]) == [
      "   |", " 2 |   SELECT 1;", " 3 | - CREATE INDEX i ON t (a);", " 3 | + CREATE INDEX CONCURRENTLY i ON t (a);", " 4 |   SELECT 2;",
    ])
  }

  @Test func `shows what comes and goes with the numbers it has there`() {
    let create = sample.span("CREATE INDEX", to: ";\n"), commit = sample.span("COMMIT;")
    #expect(diff([.delete(create), .insert("\nCREATE INDEX CONCURRENTLY i ON t (a);", at: commit.end)]) == [
      "   |", " 2 |   SELECT 1;", " 3 | - CREATE INDEX i ON t (a);", " 3 |   SELECT 2;", " 4 |   SELECT 3;", " 5 |   COMMIT;",
      " 6 | + CREATE INDEX CONCURRENTLY i ON t (a);", " 7 |   SELECT 4;",
    ])
  }

  @Test func `leaves out what stands far between`() {
    let far = Sample("SELECT 1;\n" + String(repeating: "SELECT 0;\n", count: 8) + "SELECT 2;\n")
    #expect(diff([.delete(far.span("SELECT 1;\n")), .replace(far.span("2"), with: "3")], far) == [
      "    |", "  1 | - SELECT 1;", "  1 |   SELECT 0;", "...", "  8 |   SELECT 0;", " 10 | - SELECT 2;", "  9 | + SELECT 3;",
    ])
  }

  @Test func `a last line without its end is no other line for that`() {
    let open = Sample("SELECT 1")
    #expect(diff([.insert(";\nCOMMIT;\n", at: 8)], open) == ["   |", " 1 | - SELECT 1", " 1 | + SELECT 1;", " 2 | + COMMIT;"])
    let closed = Sample("SELECT 1;\r\n")
    #expect(diff([.insert("\r\nCOMMIT;", at: 9)], closed) == ["   |", " 1 |   SELECT 1;", " 2 | + COMMIT;"])
  }

  @Test func `what comes behind the last line takes the place of none`() {
    #expect(diff([.insert("SELECT 5;\n", at: sample.source.count)]) == ["   |", " 7 |   SELECT 4;", " 8 | + SELECT 5;"])
    #expect(diff([.insert("SELECT 1;\n", at: 0)], Sample("")) == [])
  }

  @Test func `has no blank line at its edges`() {
    let blank = Sample("SELECT 0;\n\nSELECT 1;\n\nSELECT 2;\n")
    #expect(diff([.replace(blank.span("1"), with: "5")], blank) == ["   |", " 3 | - SELECT 1;", " 3 | + SELECT 5;"])
    #expect(diff([.insert("\nSELECT 5;", at: blank.span("1;").end)], blank) == ["   |", " 3 |   SELECT 1;", " 4 | + SELECT 5;"])
  }

  @Test func `ends after a dozen lines`() {
    let lines = diff([.insert(String(repeating: "SELECT 0;\n", count: 30), at: 0)])
    #expect(lines.count == 14)
    #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasSuffix("+ SELECT 0;") })
    #expect(lines.last == "    | …")
  }

  @Test func `a change of endless lines is not shown`() {
    let long = Sample("SELECT 1;" + String(repeating: " ", count: 20_000) + "SELECT 2;")
    #expect(diff([.replace(long.span("2"), with: "3")], long) == [])
  }

  @Test func `shows the part of a long line that differs`() {
    let long = Sample("SELECT 1;\nSELECT \(String(repeating: "a, ", count: 100))b;\n")
    let lines = diff([.replace(long.span("b;"), with: "c;")], long, Style(width: 60))
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= 60 })
    #expect(lines[2].hasPrefix(" 2 | - …") && lines[2].hasSuffix("a, b;"))
    #expect(lines[3].hasPrefix(" 2 | + …") && lines[3].hasSuffix("a, c;"))
  }

  @Test func `an unsafe fix says that it is one, and a plan shows nothing`() {
    let edit = Edit.insert(" CONCURRENTLY", at: sample.span("CREATE INDEX").end)
    let finding = sample.finding("x", at: sample.span("SELECT 1"), help: "go there", fix: .unsafe("do it", edit))
    let lines = sample.frame(finding).split(separator: "\n")
    #expect(lines.contains("   = help: go there") && lines.contains("   = unsafe fix: do it"))
    #expect(lines.last == " 4 |   SELECT 2;")
    #expect(diff([edit], safety: .plan) == [])
  }

  @Test func `is colored like a diff`() {
    let lines = diff([.replace(sample.span("2"), with: "5")], nil, Style(isColored: true)).map { $0.replacing("\u{1b}", with: "~") }
    #expect(lines[2...3] == [" ~[1;34m4 |~[0m ~[1;31m- SELECT 2;~[0m", " ~[1;34m4 |~[0m ~[1;32m+ SELECT 5;~[0m"])
  }

  @Test func `edits that are none do no harm`() {
    for edit in [Edit.insert("x", at: 1_000), .insert("x", at: -4), .delete(Span(5, 900)), .replace(Span(0, 5), with: "BEGIN")] {
      #expect(!sample.frame(sample.finding("x", at: sample.span("SELECT 1"), fix: .safe("y", edit))).isEmpty)
    }
  }
}
