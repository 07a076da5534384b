import Linting
import PostgresSyntax

/// SARIF 2.1.0, for code scanning: one run, with the rules that its results name.
struct SARIFReport: ReportWriter {
  let surroundings: ReportSurroundings

  /// Where relative addresses start.
  static let root = "SRCROOT"

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    let results = report.results, rules = SARIFRules(results, surroundings)
    var json = JSONWriter(output)
    json.object { json in
      json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      json.member("version", "2.1.0")
      json.key("runs")
      json.array(CollectionOfOne(())) { json, _ in
        json.object { json in
          json.key("tool")
          json.object { json in
            json.key("driver")
            json.object { json in
              json.member("name", "Lintel")
              if !surroundings.version.isEmpty { json.member("semanticVersion", surroundings.version) }
              json.key("rules")
              rules.write(&json)
            }
          }
          json.key("invocations")
          json.array(CollectionOfOne(())) { json, _ in
            json.object { json in json.member("executionSuccessful", !report.findings.contains { $0.isAboutFile }) }
          }
          if let folder = surroundings.projectFolder {
            json.key("originalUriBaseIds")
            json.object { json in
              json.key("SRCROOT")
              json.object { json in json.member("uri", SARIFLocation.uri(ofFolder: folder)) }
            }
          }
          // As Lintel counts: in Unicode scalars.
          json.member("columnKind", "unicodeCodePoints")
          json.key("results")
          write(results, of: report, rules, &json)
        }
      }
    }
    output = json.finish()
  }

  private func write(_ results: [ReportResult], of report: Report, _ rules: SARIFRules, _ json: inout JSONWriter) {
    var pass = FindingPass(report, results.map(\.finding)), fingerprints = Fingerprints(), file: Int??, location = SARIFLocation.unknown
    json.array(results, onLines: true) { json, result in
      guard let (finding, _) = pass.next() else { return }
      if file != .some(finding.migration) {
        file = .some(finding.migration)
        location = SARIFLocation(pass.migration, surroundings)
      }
      let fingerprint = fingerprints.next(finding, in: pass.migration, path: location.path)
      SARIFResult(result: result, rule: rules.number(of: finding.rule), fingerprint: fingerprint, location: location).write(&pass.places, &json)
    }
  }
}
