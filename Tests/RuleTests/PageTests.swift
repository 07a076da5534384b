import LintelRules
import LintelTestSupport
import Linting
import PostgresSyntax
import Synchronization
import Testing
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// By how many lines the blocks written so far have moved the rest of their pages.
private let lengthened = Mutex<[String: Int]>([:])

/// Every example in every page of `Rules/` does what the page says it does. `LINTEL_UPDATE=1` writes the `sql fixed` blocks anew, empty
/// ones too.
@Suite(.serialized) struct `Rule pages` {
  @Test(arguments: Example.all)
  func `tell the truth`(_ example: Example) throws {
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
        let result = fix(example)
        if result != fixed.sql, isUpdating { try write(result, asFixOf: example) } else { #expect(result == fixed.sql) }
        #expect(!example.findings(in: result).contains { !($0.fix?.edits ?? []).isEmpty }, "a fixed text is a fixed point")
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

  /// The text when no fix of its rule is left; a fix that overlaps another waits for the next round.
  private func fix(_ example: Example) -> String {
    var sql = example.sql
    for _ in 0..<20 {
      var edits: [Edit] = []
      for fix in example.findings(in: sql).compactMap(\.fix) {
        let isApart = !fix.edits.contains { edit in
          edits.contains { $0.span.start <= edit.span.end && $0.span.end >= edit.span.start && !($0.mayFollowOthers && edit.mayFollowOthers) }
        }
        if isApart { edits += fix.edits }
      }
      if edits.isEmpty { break }
      let source = SourceText(sql)
      sql = source.text(of: source.span, after: edits)
    }
    return sql
  }

  private var isUpdating: Bool { getenv("LINTEL_UPDATE") != nil }

  private func moved(_ page: String) -> Int { lengthened.withLock { $0[page] ?? 0 } }

  /// Puts the text into the page's `sql fixed` block behind an example.
  private func write(_ sql: String, asFixOf example: Example) throws {
    let name = example.rule.metadata.id, project = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    for folder in ["Columns", "Constraints", "Design", "Indexes", "Tables", "Transactions"] {
      let path = "/\(project)/Rules/\(folder)/\(name).md"
      guard let file = fopen(path, "r") else { continue }
      var text = "", buffer = [CChar](repeating: 0, count: 1 << 20)
      while fgets(&buffer, Int32(buffer.count), file) != nil { text += String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) }
      fclose(file)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard let open = lines[(example.line + moved(name))...].firstIndex(where: { $0.hasPrefix("```sql fixed") }),
        let close = lines[open...].firstIndex(of: "```")
      else { return }
      let count = sql.split(separator: "\n", omittingEmptySubsequences: false).count
      lengthened.withLock { $0[name, default: 0] += count - (close - open - 1) }
      lines.replaceSubrange(open + 1..<close, with: sql.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      guard let out = fopen(path, "w") else { return }
      fputs(lines.joined(separator: "\n"), out)
      fclose(out)
    }
  }
}
