import Linting
import PostgresBehavior
import PostgresSyntax
import Testing

/// What a rule is told about the moment of each statement.
private struct Witness: Rule {
  static let metadata = RuleMetadata(id: "witness", summary: "", severity: .warning)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    let held = context.session.locks.map { "\($0.effect.relation)" }.sorted().joined(separator: ",")
    let timeout = step.settings.lockTimeout.map(\.shown) ?? "-"
    return [Finding(Finding.Message("\(step.command): \(step.transaction.kind.rawValue) \(step.transaction.number) [\(held)] \(timeout)"), at: step.statement.span)]
  }
}

/// What it is told when a transaction is over.
private struct Closing: Rule {
  static let metadata = RuleMetadata(id: "closing", summary: "", severity: .warning)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    let commands = run.steps.map(\.command).joined(separator: ", ")
    return [Finding(Finding.Message("\(run.isClosed ? "" : "open: ")\(commands)"), at: run.steps.first?.statement.span ?? Span(0, 0))]
  }
}

private func tell(_ rule: any Rule.Type, _ sql: String, _ wrapping: Wrapping) -> [String] {
  let input = LintInput(
    migration: .init(path: "a.sql", source: SourceText(sql)), options: LintOptions(wrapping: wrapping), history: "")
  return Linter(rules: [rule]).lint([input]).findings.map(\.message.description)
}

@Suite struct `Transactions` {
  @Test(arguments: [
    ("SELECT 1; LOCK t; SELECT 2", Wrapping.none, ["SELECT: none 1 [] -", "LOCK TABLE: none 2 [] -", "SELECT: none 3 [] -"]),
    ("BEGIN; DROP TABLE t; COMMIT; DROP TABLE u", .none, [
      "BEGIN: explicit 1 [] -", "DROP TABLE: explicit 1 [] -", "COMMIT: explicit 1 [t] -", "DROP TABLE: none 2 [] -",
    ]),
    ("START TRANSACTION; DROP TABLE t; COMMIT AND CHAIN; DROP TABLE u; ROLLBACK; SELECT 1", .none, [
      "BEGIN: explicit 1 [] -", "DROP TABLE: explicit 1 [] -", "COMMIT AND CHAIN: explicit 1 [t] -", "DROP TABLE: explicit 2 [] -",
      "ROLLBACK: explicit 2 [u] -", "SELECT: none 3 [] -",
    ]),
    ("BEGIN; DROP TABLE a; SAVEPOINT s; DROP TABLE b; ROLLBACK TO s; DROP TABLE c; RELEASE s; END; SELECT 1", .none, [
      "BEGIN: explicit 1 [] -", "DROP TABLE: explicit 1 [] -", "SAVEPOINT: explicit 1 [a] -", "DROP TABLE: explicit 1 [a] -",
      "ROLLBACK TO: explicit 1 [a,b] -", "DROP TABLE: explicit 1 [a] -", "RELEASE: explicit 1 [a,c] -", "COMMIT: explicit 1 [a,c] -",
      "SELECT: none 2 [] -",
    ]),
    ("BEGIN; DROP TABLE t; PREPARE TRANSACTION 'x'; DROP TABLE u", .none, [
      "BEGIN: explicit 1 [] -", "DROP TABLE: explicit 1 [] -", "PREPARE TRANSACTION: explicit 1 [t] -", "DROP TABLE: none 2 [] -",
    ]),
    ("DROP TABLE t; DROP TABLE u", .file, ["DROP TABLE: runner 1 [] -", "DROP TABLE: runner 1 [t] -"]),
    ("DROP TABLE t; DROP TABLE u", .simpleQuery, ["DROP TABLE: simpleQuery 1 [] -", "DROP TABLE: simpleQuery 1 [t] -"]),
    ("DROP TABLE t", .simpleQuery, ["DROP TABLE: none 1 [] -"]),
    ("DROP TABLE t; COMMIT; DROP TABLE u; DROP TABLE v", .simpleQuery, [
      "DROP TABLE: simpleQuery 1 [] -", "COMMIT: simpleQuery 1 [t] -", "DROP TABLE: simpleQuery 2 [] -", "DROP TABLE: simpleQuery 2 [u] -",
    ]),
    // The block of the string becomes that of the BEGIN.
    ("DROP TABLE t; BEGIN; DROP TABLE u; COMMIT; SELECT 1", .simpleQuery, [
      "DROP TABLE: simpleQuery 1 [] -", "BEGIN: explicit 1 [t] -", "DROP TABLE: explicit 1 [t] -", "COMMIT: explicit 1 [t,u] -",
      "SELECT: simpleQuery 2 [] -",
    ]),
  ])
  func `are what rules see`(sql: String, wrapping: Wrapping, steps: [String]) {
    #expect(tell(Witness.self, sql, wrapping) == steps)
  }

  @Test(arguments: [
    ("SET lock_timeout = '5s'; SELECT 1; RESET lock_timeout; SELECT 2", Wrapping.none, ["-", "5s", "5s", "-"]),
    ("SET LOCAL lock_timeout = '5s'; SELECT 1", .none, ["-", "-"]),
    ("SET LOCAL lock_timeout = '5s'; SELECT 1", .file, ["-", "5s"]),
    ("BEGIN; SET LOCAL lock_timeout = '5s'; SELECT 1; COMMIT; SELECT 2", .none, ["-", "-", "5s", "5s", "-"]),
    ("BEGIN; SET lock_timeout = '5s'; ROLLBACK; SELECT 2", .none, ["-", "-", "5s", "-"]),
    ("BEGIN; SET lock_timeout = '5s'; COMMIT; SELECT 2", .none, ["-", "-", "5s", "5s"]),
    ("BEGIN; SAVEPOINT s; SET lock_timeout = 700; ROLLBACK TO s; SELECT 2; END", .none, ["-", "-", "-", "700ms", "-", "-"]),
    ("SELECT set_config('lock_timeout', '2min', false); SELECT 1; SET lock_timeout TO DEFAULT; SELECT 2", .none, ["-", "2min", "2min", "-"]),
    ("SET lock_timeout = '5s'; RESET ALL; SELECT 2", .none, ["-", "5s", "-"]),
  ])
  func `bound their settings`(sql: String, wrapping: Wrapping, timeouts: [String]) {
    #expect(tell(Witness.self, sql, wrapping).map { $0.split(separator: " ").last.map(String.init) ?? "" } == timeouts)
  }

  @Test(arguments: [
    ("BEGIN; SELECT 1; COMMIT; SELECT 2", Wrapping.none, ["BEGIN, SELECT, COMMIT", "SELECT"]),
    ("BEGIN; SELECT 1", .none, ["open: BEGIN, SELECT"]),
    ("SELECT 1; SELECT 2", .none, ["SELECT", "SELECT"]),
    ("SELECT 1; SELECT 2", .file, ["SELECT, SELECT"]),
    ("BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 2; ROLLBACK", .none, ["BEGIN, SELECT, COMMIT AND CHAIN", "SELECT, ROLLBACK"]),
    ("", .none, []),
  ])
  func `are told as a whole when they are over`(sql: String, wrapping: Wrapping, runs: [String]) {
    #expect(tell(Closing.self, sql, wrapping) == runs)
  }
}
