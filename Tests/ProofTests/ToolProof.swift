import LintelRules
import LintelTestSupport
import Linting
import Migrations
import PostgresSyntax

/// What `lintel fix` makes of a tool's migration does the same to the same database when the tool runs it.
struct ToolProof {
  private let proof: ToolCase
  private let server: PostgresServer
  private var after: MigrationSet
  private var files: [FixedFile] = []
  private(set) var problems: [String] = []
  private(set) var figures = Figures()

  private static let linter = Linter(rules: Rules.all.map(\.rule))
  /// One rule adds an index that nobody asked for.
  private static let fixer = Fixer(linter) { $0 != "foreign-key-without-index" }

  init(_ proof: ToolCase, on server: PostgresServer) {
    self.proof = proof
    self.server = server
    after = proof.set
  }

  mutating func prove() throws {
    figures.count("migrations of tools")
    files = ToolProof.fixer.fix(proof.set.inputs(proof.options, reviewed: [proof.path])).files
    after = proof.set.applying(files)
    let changed = after.changes(since: proof.set)
    let isSaid = files.contains { $0.isChanged }
    check(changed.isEmpty != isSaid, "isChanged is \(isSaid), and changed are \(changed.sorted())")
    for refusal in files.flatMap(\.refusals) { figures.count("migrations of tools with fixes left out: \(refusal.reason)") }
    if changed.isEmpty {
      let wanted = files.flatMap(\.left).filter { $0.severity == .error && $0.fix != nil }
      return figures.count(wanted.isEmpty ? "migrations of tools with nothing to change" : "migrations of tools left with a plan")
    }
    figures.count("migrations of tools changed")
    figures.count(changed.count == 1 ? "migrations of tools changed in one file" : "migrations of tools cut into several files")
    proveTexts(changed)
    try proveEnd()
  }

  // MARK: The texts

  private mutating func proveTexts(_ changed: Set<String>) {
    let inputs = after.inputs(proof.options, reviewed: changed)
    for migration in inputs.filter(\.isReviewed).map(\.migration) {
      // Without its first lines the output of a program is plain SQL.
      check(migration.runner == proof.form.runner || ["django", "alembic", "efcore"].contains(proof.form.runner) && migration.runner == "psql", "\(migration.path) is read as \(migration.runner)'s")
    }
    let again = after.applying(ToolProof.fixer.fix(inputs).files)
    for path in again.changes(since: after).sorted() { problems.append("fixed again, \(path) changes:\n\(again.files[path] ?? "it goes")") }
    let before = comments(proof.set), now = comments(after)
    for (comment, count) in before where now[comment] ?? 0 < count && comment.contains("note ") { problems.append("the comment \(comment) is lost") }
  }

  private func comments(_ set: MigrationSet) -> [String: Int] {
    set.files.filter { $0.key.hasSuffix(".sql") }.values.flatMap { SourceText($0).comments }.counted
  }

  // MARK: The end

  private struct Ending {
    var refusal: TestDatabase.Refusal?
    var path = ""
    var catalog: Set<String> = []
    var rows: Set<String> = []
    var unfinished: Set<String> = []
  }

  private func ending(_ run: (TestDatabase) -> (path: String, refusal: TestDatabase.Refusal)?) throws -> Ending {
    try server.withEmptyDatabase { database in
      try database.migrate(proof.setup)
      var ending = Ending()
      if let stop = run(database) {
        (ending.path, ending.refusal) = (stop.path, stop.refusal)
        return ending
      }
      try database.migrate("RESET ALL;")
      ending.unfinished = try database.unfinished()
      // The fix validates what nobody would have.
      if files.contains(where: { $0.applied.contains { $0.rule == "never-validated-constraint" } }) {
        ending.refusal = database.run(file: SafetyProof.validateAll, .none)
        if ending.refusal != nil { return ending }
      }
      ending.catalog = try database.catalog()
      ending.rows = try database.rows()
      return ending
    }
  }

  private func ending(_ set: MigrationSet) throws -> Ending {
    let migrations = set.migrations.filter { $0.path != proof.form.path(1) }
    return try ending { $0.run(migrations) }
  }

