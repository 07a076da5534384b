import LintelRules
import LintelTestSupport
import Linting
import PostgresBehavior
import PostgresSyntax

/// What `lintel fix` makes of one migration does the same to the same database, and blocks nobody for long.
struct SafetyProof {
  private let proof: SafetyCase
  private let server: PostgresServer
  /// What is not so.
  private(set) var problems: [String] = []
  private(set) var figures = Figures()
  private(set) var fixed: FixedFile?
  /// Whether the fixed file runs to its end.
  private var isRunning = false

  private static let linter = Linter(rules: Rules.all.map(\.rule))
  /// One rule adds an index that nobody asked for.
  private static let fixer = Fixer(linter) { $0 != "foreign-key-without-index" }

  init(_ proof: SafetyCase, on server: PostgresServer) {
    self.proof = proof
    self.server = server
  }

  /// What the fixer makes of the case.
  static func fix(_ safetyCase: SafetyCase) -> FixedFile? { fixer.fix(safetyCase.inputs()).files.last }

  mutating func prove() throws {
    guard let file = SafetyProof.fix(proof) else { return problems.append("the fixer gives no file") }
    try prove(file)
  }

  mutating func prove(_ file: FixedFile) throws {
    figures.count("cases")
    let source = SourceText(proof.migration)
    fixed = file
    check(file.isChanged == (file.source[file.source.span] != proof.migration), "isChanged is \(file.isChanged)")
    check(file.isChanged != file.applied.isEmpty, "isChanged is \(file.isChanged), and \(file.applied.count) fixes were applied")
    for finding in file.left where finding.fix?.safety == .safe && finding.fix?.edits.isEmpty == false
      && finding.rule != "foreign-key-without-index" {
      // The command says so, too.
      if file.refusals.contains(where: { $0.rules.contains(finding.rule) }) { figures.count("fixes left out, for they would bring an error"); continue }
      problems.append("\(finding.rule) is left with a safe fix: \(finding.message)")
    }
    guard file.isChanged else { return figures.count("files without a change") }
    figures.count("files changed")
    for finding in file.applied { figures.count("fixes of \(finding.rule)") }

    proveText(file, source)
    try proveEnd(file)
    if isRunning { try watch(file) }
  }

  // MARK: The text

  private mutating func proveText(_ file: FixedFile, _ source: SourceText) {
    let text = file.source[file.source.span]
    if let again = SafetyProof.fixer.fix(proof.inputs(text)).files.last, again.isChanged {
      problems.append("fixed again, it changes:\n\(again.source[again.source.span])")
    }
    let before = source.comments.counted, after = file.source.comments.counted
    for (comment, count) in before where after[comment] ?? 0 < count { problems.append("the comment \(comment) is lost") }
    for statement in proof.staying where !proof.losesWork && !text.contains(statement) { problems.append("is changed without a reason: \(statement)") }

    let old = SafetyProof.errors(SafetyProof.linter.lint(proof.inputs()).findings)
    for (rule, count) in SafetyProof.errors(file.left) where count > old[rule] ?? 0 { problems.append("there are more errors of \(rule) than before") }
  }

  /// By rule.
  /// Those that another finding has taken in among them: they stand for themselves when its cause is gone.
  private static func errors(_ findings: [Finding]) -> [String: Int] {
    Dictionary(findings.flatMap { [$0] + $0.absorbed }.filter { $0.severity == .error }.map { ($0.rule, 1) }, uniquingKeysWith: +)
  }

  // MARK: The end

  private struct Ending {
    var refusal: TestDatabase.Refusal?
    var catalog: Set<String> = []
    var rows: Set<String> = []
    var unfinished: Set<String> = []
  }

  private func ending(_ text: String, _ wrapping: Wrapping) throws -> Ending {
    try server.withEmptyDatabase { database in
      try database.migrate(proof.setup)
      var ending = Ending(refusal: database.run(file: text, wrapping))
      if ending.refusal != nil { return ending }
      ending.unfinished = try database.unfinished()
      // The fix validates what nobody would have.
      if fixed?.applied.contains(where: { $0.rule == "never-validated-constraint" }) ?? false {
        ending.refusal = database.run(file: SafetyProof.validateAll, .none)
        if ending.refusal != nil { return ending }
      }
      ending.catalog = try database.catalog()
      ending.rows = try database.rows()
      return ending
    }
  }

  static let validateAll = """
    \\o
    SELECT format('ALTER TABLE %s VALIDATE CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint WHERE NOT convalidated AND conrelid <> 0 \\gexec
    """

