import LintelRules
import LintelTestSupport
import Linting
import PostgresBehavior
import PostgresSyntax

/// Proves one example of a page on one server: what the rule says of it there, for the server's own version, is what happens.
final class ExampleProof {
  private let example: Example
  private let server: PostgresServer
  /// What the rule says on this version.
  private let findings: [Finding]
  /// What is not so.
  private(set) var problems: [String] = []
  /// What was looked at, and what could not be.
  private(set) var counts: [String: Int] = [:]

  /// Nil if the example needs a later server.
  init?(_ example: Example, on server: PostgresServer) {
    guard example.options.version.major <= server.version else { return nil }
    var example = example
    example.options.version = ServerVersion(server.version)
    self.server = server
    self.example = example
    findings = example.findings()
  }

  func prove() throws {
    var messages: [Example.Expected] = [], fixed: Example.Fixed?
    if case .flagged(let all, let after, _) = example.expectation { (messages, fixed) = (all, after) }
    // What the page says is held to what the rule says by the tests of the rules, for the page's own version.
    if findings.map(example.shown) != messages { count("examples with another finding than in the page's version") }
    let ending = try ending(of: example.sql, compared: fixed != nil)
    guard isTold(ending.stop) else { return }
    let flagged = try rehearse()
    count(findings.isEmpty ? "examples without a finding" : "examples with findings")
    if let fixed, !findings.isEmpty { try proveFixed(fixed, flagged, ending) }
  }

  // MARK: Whether it fails

  private func saysFails(_ finding: Finding) -> Bool {
    finding.message.description.split { !$0.isLetter && $0 != "`" }.contains("fails")
  }

  /// It stops exactly where a finding says so.
  private func isTold(_ stop: TestDatabase.Stop?) -> Bool {
    let failing = findings.filter(saysFails)
    guard let stop else { return check(failing.isEmpty, "runs, though its message says that it fails") }
    guard let statement = stop.statement else { return check(!failing.isEmpty, "does not run: \(stop.error)") }
    let places = example.migration(example.sql).statements.map(\.span)
    let isTold = places.indices.contains(statement) && failing.contains { places[statement].contains($0.span.start) }
    return check(isTold, "statement \(statement + 1) does not run: \(stop.error)")
  }

  // MARK: Running

  private struct Ending {
    var stop: TestDatabase.Stop?
    var catalog: Set<String> = []
    var unfinished: Set<String> = []
  }

  private func ending(of sql: String, compared: Bool) throws -> Ending {
    try server.withEmptyDatabase { database in
      try prepare(database)
      let migration = example.migration(sql), source = migration.source, statements = migration.statements
      let delivery = LintInput(migration: migration, options: example.options, history: "").delivery(of: statements)
      var ending = Ending(stop: database.run(statements.map { (source[$0.span], $0.span.start) }, delivery))
      if compared, ending.stop == nil {
        ending.catalog = try database.catalog()
        ending.unfinished = try database.unfinished()
      }
      return ending
    }
  }

  private func prepare(_ database: TestDatabase) throws {
    let timeout = example.options.session.lockTimeout.map { ["SET lock_timeout = \($0.milliseconds);"] } ?? []
    try database.migrate((example.setups.map(\.sql) + timeout).joined(separator: "\n;\n"))
  }

  private func foretell(_ sql: String) throws -> [Foretold] {
    let replay = try Prediction.replay(example.setup, version: server.version)
    return try replay.foretell(sql, migration: example.setup.count, wrapping: (example.options.wrapping ?? .none), settings: example.options.session)
  }

  // MARK: Locks

  /// The strongest lock on each relation, at any time; as foretold where it cannot be looked at.
  private typealias Strongest = [RelationName: LockMode]

  private func rehearse() throws -> Strongest {
    let plan = try foretell(example.sql)
    var strongest: Strongest = [:]
    var unseen = findings.filter { !$0.relations.isEmpty && !saysFails($0) }
    try server.withEmptyDatabase { database in
      try prepare(database)
      let old = try database.relations()
      var rehearsal = Rehearsal(database)
      for next in plan {
        let told = findings.filter { next.contains($0.span.start) }
        for effect in next.effects { strongest[effect.relation] = max(strongest[effect.relation] ?? effect.lock, effect.lock) }
        if told.contains(where: saysFails) { break }
        if next.runsAlone {
          count("findings whose locks cannot be looked at", told.filter { !$0.relations.isEmpty }.count)
          unseen.removeAll(where: told.contains)
        }
        try rehearsal.run(next) { before, after in
          if !example.setups.contains(where: \.isUnseen) {
            problems += next.differences(after, old: old).map { "\(next.sql): \($0)" }
            count("statements whose locks were seen")
          }
          for (relation, modes) in after.modes { strongest[relation] = (modes.union([strongest[relation] ?? .accessShare])).max() }
          for finding in told {
            problems += ExampleProof.differences(finding, before, after)
            if !finding.relations.isEmpty { count("findings whose locks were seen") }
            unseen.removeAll { $0 == finding }
            if example.rule.metadata.isBlocking {
              // One that cannot name the relations speaks of those that are there.
              let relations = finding.relations.isEmpty ? after.new(since: before) : finding.relations
              problems += try Traffic(finding, relations, database).differences()
              count("findings whose waiting sessions were seen")
            }
          }
        }
      }
    }
    for finding in unseen { check(false, "“\(finding.message)” stands on no statement that locks something") }
    return strongest
  }

