import Linting
import PostgresSyntax

/// reviewdog's diagnostic format. Its columns are counted in bytes, and ends stand behind the last one.
struct RDJSONReport: ReportWriter {
  /// A suggestion of more than so many bytes is no suggestion any more.
  private static let mostBytes = 1 << 14

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    var json = JSONWriter(output), pass = FindingPass(report)
    json.object { json in
      json.key("source")
      json.object { json in json.member("name", "lintel") }
      json.key("diagnostics")
      json.array(report.findings.indices, onLines: true) { json, _ in
        if let (finding, _) = pass.next() { write(finding, in: pass.migration.path, pass.migration.source, &json) }
      }
    }
    output = json.finish()
  }

  private func write(_ finding: Finding, in path: String, _ source: SourceText, _ json: inout JSONWriter) {
    json.object { json in
      json.member("message", finding.explanation)
      json.key("location")
      json.object { json in
        json.member("path", path)
        write(finding.span, in: source, &json)
      }
      json.member("severity", severity(finding.severity))
      json.key("code")
      json.object { json in json.member("value", finding.rule) }
      guard let suggestion = suggestion(finding.fix, in: source) else { return }
      json.key("suggestions")
      json.array(CollectionOfOne(suggestion)) { json, edit in
        json.object { json in
          write(edit.span, in: source, &json)
          json.member("text", edit.text)
        }
      }
    }
  }

  /// Several suggestions are a choice, so the edits of one fix make one, with what stands between them.
  private func suggestion(_ fix: Fix?, in source: SourceText) -> Edit? {
    guard let fix, fix.safety != .plan, let start = fix.edits.map(\.span.start).min(), let end = fix.edits.map(\.span.end).max(),
      end <= source.count, end - start + fix.edits.reduce(0, { $0 + $1.text.utf8.count }) <= Self.mostBytes
    else { return nil }
    let span = Span(start, end)
    return Edit(span, source.text(of: span, after: fix.edits.map { source.withItsLineEnds($0) }))
  }

  private func write(_ span: Span, in source: SourceText, _ json: inout JSONWriter) {
    json.key("range")
    json.object { json in
      json.key("start")
      write(span.start, in: source, &json)
      json.key("end")
      write(span.end, in: source, &json)
    }
  }

  private func write(_ offset: Int, in source: SourceText, _ json: inout JSONWriter) {
    let offset = min(max(0, offset), source.count), line = source.line(at: offset)
    json.object { json in
      json.member("line", line)
      // A byte-order mark is three bytes of the first line.
      json.member("column", 1 + offset - (line == 1 ? 0 : source.span(ofLine: line).start))
    }
  }

  private func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: "ERROR"
    case .warning: "WARNING"
    case .note: "INFO"
    }
  }
}
