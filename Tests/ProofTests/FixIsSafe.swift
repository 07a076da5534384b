#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
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
  static let all: [Batch] = {
    let first = number("SEED") ?? 1, count = number("PROVE_COUNT") ?? (isSingle ? 1 : 120)
    return stride(from: first, to: first + count, by: 10).map { Batch(seeds: $0..<min($0 + 10, first + count)) }
  }()
}

@Suite struct `Generated migrations` {
  @Test(.enabled(if: !PostgresServer.all.isEmpty), arguments: Batch.all)
  func `are fixed safely`(_ batch: Batch) {
    for seed in batch.seeds {
      let server = PostgresServer.all[Int(seed % UInt64(PostgresServer.all.count))]
      var proof = SafetyProof(GeneratedCase(seed: seed, version: server.version), on: server)
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
}