  /// Each lock that the finding names is there, and none on the same relation that came with it is stronger.
  private static func differences(_ finding: Finding, _ before: TestDatabase.Locks, _ after: TestDatabase.Locks) -> [String] {
    finding.relations.compactMap { said in
      let modes = after.modes[said.relation] ?? []
      let new = modes.subtracting(before.modes[said.relation] ?? [])
      if modes.contains(said.lock), new.allSatisfy({ $0 <= said.lock }) { return nil }
      return "\(said.relation): said \(said.lock.catalogName), found \(modes.sorted().map(\.catalogName))"
    }
  }

  // MARK: The fixed text

  private func proveFixed(_ fixed: Example.Fixed, _ flagged: Strongest, _ ending: Ending) throws {
    let end = try self.ending(of: fixed.sql, compared: true)
    guard check(end.stop == nil, "fixed: does not run: \(end.stop?.error ?? "")") else { return }
    try rehearse(fixed, flagged, fails: ending.stop != nil)
    count("fixed examples")
    let left = end.unfinished.subtracting(ending.unfinished)
    check(left.isEmpty, "fixed: leaves \(left.sorted())")
    // What fails has no end to compare with.
    if ending.stop != nil { return }
    let missing = ending.catalog.subtracting(end.catalog).sorted(), added = end.catalog.subtracting(ending.catalog).sorted()
    if fixed.differs {
      check(!missing.isEmpty || !added.isEmpty, "fixed: the catalog is the same, so it does not differ")
    } else {
      let lines = (missing.map { "- " + $0 } + added.map { "+ " + $0 }).joined(separator: "\n")
      check(missing.isEmpty && added.isEmpty, "fixed: ends in another catalog:\n\(lines)")
      count("fixed examples with the catalog of the flagged ones")
    }
  }

  /// Nothing is locked more strongly than by the flagged text, and what takes its time blocks nobody whom that one blocked.
  /// What fails locks nothing that could be compared; what does its work blocks nobody's reads all the same.
  private func rehearse(_ fixed: Example.Fixed, _ flagged: Strongest, fails: Bool) throws {
    let plan = try foretell(fixed.sql)
    var looks = 0
    let isBlocking = example.rule.metadata.isBlocking
    try server.withEmptyDatabase { database in
      try prepare(database)
      // Those that the migration makes have no users.
      let old = try database.relations()
      var rehearsal = Rehearsal(database)
      func compare(_ lock: LockMode, on relation: RelationName, _ next: Foretold) {
        let isWeak = !old.contains(relation) || lock <= max(flagged[relation] ?? .shareUpdateExclusive, fails ? .share : .accessShare)
        check(isWeak, "fixed: \(next.sql): \(lock.catalogName) on \(relation)")
      }
      func look(_ next: Foretold) throws {
        for finding in findings { problems += try Traffic(finding, finding.relations, database).waiting(in: next.sql) }
        looks += 1
      }
      for next in plan {
        if next.runsAlone {
          for effect in next.effects { compare(effect.lock, on: effect.relation, next) }
          guard isBlocking else { try rehearsal.run(next) { _, _ in }; continue }
          let tables = findings.flatMap(\.relations).filter { $0.kind == .table || $0.kind == .materializedView }.map(\.relation)
          try database.halfway(next.sql, readers: tables) { try look(next) }
        } else {
          try rehearsal.run(next) { _, after in
            for (relation, modes) in after.modes { modes.max().map { compare($0, on: relation, next) } }
            if isBlocking, next.effects.contains(where: { $0.exempt == nil && $0.work > .catalog }) { try look(next) }
          }
        }
      }
    }
    count("statements of fixed examples that were seen to block nobody", looks)
  }

  // MARK: Telling

  @discardableResult
  private func check(_ isTrue: Bool, _ words: @autoclosure () -> String) -> Bool {
    if !isTrue { problems.append(words()) }
    return isTrue
  }

  private func count(_ what: String, _ number: Int = 1) { counts[what, default: 0] += number }
}
