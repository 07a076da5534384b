import LintelRules
import LintelTestSupport
import Linting
import PostgresSyntax
import Testing

/// Every example in every page of `Rules/` does what the page says it does.
@Suite struct `Rule pages` {
  @Test(arguments: Example.all)
  func `tell the truth`(_ example: Example) {
    let findings = example.findings()
    switch example.expectation {
    case .fine:
      #expect(findings.map(example.shown) == [])
    case .flagged(let messages, let fixed, let locks):
      #expect(findings.map(example.shown) == messages)
      if let locks {
        let shown = findings.flatMap(\.relations).map { "\($0.relation) \($0.lock.catalogName)" }
        #expect(shown.joined(separator: "\n") == locks)
      }
      if let fixed {
        let result = apply(findings.compactMap(\.fix), to: example.sql)
        #expect(result == fixed.sql)
        #expect(example.findings(in: result).isEmpty, "a fix leaves nothing to fix")
      }
    }
  }

  @Test(arguments: Rules.all.map { $0.rule.metadata.id })
  func `show both sides`(id: String) {
    let examples = Example.all.filter { $0.rule.metadata.id == id }
    #expect(examples.contains { if case .fine = $0.expectation { true } else { false } })
    #expect(examples.contains { if case .flagged(let messages, _, _) = $0.expectation { !messages.isEmpty } else { false } })
  }

  @Test func `have the ids of their rules`() {
    for (rule, page) in Rules.all { #expect(page.hasPrefix("# \(rule.metadata.id)\n")) }
    #expect(Set(Rules.all.map { $0.rule.metadata.id }).count == Rules.all.count)
  }

  private func apply(_ fixes: [Fix], to sql: String) -> String {
    var bytes = Array(sql.utf8)
    for edit in fixes.flatMap(\.edits).sorted(by: { $0.span.start > $1.span.start }) {
      bytes.replaceSubrange(edit.span.start..<edit.span.end, with: Array(edit.text.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
