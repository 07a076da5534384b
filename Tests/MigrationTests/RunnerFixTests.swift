#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import LintelRules
import LintelTestSupport
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Testing

/// What a tool's file becomes, and what it does under that tool then. `LINTEL_UPDATE=1` writes the texts in `Fixed/` anew.
@Suite struct `Files of migration tools` {
  static let linter = Linter(rules: Rules.all.map(\.rule))
  /// One rule adds an index that nobody asked for.
  static let fixer = Fixer(linter) { $0 != "foreign-key-without-index" }

  /// A set, what is made of it, and what is said of that.
  struct Fixing {
    var before: MigrationSet
    var after: MigrationSet
    var files: [FixedFile]

    init(_ body: FixBody, _ form: ToolForm, version: Int = 15) {
      before = body.set(form)
      files = fixer.fix(before.inputs(LintOptions(version: ServerVersion(version)), reviewed: [form.path(2)])).files
      after = before.applying(files)
    }
  }

  @Test(arguments: ToolForm.all)
  func `are fixed in the tool's own words`(_ form: ToolForm) throws {
    var text = ""
    for body in FixBody.all {
      let fixing = Fixing(body, form)
      text += "### \(body)\n"
      for path in fixing.after.changes(since: fixing.before).sorted() { text += "==> \(path)" + (fixing.after.files[path].map { "\n" + $0 } ?? " goes\n") }
      let left = fixing.files.flatMap(\.allLeft)
      text += left.map { "<- \($0.severity) \($0.rule)\($0.fix?.safety == .plan ? ", plan" : "")\n" }.joined() + "\n"
    }
    try GoldenFile("\(form)").expect(text)
  }

  @Test(arguments: ToolForm.all)
  func `are read as the same tool's, without errors, and fixed once`(_ form: ToolForm) {
    for body in FixBody.all {
      let fixing = Fixing(body, form), changed = fixing.after.changes(since: fixing.before)
      guard !changed.isEmpty else { continue }
      let options = LintOptions(version: ServerVersion(15)), inputs = fixing.after.inputs(options, reviewed: changed)
      for migration in inputs.filter(\.isReviewed).map(\.migration) { #expect(migration.runner == form.runner, "\(body): \(migration.path): \(migration.why)") }
      let errors = `Files of migration tools`.linter.lint(inputs).findings.filter { $0.severity == .error }
      if !errors.isEmpty, !body.isFollowed { #expect(form.leavesErrors, "\(body): \(errors.map(\.rule))\n\(fixing.after.description)") }
      let again = fixing.after.applying(`Files of migration tools`.fixer.fix(inputs).files)
      #expect(again.changes(since: fixing.after).isEmpty, "\(body)\n\(again.description)")
      for comment in ["A note for each order.", "Customers ask for theirs.", "a btree", "Each has one.", "That is all.", "Back again.", "not needed", "small"] {
        let holds = { (set: MigrationSet) in set.files.values.contains { $0.contains(comment) } }
        #expect(!holds(fixing.before) || holds(fixing.after), "\(body) loses \(comment)\n\(fixing.after.description)")
      }
    }
  }

  /// Each on every server with `PROVE_COUNT`, as `make prove` sets it, else on one of them.
  @Test(arguments: ToolForm.all.indices)
  func `end in the same catalog, and go back to the same one`(number: Int) throws {
    let form = ToolForm.all[number], servers = PostgresServer.all
    for (at, body) in FixBody.all.enumerated() {
      for (turn, server) in servers.enumerated() where getenv("PROVE_COUNT") != nil || (number + at) % servers.count == turn {
        let fixing = Fixing(body, form, version: server.version)
        if fixing.after.changes(since: fixing.before).isEmpty { continue }
        let before = try ending(fixing.before, form, server), after = try ending(fixing.after, form, server)
        let differences = before.differences(from: after)
        #expect(differences.isEmpty, "\(server), \(form), \(body)\n\(differences.joined(separator: "\n"))\n\(fixing.after.description)")
      }
    }
  }

  private struct Ending {
    var error: String?
    var catalog: Set<String> = []
    var rows: Set<String> = []
    var back: Set<String>?

    func differences(from other: Ending) -> [String] {
      let parts = [([error ?? ""], [other.error ?? ""]), (catalog, other.catalog), (rows, other.rows), (back ?? [], other.back ?? [])]
      return parts.flatMap { a, b in a.subtracting(b).map { "- " + $0 } + b.subtracting(a).map { "+ " + $0 } }
    }
  }

  private func ending(_ set: MigrationSet, _ form: ToolForm, _ server: PostgresServer) throws -> Ending {
    try server.withEmptyDatabase { database in
      let migrations = set.migrations
      if let stop = database.run(migrations) { return Ending(error: "\(stop)") }
      var ending = Ending(catalog: try database.catalog(), rows: try database.rows())
      var own = migrations.filter { $0.path != form.path(1) && $0.path != form.path(3) }
      let back = own.map(set.waysBack(of:))
      if back.allSatisfy({ $0 == nil }) { return ending }
      if let lacking = zip(own, back).first(where: { $1 == nil }) { ending.error = "\(lacking.0.path) has no way back" }
      own = back.reversed().flatMap { $0 ?? [] }
      if let stop = database.run(own) { ending.error = "on the way back: \(stop)" }
      ending.back = try database.catalog()
      return ending
    }
  }
}

extension ToolForm {
  /// Whether there are files of it that nothing mends: it has no way out of its transaction, puts no file behind another, has its own
  /// BEGIN around what lacks a semicolon, or counts one by one.
  fileprivate var leavesErrors: Bool {
    ["refinery", "maragudk-migrate", "node-pg-migrate", "drizzle", "hasura", "graphile-migrate"].contains(runner)
      || ["pop", "psql, in a transaction", "prisma of any version"].contains(name)
  }
}

extension String {
  fileprivate func contains(_ text: String) -> Bool { Substring(self).firstRange(of: text) != nil }
}
