import Linting
import PostgresSyntax

/// The XML of JUnit: each file is a suite, each finding a case that fails, what a comment silences a case that is skipped. A file
/// without either is one case that passes.
struct JUnitReport: ReportWriter {
  private struct Counts {
    var tests = 0, failures = 0, errors = 0, skipped = 0

    init(_ results: some Sequence<ReportResult>) {
      for result in results {
        tests += 1
        if result.suppression != nil { skipped += 1 } else if result.finding.isAboutFile { errors += 1 } else { failures += 1 }
      }
    }

    func attributes(of name: String, passed: Int) -> MarkupWriter.Attributes {
      ["name": name, "tests": "\(tests + passed)", "failures": "\(failures)", "errors": "\(errors)", "skipped": "\(skipped)"]
    }
  }

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    let results = report.results, byFile = Dictionary(grouping: results) { $0.finding.migration ?? -1 }
    let files = report.reviewed + byFile.keys.filter { !report.reviewed.contains($0) }.sorted()
    let whole = Counts(results), passed = files.count - byFile.count
    var pass = FindingPass(report, files.flatMap { byFile[$0] ?? [] }.map(\.finding)), xml = MarkupWriter(output)
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    xml.element("testsuites", whole.attributes(of: "lintel", passed: passed), onLine: true) { xml in
      for file in files where !xml.isClosed {
        let path = report.migrations.indices.contains(file) ? report.migrations[file].path : "?"
        write(byFile[file] ?? [], of: path, &pass, &xml)
      }
      xml.raw("\n")
    }
    xml.raw("\n")
    output = xml.finish()
  }

  private func write(_ results: [ReportResult], of path: String, _ pass: inout FindingPass, _ xml: inout MarkupWriter) {
    let counts = Counts(results)
    xml.element("testsuite", counts.attributes(of: path, passed: results.isEmpty ? 1 : 0), onLine: true) { xml in
      if results.isEmpty { xml.empty("testcase", ["name": "no findings", "classname": path, "file": path], onLine: true) }
      for result in results {
        guard !xml.isClosed, let (finding, start) = pass.next() else { return }
        let name = "\(finding.rule) (\(start.line):\(start.column))"
        xml.element("testcase", ["name": name, "classname": path, "file": path, "line": "\(start.line)"], onLine: true) { xml in
          if let suppression = result.suppression {
            xml.empty("skipped", ["message": suppression.reason])
          } else {
            let text = "\(path):\(start.line):\(start.column): \(finding.severity.rawValue): \(finding.explanation)"
            let attributes: MarkupWriter.Attributes = ["type": finding.severity.rawValue, "message": finding.message.description]
            if finding.isAboutFile { xml.element("error", attributes, text: text) } else { xml.element("failure", attributes, text: text) }
          }
        }
      }
      xml.raw("\n")
    }
  }
}

extension Finding {
  /// Whether nothing is known of its file.
  var isAboutFile: Bool { rule == EngineRule.unreadableFile.rawValue }
}