  private mutating func proveEnd(_ file: FixedFile) throws {
    let before = try ending(proof.migration, (proof.options.wrapping ?? .none)), after = try ending(file.source[file.source.span], (proof.options.wrapping ?? .none))
    isRunning = after.refusal == nil
    switch (before.refusal, after.refusal) {
    case (nil, nil): compare(before, after, file)
    case (_, let refusal?) where !proof.isToldAll && before.refusal?.state != "0A000" && refusal.state == "0A000" && refusal.error.contains("partitioned"):
      // Nothing happened, and the server says why.
      figures.count("fixed files that fail on a partitioned table or index that no migration tells of")
    case (nil, let refusal?) where !proof.isToldAll && ["42P07", "42710", "42809", "42P16"].contains(refusal.state):
      figures.count("fixed files that fail on what no migration tells of")
    case (nil, let refusal?): problems.append("runs, and fixed it fails: \(refusal)")
    case (let refusal?, nil):
      figures.count("originals that fail")
      guard SafetyProof.repairable.contains(refusal.state) else { return problems.append("fails, and fixed it runs: \(refusal)") }
      figures.count("originals that fail and are repaired")
      try compareRepaired(after, file)
    case (let old?, let new?):
      figures.count("originals that fail")
      if old.state == new.state || old.state.hasPrefix("23") && new.state.hasPrefix("23") { return }
      // Repaired, so that it gets as far as another statement that fails.
      if SafetyProof.repairable.contains(old.state), let plain = try plainEnding(), plain.refusal?.state.prefix(2) == new.state.prefix(2) { return }
      // A name that is taken by what no migration tells of.
      if !proof.isToldAll, ["42P07", "42710", "42809", "42P16"].contains(new.state) { return figures.count("fixed files that fail on what no migration tells of") }
      // Rows refuse what comes late in the fixed file, which gets as far as another statement that fails.
      // What ATTACH would look at, its proof looks at before.
      if new.state.hasPrefix("23") { return figures.count("fixed files that fail on rows before they fail on another statement") }
      if old.state.hasPrefix("23"), try statesOfAll().contains(new.state) { return figures.count("fixed files that fail on another statement of the original") }
      problems.append("fails with \(old), and fixed with \(new)")
    }
  }

  /// Refused in a transaction; a new value of an enum; two names beside CONCURRENTLY, which has a syntax error's words too.
  static let repairable: Set<String> = ["25001", "55P04", "0A000"]

  private func plainEnding() throws -> Ending? { try proof.plain.map { try ending($0.joined(separator: ";\n"), .none) } }

  /// The errors of all statements, each run whether those before it failed or not.
  private func statesOfAll() throws -> Set<String> {
    try server.withEmptyDatabase { database in
      try database.migrate(proof.setup)
      return Set((proof.plain ?? []).compactMap { database.run(file: $0 + ";", .none)?.state })
    }
  }

  private mutating func compareRepaired(_ after: Ending, _ file: FixedFile) throws {
    guard !proof.losesWork, let plain = try plainEnding() else { return }
    if let refusal = plain.refusal { return problems.append("runs, and without transactions it fails: \(refusal)") }
    compare(plain, after, file)
  }

  private mutating func compare(_ before: Ending, _ after: Ending, _ file: FixedFile) {
    figures.count("catalogs and rows compared")
    differ(before.catalog, after.catalog, "ends in another catalog")
    differ(before.rows, after.rows, "ends with other rows")
    let left = after.unfinished.subtracting(before.unfinished)
    check(left.isEmpty, "leaves \(left.sorted())")
  }

  private mutating func differ(_ before: Set<String>, _ after: Set<String>, _ words: String) {
    let missing = before.subtracting(after).sorted().map { "- " + $0 }, added = after.subtracting(before).sorted().map { "+ " + $0 }
    if !missing.isEmpty || !added.isEmpty { problems.append("\(words):\n" + (missing + added).joined(separator: "\n")) }
  }

  // MARK: Who waits

  private mutating func watch(_ file: FixedFile) throws {
    var text = proof.inputs(file.source[file.source.span])
    for at in text.indices.dropLast() { text[at].isReviewed = false }
    guard let steps = Linter(rules: []).locks(text).files.last?.steps else { return }
    let watch = Watch(file, steps, (proof.options.wrapping ?? .none))
    if watch.isIdle { return }
    try server.withEmptyDatabase { database in
      try database.migrate(proof.setup)
      var run = watch
      try run.run(in: database)
      // An index of the parent that no migration tells of is built for a partition.
      problems += run.problems.filter { proof.isToldAll || !$0.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("attach partition") }
      figures.count("statements watched", run.looks)
      if let stop = run.stop { problems.append("runs, and statement by statement it fails: \(stop)") }
    }
  }

  @discardableResult
  private mutating func check(_ isTrue: Bool, _ words: @autoclosure () -> String) -> Bool {
    if !isTrue { problems.append(words()) }
    return isTrue
  }

  // MARK: Telling

  var report: String {
    """
    \(proof.name)
    \(problems.map { "  * " + $0 }.joined(separator: "\n"))
    \(proof.before.map { "--- before it\($0.isTold ? "" : ", in no migration")\n" + $0.sql }.joined(separator: "\n"))
    --- migration\n\(proof.migration)
    --- fixed (\(fixed?.applied.map(\.rule).joined(separator: ", ") ?? ""))\n\(fixed.map { $0.source[$0.source.span] } ?? "")
    --- left\n\(fixed?.left.map { "\($0.rule): \($0.message)" }.joined(separator: "\n") ?? "")
    ---
    """
  }
}
