import LintelRules
import LintelTestSupport
import Testing

/// One rule's page on one server.
struct PageCase: Sendable, CustomTestStringConvertible {
  var page: String
  var server: PostgresServer

  var testDescription: String { "\(server): \(page)" }

  static let all = Rules.all.flatMap { rule in PostgresServer.all.map { PageCase(page: rule.rule.metadata.id, server: $0) } }
}

@Suite struct `Pages on real servers` {
  @Test(arguments: PageCase.all) func `prove their examples`(_ page: PageCase) {
    var isProven = true
    for example in Example.all where example.rule.metadata.id == page.page {
      guard let proof = ExampleProof(example, on: page.server) else {
        Tally.count("pages: examples of a later PostgreSQL, skipped", on: page.server)
        continue
      }
      do {
        try proof.prove()
      } catch {
        Issue.record(error, "\(example)")
        isProven = false
      }
      for problem in proof.problems { Issue.record("\(example): \(problem)") }
      isProven = isProven && proof.problems.isEmpty
      for (what, number) in proof.counts { Tally.count("pages: \(what)", on: page.server, by: number) }
    }
    Tally.count(isProven ? "pages proven" : "pages that disagree", on: page.server)
  }
}
