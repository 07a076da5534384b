import Testing

@Suite struct `Files` {
  /// The paths that a run checks, in order. Each file has one finding.
  private func checked(_ arguments: String..., in folder: TemporaryFolder) -> [String] {
    Lintel.run(["check", "--format", "concise"] + arguments, in: folder).lines.map { String($0.prefix { $0 != ":" }) }
  }

  private func folder(_ names: String...) -> TemporaryFolder {
    TemporaryFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, SQL.error) }))
  }

  @Test func `a folder means the migrations below it, in the order they run`() {
    let folder = folder("10_c.sql", "2_b.sql", "0001_a.sql", "deep/er/x.SQL", "a.txt", ".hidden/x.sql", "node_modules/x.sql", ".y.sql")
    #expect(checked(in: folder) == ["0001_a.sql", "2_b.sql", "10_c.sql", "deep/er/x.SQL"])
    #expect(checked(".", in: folder) == ["0001_a.sql", "2_b.sql", "10_c.sql", "deep/er/x.SQL"])
    #expect(checked("deep", in: folder) == ["deep/er/x.SQL"])
  }

  @Test func `a file is checked whatever its suffix, and wherever it lies`() {
    let folder = folder("a.txt", ".hidden/x.sql", "node_modules/y.sql")
    #expect(checked("a.txt", ".hidden", "node_modules/y.sql", in: folder) == [".hidden/x.sql", "a.txt", "node_modules/y.sql"])
  }

  @Test func `a file named twice is checked once`() {
    let folder = folder("db/1.sql")
    folder.link("db/2.sql", to: "1.sql")
    folder.link("same", to: "db")
    #expect(checked("db/1.sql", "./db/../db/1.sql", "db", "\(folder.path)/db/1.sql", "db/2.sql", "same/1.sql", in: folder) == ["db/1.sql"])
  }

  @Test func `two files with one content are two files`() {
    #expect(checked(in: folder("1.sql", "2.sql")) == ["1.sql", "2.sql"])
  }

  @Test func `a path that exists is taken as it is`() {
    let folder = folder("[x].sql", "x.sql", "a*.sql", "ab.sql")
    #expect(checked("[x].sql", in: folder) == ["[x].sql"])
    #expect(checked("a*.sql", in: folder) == ["a*.sql"])
  }

  @Test func `a folder on the way is taken as it is, too`() {
    let folder = folder("[id]/1.sql", "i/1.sql")
    #expect(checked("[id]/*.sql", in: folder) == ["[id]/1.sql"])
  }

  @Test(arguments: [
    ("*.sql", ["1.sql", "2.sql"]),
    ("[13].sql", ["1.sql"]),
    ("[!1].sql", ["2.sql"]),
    ("?.sql", ["1.sql", "2.sql"]),
    ("db/*", ["db/3.sql", "db/old/4.sql"]),
    ("db/*.txt", ["db/readme.txt"]),
    ("**/4.sql", ["db/old/4.sql"]),
    ("**/*.sql", ["1.sql", "2.sql", "db/3.sql", "db/old/4.sql"]),
    ("d*/**", ["db/3.sql", "db/old/4.sql"]),
    (".h*/*.sql", [".h/5.sql"]),
  ] as [(String, [String])])
  func `a pattern finds what a shell would find`(_ pattern: String, _ found: [String]) {
    let folder = folder("1.sql", "2.sql", "db/3.sql", "db/old/4.sql", "db/readme.txt", ".h/5.sql")
    #expect(checked(pattern, in: folder) == found)
  }

  @Test func `a pattern that matches nothing is an error, and the others are checked`() {
    let outcome = Lintel.run("check", "--format", "concise", "x*.sql", "1.sql", in: folder("1.sql"))
    #expect(outcome.status == 2)
    #expect(outcome.lines.count == 2)
    #expect(outcome.output.contains("x*.sql:1:1: error: unreadable-file: cannot be read: no file matches this pattern"))
  }

  @Test func `paths are shown from the working directory`() {
    let top = folder("db/1.sql", "app/here.txt")
    let path = top.path + "/db/1.sql"
    #expect(checked(path, in: top) == ["db/1.sql"])
    let outcome = Lintel.run(
      ["check", "--format", "concise", "../db", path], in: top, wrapper: ["sh", "-c", "cd app && exec \"$0\" \"$@\""])
    #expect(outcome.lines.map { $0.prefix { $0 != ":" } } == ["../db/1.sql"])
  }

  @Test func `linked folders are followed once`() {
    let folder = folder("db/1.sql", "elsewhere/2.sql")
    folder.link("db/up", to: "..")
    folder.link("db/self", to: ".")
    folder.link("db/more", to: "../elsewhere")
    #expect(checked("db", in: folder) == ["db/1.sql", "db/more/2.sql"])
  }

  @Test func `names may hold anything`() {
    let folder = folder("a b.sql", "é.sql", "new\nline.sql", "-x.sql", "日本.sql")
    // The same name to Swift, another one to the system.
    folder.write("e\u{301}.sql", SQL.error)
    let outcome = Lintel.run("check", "--format", "json", ".", in: folder)
    #expect(outcome.output.contains("\"files\":6,"))
  }

  @Test func `nothing to check is said`() {
    let outcome = Lintel.run("check", in: TemporaryFolder())
    #expect(outcome.status == 0)
    #expect(outcome.errors == "lintel: found no migrations to look at (*.sql, or Django's)\n")
  }
}
