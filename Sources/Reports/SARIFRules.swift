import Linting

/// The rules that results name, with what there is to know of them.
struct SARIFRules {
  private let ids: [String]
  private let surroundings: ReportSurroundings

  init(_ results: [ReportResult], _ surroundings: ReportSurroundings) {
    ids = Set(results.map(\.finding.rule)).sorted()
    self.surroundings = surroundings
  }

  func number(of rule: String) -> Int? { ids.firstIndex(of: rule) }

  func write(_ json: inout JSONWriter) {
    json.array(ids, onLines: true) { json, id in
      json.object { json in
        json.member("id", id)
        guard let rule = surroundings.rule(id) else { return }
        text("shortDescription", rule.metadata.summary, &json)
        text("fullDescription", rule.purpose, &json)
        json.key("help")
        json.object { json in
          json.member("text", rule.plainPage)
          json.member("markdown", rule.page)
        }
        json.key("defaultConfiguration")
        json.object { json in
          json.member("enabled", rule.metadata.isOnByDefault)
          json.member("level", rule.metadata.severity.rawValue)
        }
        json.key("properties")
        json.object { json in
          json.key("tags")
          json.array(["postgresql", "migration"] + (rule.metadata.isBlocking ? ["lock"] : [])) { json, tag in json.value(tag) }
          // GitHub's word for the level.
          json.member("problem.severity", rule.metadata.severity == .note ? "recommendation" : rule.metadata.severity.rawValue)
          json.member("since", rule.metadata.since)
        }
      }
    }
  }

  private func text(_ name: StaticString, _ text: String, _ json: inout JSONWriter) {
    json.key(name)
    json.object { json in json.member("text", text) }
  }
}

extension RuleDescription {
  /// The first paragraph of its page, on one line; without one, its summary.
  fileprivate var purpose: String {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.isEmpty || $0.hasPrefix("#") }
    let paragraph = lines.prefix { !$0.isEmpty && !$0.hasPrefix("```") }.joined(separator: " ")
    return paragraph.isEmpty ? metadata.summary : paragraph
  }
}
