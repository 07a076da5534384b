import Linting

/// The XML of Checkstyle, which many programs read: the findings of each file.
struct CheckstyleReport: ReportWriter {
  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    var pass = FindingPass(report), rest = report.findings[...], xml = MarkupWriter(output)
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    xml.element("checkstyle", ["version": "4.3"], onLine: true) { xml in
      while !xml.isClosed, let first = rest.first {
        let own = rest.prefix { $0.migration == first.migration }
        rest = rest.dropFirst(own.count)
        let path = first.migration.flatMap { report.migrations.indices.contains($0) ? report.migrations[$0].path : nil } ?? "?"
        xml.element("file", ["name": path], onLine: true) { xml in
          for _ in own {
            guard !xml.isClosed, let (finding, start) = pass.next() else { return }
            xml.empty(
              "error",
              [
                "line": "\(start.line)", "column": "\(start.column)", "severity": finding.severity == .note ? "info" : finding.severity.rawValue,
                "message": finding.explanation, "source": "lintel.\(finding.rule)",
              ], onLine: true)
          }
          xml.raw("\n")
        }
      }
      xml.raw("\n")
    }
    xml.raw("\n")
    output = xml.finish()
  }
}
