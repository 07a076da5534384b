#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import LintelRules
import LintelTestSupport
import Testing

/// Some seeds that one thread works through.
struct Batch: Sendable, CustomTestStringConvertible {
  var seeds: Range<UInt64>

  var testDescription: String { "seeds \(seeds.lowerBound) to \(seeds.upperBound - 1)" }

  private static func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }

  /// Of one seed that somebody asks for, everything is printed.
  static let isSingle = number("SEED") != nil && number("PROVE_COUNT") == nil

  /// `PROVE_COUNT` of them from `SEED` on; that one alone if only `SEED` is there.
  static let all = of(120)
  /// Of the proof for migration tools.
  static let tools = of(60)

  private static func of(_ usual: UInt64) -> [Batch] {
    let first = number("SEED") ?? 1, count = number("PROVE_COUNT") ?? (isSingle ? 1 : usual)
    return stride(from: first, to: first + count, by: 10).map { Batch(seeds: $0..<min($0 + 10, first + count)) }
  }
}

/// The examples of one rule's page on one server.
struct Page: Sendable, CustomTestStringConvertible {
  var rule: String
  var server: PostgresServer

  var testDescription: String { "\(server): \(rule)" }

  static let all = Rules.all.flatMap { rule in PostgresServer.all.map { Page(rule: rule.rule.metadata.id, server: $0) } }
}

@Suite struct `What fix makes of a migration` {
  @Test(.enabled(if: !PostgresServer.all.isEmpty), arguments: Batch.all)
  func `is safe for generated ones`(_ batch: Batch) {
    for seed in batch.seeds {
      let server = PostgresServer.all[Int(seed % UInt64(PostgresServer.all.count))]
      prove(SafetyCase(seed: seed, version: server.version), on: server)
    }
  }

  @Test(.enabled(if: !PostgresServer.all.isEmpty), arguments: Batch.tools)
  func `is safe for generated ones of tools`(_ batch: Batch) {
    for seed in batch.seeds {
      let server = PostgresServer.all[Int(seed % UInt64(PostgresServer.all.count))]
      var proof = ToolProof(ToolCase(seed: seed, version: server.version), on: server)
      do {
        try proof.prove()
        if !proof.problems.isEmpty { Issue.record("\(proof.report)") }
        if Batch.isSingle { Figures.say(proof.report) }
      } catch {
        Issue.record(error, "\(proof.report)")
      }
      Figures.report(proof.figures)
    }
  }

  @Test(.enabled(if: !Batch.isSingle), arguments: Page.all)
  func `is safe for the examples of pages`(_ page: Page) {
    for example in Example.all where example.rule.metadata.id == page.rule && example.options.version.major <= page.server.version {
      let safetyCase = SafetyCase(example, version: page.server.version)
      // A timeout is what most examples do without; those of its own page stand for them.
      if page.rule != "missing-lock-timeout", SafetyProof.fix(safetyCase)?.applied.allSatisfy({ $0.rule == "missing-lock-timeout" }) ?? false { continue }
      prove(safetyCase, on: page.server)
    }
  }

  private func prove(_ safetyCase: SafetyCase, on server: PostgresServer) {
    var proof = SafetyProof(safetyCase, on: server)
    do {
      try proof.prove()
      if !proof.problems.isEmpty { Issue.record("\(proof.report)") }
      if Batch.isSingle { Figures.say(proof.report) }
    } catch {
      Issue.record(error, "\(proof.report)")
    }
    Figures.report(proof.figures)
  }
}
