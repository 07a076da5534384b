import LintelRules
import LintelTestSupport
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Testing

/// Files with something odd about them. `LINTEL_UPDATE=1` writes the texts in `Fixed/` anew.
@Suite struct `Odd files of migration tools` {
  private struct Fixing {
    var before: MigrationSet
    var after: MigrationSet
    var files: [FixedFile]

    init(_ file: FixCase) {
      before = file.set
      var options = LintOptions(version: ServerVersion(15))
      options.session.lockTimeout = file.lockTimeout.flatMap { .init($0) }
      // The tables are in no migration: they are there.
      files = `Files of migration tools`.fixer.fix(before.inputs(options, reviewed: [file.path])).files
      after = before.applying(files)
    }
  }

  @Test func `are fixed in the tool's own words`() throws {
    var text = ""
    for file in FixCase.all {
      let fixing = Fixing(file)
      text += "### \(file)\n"
      for path in fixing.after.changes(since: fixing.before).sorted() { text += "==> \(path)" + (fixing.after.files[path].map { "\n" + $0 } ?? " goes\n") }
      let left = fixing.files.flatMap(\.allLeft), refusals = fixing.files.flatMap(\.refusals)
      text += left.map { "<- \($0.severity) \($0.rule)\($0.fix?.safety == .plan ? ", plan" : "")\n" }.joined() + refusals.map { "<- \($0)\n" }.joined() + "\n"
    }
    try GoldenFile("odd files").expect(text)
  }

  @Test(arguments: FixCase.all)
  func `are fixed once, and stay the same tool's`(_ file: FixCase) {
    let fixing = Fixing(file), changed = fixing.after.changes(since: fixing.before)
    let inputs = fixing.after.inputs(LintOptions(version: ServerVersion(15)), reviewed: changed), runner = fixing.before.migration(file.path)?.runner
    for migration in inputs.filter(\.isReviewed).map(\.migration) { #expect(migration.runner == runner, "\(migration.path)") }
    if file.lockTimeout != nil { return }
    let again = fixing.after.applying(`Files of migration tools`.fixer.fix(inputs).files)
    #expect(again.changes(since: fixing.after).isEmpty, "\(again.description)")
  }

  @Test(arguments: FixCase.all.indices)
  func `do the same on the server`(number: Int) throws {
    let file = FixCase.all[number], fixing = Fixing(file), servers = PostgresServer.all
    if servers.isEmpty || file.isTemplate || fixing.after.changes(since: fixing.before).isEmpty { return }
    let server = servers[number % servers.count]
    func ending(_ set: MigrationSet) throws -> (error: String?, catalog: Set<String>, rows: Set<String>, back: Set<String>) {
      try server.withEmptyDatabase { database in
        try database.migrate(FixCase.tables)
        let migrations = set.migrations
        if let stop = database.run(migrations) { return ("\(stop)", [], [], []) }
        let catalog = try database.catalog(), rows = try database.rows()
        let back = migrations.reversed().compactMap(set.waysBack(of:)).flatMap { $0 }
        if let stop = database.run(back) { return ("on the way back: \(stop)", catalog, rows, []) }
        return (nil, catalog, rows, try database.catalog())
      }
    }
    let before = try ending(fixing.before), after = try ending(fixing.after)
    #expect(after.error == nil, "\(fixing.after.description)")
    if before.error == nil {
      #expect(before.catalog == after.catalog && before.rows == after.rows && before.back == after.back, "\(fixing.after.description)")
    }
  }

  /// It warns, and does it all the same: the transaction of a pipeline ends with the pipeline.
  @Test(arguments: PostgresServer.all)
  func `may begin a pipeline with SET LOCAL`(_ server: PostgresServer) throws {
    let error = try server.withEmptyDatabase { database in
      database.runPipelined(["SET LOCAL lock_timeout = '5s'", "DO $$ BEGIN IF current_setting('lock_timeout') <> '5s' THEN RAISE 'it is lost'; END IF; END $$"])
    }
    if let error { #expect(error == "") }
  }
}
