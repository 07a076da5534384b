import Linting
import PostgresSyntax

/// A finding as SARIF has it.
struct SARIFResult {
  let result: ReportResult
  /// The place of its rule among those of the run.
  let rule: Int?
  let fingerprint: String
  let location: SARIFLocation

  func write(_ places: inout Places, _ json: inout JSONWriter) {
    let finding = result.finding
    json.object { json in
      json.member("ruleId", finding.rule)
      if let rule { json.member("ruleIndex", rule) }
      json.member("level", finding.severity.rawValue)
      message(finding.explanation, &json)
      json.key("locations")
      json.array(CollectionOfOne(finding.span)) { json, span in json.object { json in location.write(span, &places, &json) } }
      labels(&places, &json)
      json.key("partialFingerprints")
      json.object { json in json.member("lintel/v1", fingerprint) }
      fix(&places, &json)
      // Where one result has them, all have to.
      json.key("suppressions")
      json.array(result.suppression.map { [$0] } ?? []) { json, suppression in
        json.object { json in
          json.member("kind", "inSource")
          json.member("justification", suppression.reason)
          json.key("location")
          json.object { json in location.write(suppression.comment, &places, &json) }
        }
      }
      if finding.relations.isEmpty { return }
      json.key("properties")
      json.object { json in json.relations(finding.relations) }
    }
  }

  private func message(_ text: String, _ json: inout JSONWriter) {
    json.key("message")
    json.object { json in json.member("text", text) }
  }

  private func labels(_ places: inout Places, _ json: inout JSONWriter) {
    var seen: Set<Finding.Label> = []
    let labels = result.finding.labels.filter { seen.insert($0).inserted }
    if labels.isEmpty { return }
    json.key("relatedLocations")
    json.array(labels) { json, label in
      json.object { json in
        location.write(label.span, &places, &json)
        message(label.message.description, &json)
      }
    }
  }

  private func fix(_ places: inout Places, _ json: inout JSONWriter) {
    guard let fix = result.finding.fix, fix.safety != .plan, !fix.edits.isEmpty else { return }
    json.key("fixes")
    json.array(CollectionOfOne(fix)) { json, fix in
      json.object { json in
        json.key("description")
        json.object { json in json.member("text", fix.safety == .unsafe ? "unsafe: \(fix.title)" : fix.title.description) }
        json.key("artifactChanges")
        json.array(CollectionOfOne(fix.edits)) { json, edits in
          json.object { json in
            location.writeArtifact(&json)
            json.key("replacements")
            json.array(edits) { json, edit in
              json.object { json in
                json.key("deletedRegion")
                location.writeRegion(edit.span, &places, &json)
                if edit.text.isEmpty { return }
                json.key("insertedContent")
                json.object { json in json.member("text", location.withLineEnds(edit).text) }
              }
            }
          }
        }
      }
    }
  }
}
