import FoundationEssentials
import LintelTestSupport
import PostgresBehavior
import Testing

/// One project of `Samples/` on one server: `lintel locks` says of every statement what the server does.
struct SampleProject: Sendable, CustomTestStringConvertible {
  var folder: String
  /// See the project's lintel.toml.
  var isWrapped: Bool
  var server: PostgresServer

  var testDescription: String { "\(server): \(folder)" }

  static let all = PostgresServer.all.flatMap { server in
    [("webshop/migrations", false), ("billing/db", false), ("saas/sql", true)].map {
      SampleProject(folder: $0.0, isWrapped: $0.1, server: server)
    }
  }

  private static let samples = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Samples"

  /// In the order they run.
  func migrations() throws -> [(name: String, sql: String, wrapping: Wrapping)] {
    let path = "\(SampleProject.samples)/\(folder)"
    let hasExtension = try server.run("SELECT 1 FROM pg_available_extensions WHERE name = 'btree_gist';").text != ""
    func canRun(_ sql: String) -> Bool {
      if hasExtension || !sql.contains("EXCLUDE USING gist") { return true }
      Tally.count("migrations of Samples skipped, for there is no btree_gist", on: server)
      return false
    }
    return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".sql") }.sorted().compactMap { name in
      var text = FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
      if !canRun(text) { return nil }
      let lines = text.split(separator: "\n")
      if !hasExtension { text = lines.filter { !$0.hasPrefix("CREATE EXTENSION") }.joined(separator: "\n") }
      return (name, text, isWrapped && !name.hasSuffix(".notx.sql") ? .file : .none)
    }
  }
}

@Suite struct `Sample projects on real servers` {
  @Test(arguments: SampleProject.all) func `lock what they are told to`(_ project: SampleProject) throws {
    let migrations = try project.migrations()
    #expect(!migrations.isEmpty)
    try project.server.withEmptyDatabase { database in
      let replay = Replay(version: ServerVersion(project.server.version))
      for (number, migration) in migrations.enumerated() {
        let statements = try replay.foretell(migration.sql, migration: number, wrapping: migration.wrapping)
        let old = try database.relations()
        var rehearsal = Rehearsal(database)
        do {
          for next in statements {
            try rehearsal.run(next) { before, after in
              // A relation of the same transaction is its maker's alone.
              let difference = next.differences(after, old: old)
              let place = "\(migration.name): \(next.sql.prefix(60))"
              func check() { #expect(difference.isEmpty, "\(place): \(difference)") }
              if let gap = gaps[migration.name], next.sql.hasPrefix(gap) { withKnownIssue("\(place)") { check() } } else { check() }
              Tally.count("statements of Samples whose locks were seen", on: project.server)
            }
            if next.runsAlone { Tally.count("statements of Samples that have to run alone", on: project.server) }
          }
          try rehearsal.end(migration.wrapping)
          #expect(!migration.sql.hasPrefix("-- fails when run: "), "\(migration.name)")
        } catch {
          guard migration.sql.hasPrefix("-- fails when run: ") else {
            Issue.record(error, "\(migration.name)")
            continue
          }
        }
      }
    }
  }

  /// A loop over no rows, and a body that ends its transaction: the first word of the statement, by its migration.
  private let gaps = ["20231016080000_number_required.sql": "DO", "150_attempt_becomes_bigint.sql": "CALL"]
}
