import Testing

/// What a migration before the one under review did is known, and not reported.
@Suite struct `History` {
  private static let create = "SET lock_timeout = '5s';\nCREATE TABLE t (a varchar(20));\nCREATE INDEX ON u (a);\n"
  /// Free on what `create` made; without it a rewrite, for all Lintel knows.
  private static let change = "SET lock_timeout = '5s';\nALTER TABLE t ALTER a TYPE varchar(50);\n"
  private static let drop = "SET lock_timeout = '5s';\nDROP TABLE t;\n"

  private func findings(_ arguments: String..., in folder: TemporaryFolder, input: String = "") -> [String] {
    Lintel.run(["check", "--format", "concise"] + arguments, in: folder, input: Array(input.utf8)).lines.map { line in
      line.split(separator: ":").enumerated().filter { [0, 4].contains($0.offset) }.map { $0.element.trimmingBlanks }.joined(separator: " ")
    }
  }

  private static let rewrite = "type-change-rewrites-table"

  @Test(arguments: [
    ["1_create.sql", "2_change.sql"], ["0009_a.sql", "0010_b.sql"], ["V1__a.sql", "V2__b.sql"], ["v1.1.sql", "v1.2.sql"],
    ["20240101000000_a.up.sql", "20240102000000_b.up.sql"], ["20240101_a/up.sql", "20240102_b/up.sql"],
    ["20240101_a/migration.sql", "20240102_b/migration.sql"],
  ])
  func `is found beside the file by itself`(names: [String]) {
    let folder = TemporaryFolder(["db/\(names[0])": Self.create, "db/\(names[1])": Self.change])
    #expect(findings("db/\(names[1])", in: folder) == [])
    #expect(findings("--no-history", "db/\(names[1])", in: folder) == ["db/\(names[1]) \(Self.rewrite)"])
    #expect(findings("-", "--stdin-filename", "db/\(names[1])", in: folder, input: Self.change) == [])
    #expect(findings("db/\(names[0])", in: folder) == ["db/\(names[0]) create-index-blocks-writes"])
    #expect(findings("db", in: folder) == ["db/\(names[0]) create-index-blocks-writes"])
  }

  @Test(arguments: ["create.sql", "1create.sql", "3_create.sql", "1_create.txt", "1_create.down.sql", ".1_create.sql", "other/1_create.sql"])
  func `is not what runs later, elsewhere or not at all`(name: String) {
    let folder = TemporaryFolder(["db/\(name)": Self.create, "db/1_create.up.sql": "", "db/2_change.sql": Self.change])
    #expect(findings("db/2_change.sql", in: folder) == ["db/2_change.sql \(Self.rewrite)"])
  }

  @Test func `knows what a later migration finishes`() {
    let add = "SET lock_timeout = '5s';\nALTER TABLE t ADD CONSTRAINT c CHECK (a <> '') NOT VALID;\n"
    let folder = TemporaryFolder(["1.sql": Self.create, "2.sql": add, "3.sql": "ALTER TABLE t VALIDATE CONSTRAINT c;\n"])
    #expect(findings("2.sql", in: folder) == [])
    #expect(findings("2.sql", "--no-history", in: folder) == ["2.sql never-validated-constraint"])
  }

  @Test func `may be named`() {
    let folder = TemporaryFolder(["base/schema.sql": Self.create, "new/change.sql": Self.change, "new/1.sql": Self.drop])
    #expect(findings("new/change.sql", in: folder) == ["new/change.sql \(Self.rewrite)"])
    #expect(findings("--history", "base", "new/change.sql", in: folder) == [])
    #expect(findings("--history=base/*.sql", "new/change.sql", in: folder) == [])
    // Beside the file the order of the names holds: 1.sql runs before it.
    #expect(findings("--history", "base", "--history", "new", "new/change.sql", in: folder) == ["new/change.sql \(Self.rewrite)"])
  }

  @Test func `that is not there is an error`() {
    let folder = TemporaryFolder(["1.sql": Self.create])
    let outcome = Lintel.run("check", "--history", "nowhere", "1.sql", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel: --history nowhere: no such file or folder\n")
    #expect(Lintel.run("check", "--history", "1.sql", "--no-history", "1.sql", in: folder).status == 2)
  }

  @Test func `costs no finding, count or exit code`() {
    let folder = TemporaryFolder(["1.sql": "selec 1;\nCREATE INDEX ON u (a);\n", "2.sql": SQL.clean])
    folder.write("0.sql", [0xff, 0xfe])
    let outcome = Lintel.run("check", "--format", "json", "2.sql", in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\"files\":1,\"statements\":1,\"errors\":0"))
  }

  @Test func `is replayed for lintel locks too, and excluded files with it`() {
    let folder = TemporaryFolder(["1.sql": Self.create, "2.sql": Self.change, "lintel.toml": "exclude = [\"1.sql\"]\n"])
    let outcome = Lintel.run("locks", "--format", "json", "2.sql", in: folder)
    #expect(outcome.output.contains("\"path\":\"2.sql\"") && !outcome.output.contains("\"path\":\"1.sql\""))
    #expect(outcome.output.contains("\"work\":\"catalog\""))
    #expect(findings(in: folder) == [])
  }

  @Test func `leaves out the way down`() {
    let folder = TemporaryFolder(["1_a.up.sql": Self.create, "1_a.down.sql": Self.drop, "2_b.up.sql": Self.change, "lonely.down.sql": SQL.error])
    #expect(findings("2_b.up.sql", in: folder) == [])
    #expect(findings("1_a.down.sql", "2_b.up.sql", in: folder) == [])
    #expect(findings(in: folder).filter { !$0.hasPrefix("1_a.up") } == ["lonely.down.sql create-index-blocks-writes"])
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring { drop { $0 == " " } }
}
