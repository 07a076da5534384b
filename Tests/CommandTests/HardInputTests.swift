import Testing

/// Input that must not hurt: whatever a file holds, the program ends well and the other files are checked.
@Suite struct `Hard input` {
  /// Checks a file between two others and expects their findings around its own.
  private func check(_ text: String, in folder: TemporaryFolder = TemporaryFolder()) -> [String] { check(Array(text.utf8), in: folder) }

  private func check(_ bytes: [UInt8], in folder: TemporaryFolder = TemporaryFolder()) -> [String] {
    folder.write("a.sql", SQL.error)
    folder.write("m.sql", bytes)
    folder.write("z.sql", SQL.error)
    let outcome = Lintel.run("check", "--format", "concise", in: folder)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.lines.first?.hasPrefix("a.sql:2:1: error: create-index-blocks-writes") == true)
    #expect(outcome.lines.last?.hasPrefix("z.sql:2:1: error: create-index-blocks-writes") == true)
    let lines = outcome.lines.dropFirst().dropLast()
    #expect(outcome.status == (lines.contains { $0.contains(": unreadable-file: ") } ? 2 : 1))
    return lines.map { line in
      // Path and message aside: `2:1 error rule`.
      line.split(separator: ":").dropFirst().prefix(4).joined(separator: ":").split(separator: " ").joined(separator: " ")
    }
  }

  private let indexed = "SET lock_timeout = '5s';\nCREATE INDEX ON t (a)"
  private let finding = "2:1: error: create-index-blocks-writes"

  @Test func `an empty file`() { #expect(check("").isEmpty) }

  @Test(arguments: ["-- nothing\n", "/* nothing */", "\n\n  \t\n", "-- no newline", ";;;\n", "--\r\n/* a\n /* b */ c */\n"])
  func `only comments`(_ text: String) { #expect(check(text).isEmpty) }

  @Test func `a byte-order mark`() { #expect(check("\u{feff}" + indexed + ";\n") == [finding]) }

  @Test func `CRLF`() { #expect(check("SET lock_timeout = '5s';\r\nCREATE INDEX ON t (a);\r\n") == [finding]) }

  @Test func `no final semicolon`() { #expect(check(indexed) == [finding]) }

  @Test func `nested comments`() {
    let first = "/* a /* ; CREATE INDEX x ON y (z); */ ' */ SET lock_timeout = '5s'; /* b */\n"
    #expect(check(first + "/* c */ CREATE /* d /**/ */ INDEX ON t (a);") == ["2:9: error: create-index-blocks-writes"])
  }

  @Test func `dollar quotes`() {
    let body = "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $a$ SELECT '; CREATE INDEX ON t (a); $b$' $a$; SET lock_timeout = '5s';\n"
    #expect(check(body + "CREATE INDEX ON t (a);") == [finding])
  }

  @Test(arguments: ["selec 1;", "foo bar;", ");", "%", "1 2 3;"])
  func `what is no statement at all`(_ text: String) {
    #expect(check(text + "\n" + indexed).first?.hasSuffix(" syntax-error") == true)
  }

  @Test func `Unicode identifiers`() {
    #expect(check("SET lock_timeout = '5s';\n/* 日本 */ CREATE INDEX \"индекс\" ON таблица (\"naïve 🦉\");") == [
      "2:10: error: create-index-blocks-writes"
    ])
  }

  @Test func `bytes that are not UTF-8`() {
    let folder = TemporaryFolder()
    #expect(check(Array("-- caf".utf8) + [0xe9, 0x0a], in: folder) == ["1:1: error: unreadable-file"])
    let outcome = Lintel.run("check", "--format", "concise", "m.sql", in: folder)
    #expect(outcome.output.contains("cannot be read: is not UTF-8: byte 0xe9 at offset 6 (line 1); save it as UTF-8"))
  }

  @Test(arguments: [
    [0xff, 0xfe, 0x53, 0x00, 0x45, 0x00], [0xfe, 0xff, 0x00, 0x53, 0x00, 0x45], [0x53, 0x00, 0x45, 0x00, 0x4c, 0x00],
    [0xff, 0xfe, 0x00, 0x00, 0x53, 0x00, 0x00, 0x00],
  ] as [[UInt8]])
  func `UTF-16`(_ bytes: [UInt8]) { #expect(check(bytes) == ["1:1: error: unreadable-file"]) }

  @Test func `a NUL byte`() { #expect(check("SELECT 1;\nSELECT \0 2;") == ["1:1: error: unreadable-file"]) }

  @Test(.timeLimit(.minutes(1)))
  func `100,000 nested parentheses`() {
    let count = 100_000
    let text = "SELECT " + String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count) + ";\n"
    #expect(check(text + indexed).last == "3:1: error: create-index-blocks-writes")
  }

  @Test(.timeLimit(.minutes(1)))
  func `100,000 parentheses that nothing closes`() {
    #expect(check("SELECT " + String(repeating: "(", count: 100_000)).first?.hasSuffix("syntax-error") == true)
  }

  @Test(.timeLimit(.minutes(1)))
  func `100,000 UNIONs`() {
    let text = "SELECT 1" + String(repeating: " UNION SELECT 1", count: 100_000) + ";\n"
    #expect(check(text + indexed).last == "3:1: error: create-index-blocks-writes")
  }

  @Test(.timeLimit(.minutes(1)))
  func `100,000 nested comments`() {
    let text = String(repeating: "/* ", count: 100_000) + String(repeating: "*/ ", count: 100_000) + "\n"
    #expect(check(text + indexed) == ["3:1: error: create-index-blocks-writes"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `an INSERT of 200,000 rows`() {
    let rows = (1...200_000).map { "(\($0), 'name \($0)')" }.joined(separator: ",\n")
    #expect(check("INSERT INTO t (a, b) VALUES\n\(rows);\n" + indexed).last == "200003:1: error: create-index-blocks-writes")
  }

  @Test(.timeLimit(.minutes(2)))
  func `a file of 100 MB`() {
    let line = Array("INSERT INTO t (a, b) VALUES (1, 'text of a length that is usual') ON CONFLICT DO NOTHING;\n".utf8)
    let comment = Array(repeating: UInt8(ascii: "-"), count: 99) + [0x0a]
    var text: [UInt8] = []
    text.reserveCapacity(101 << 20)
    while text.count < 100 << 20 {
      text += line
      for _ in 0..<50 { text += comment }
    }
    text += Array(indexed.utf8)
    let folder = TemporaryFolder()
    folder.write("large.sql", text)
    let outcome = Lintel.run("check", "--format", "concise", in: folder)
    #expect(outcome.lines.count == 1)
    #expect(outcome.status == 1)
    #expect(outcome.peakMemory < 1 << 30, "\(outcome.peakMemory >> 20) MB")
  }

  @Test func `one statement of 30 MB`() {
    let text = "SELECT '" + String(repeating: "x", count: 30 << 20) + "';\n"
    #expect(check(text + indexed) == ["3:1: error: create-index-blocks-writes"])
  }
}