  private func plainEnding() throws -> Ending {
    let text = proof.plain.joined(separator: ";\n")
    return try ending { database in database.run(file: text, .none).map { ("", $0) } }
  }

  /// What says that a name is taken, or that a table is another one than somebody thought.
  private static let unseen: Set<String> = ["42P07", "42710", "42809", "42P16"]

  private mutating func proveEnd() throws {
    let before = try ending(proof.set), now = try ending(after)
    switch (before.refusal, now.refusal) {
    case (nil, nil): compare(before, now)
    case (_, let refusal?) where !proof.isToldAll && before.refusal?.state != "0A000" && refusal.state == "0A000" && refusal.error.contains("partitioned"):
      figures.count("migrations of tools that fail on a partitioned table that no migration tells of")
    case (nil, let refusal?) where !proof.isToldAll && ToolProof.unseen.contains(refusal.state):
      figures.count("migrations of tools that fail on what no migration tells of")
    case (nil, let refusal?): problems.append("runs, and fixed it fails in \(now.path): \(refusal)")
    case (let refusal?, nil):
      guard SafetyProof.repairable.contains(refusal.state) else { return problems.append("fails, and fixed it runs: \(refusal)") }
      figures.count("migrations of tools that fail and are repaired")
      let plain = try plainEnding()
      if let refusal = plain.refusal { return problems.append("fixed it runs, and alone its statements fail: \(refusal)") }
      if proof.form.historyTable.isEmpty { compare(plain, now) }
    case (let old?, let new?):
      figures.count("migrations of tools that fail")
      if old.state == new.state || old.state.hasPrefix("23") && new.state.hasPrefix("23") { return }
      if SafetyProof.repairable.contains(old.state), try plainEnding().refusal?.state.prefix(2) == new.state.prefix(2) { return }
      if !proof.isToldAll, ToolProof.unseen.contains(new.state) { return }
      // What ATTACH would look at after other things, its proof looks at before.
      if new.state.hasPrefix("23") { return figures.count("migrations of tools that fail on rows before they fail on another statement") }
      if old.state.hasPrefix("23"), try statesOfAll().contains(new.state) { return }
      problems.append("fails with \(old), and fixed in \(now.path) with \(new)")
    }
  }

  /// The errors of all statements, each run whether those before it failed or not.
  private func statesOfAll() throws -> Set<String> {
    try server.withEmptyDatabase { database in
      try database.migrate(proof.setup)
      return Set(proof.plain.compactMap { database.run(file: $0 + ";", .none)?.state })
    }
  }

  private mutating func compare(_ before: Ending, _ now: Ending) {
    figures.count("catalogs and rows of tools compared")
    differ(before.catalog, now.catalog, "ends in another catalog")
    differ(before.rows, now.rows, "ends with other rows")
    let left = now.unfinished.subtracting(before.unfinished)
    check(left.isEmpty, "leaves \(left.sorted())")
  }

  private mutating func differ(_ before: Set<String>, _ after: Set<String>, _ words: String) {
    let missing = before.subtracting(after).sorted().map { "- " + $0 }, added = after.subtracting(before).sorted().map { "+ " + $0 }
    if !missing.isEmpty || !added.isEmpty { problems.append("\(words):\n" + (missing + added).joined(separator: "\n")) }
  }

  private mutating func check(_ isTrue: Bool, _ words: @autoclosure () -> String) {
    if !isTrue { problems.append(words()) }
  }

  var report: String {
    let changed = after.changes(since: proof.set)
    return """
      \(proof.name)
      \(problems.map { "  * " + $0 }.joined(separator: "\n"))
      \(proof.before.map { "--- before it\($0.isTold ? "" : ", in no migration")\n" + $0.sql }.joined(separator: "\n"))
      --- \(proof.path)\n\(proof.set.files[proof.path] ?? "")
      --- fixed (\(files.flatMap(\.applied).map(\.rule).joined(separator: ", ")))
      \(changed.sorted().map { "==> \($0)\n\(after.files[$0] ?? "goes")" }.joined(separator: "\n"))
      --- left\n\(files.flatMap(\.allLeft).map { "\($0.rule): \($0.message)" }.joined(separator: "\n"))
      ---
      """
  }
}
