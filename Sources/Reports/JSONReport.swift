import Linting
import PostgresSyntax

/// Everything as one JSON object, a line for each finding.
struct JSONReport: ReportWriter {
  /// Counts up when a member goes away or changes its meaning.
  static let version = 1

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    let counts = FindingCounts(report)
    var json = JSONWriter(output)
    json.object { json in
      json.member("version", Self.version)
      json.member("files", report.fileCount)
      json.member("statements", report.statementCount)
      json.member("errors", counts.errors)
      json.member("warnings", counts.warnings)
      json.member("notes", counts.notes)
      json.key("findings")
      var pass = FindingPass(report)
      json.array(report.findings.indices, onLines: true) { json, _ in
        if let (finding, start) = pass.next() { write(finding, start, &pass, &json) }
      }
    }
    output = json.finish()
  }

  private func write(_ finding: Finding, _ start: Position, _ pass: inout FindingPass, _ json: inout JSONWriter) {
    json.object { json in
      json.member("rule", finding.rule)
      json.member("severity", finding.severity.rawValue)
      json.member("message", finding.message.description)
      json.member("note", finding.note?.description)
      json.member("help", finding.help?.description)
      if let sql = finding.sql { json.member("sql", sql) }
      json.member("path", pass.migration.path)
      json.member("start", start)
      json.member("end", pass.places.end(of: finding.span, from: start))
      json.key("relations")
      json.array(finding.relations) { json, effect in
        json.object { json in
          json.member("name", effect.relation.description)
          json.member("lock", effect.lock.catalogName)
          json.member("work", effect.work.name)
        }
      }
      json.key("fix")
      write(finding.fix, in: pass.migration.path, &json)
    }
  }

  private func write(_ fix: Fix?, in path: String, _ json: inout JSONWriter) {
    guard let fix else { return json.null() }
    json.object { json in
      json.member("safety", fix.safety.rawValue)
      json.member("title", fix.title.description)
      json.key("edits")
      json.array(fix.safety == .plan ? [] : fix.edits) { json, edit in
        json.object { json in
          json.member("path", path)
          json.member("start", edit.span.start)
          json.member("end", edit.span.end)
          json.member("text", edit.text)
        }
      }
      if fix.steps.isEmpty { return }
      json.key("steps")
      json.array(fix.steps) { json, step in
        json.object { json in
          json.member("text", step.text?.description)
          json.member("sql", step.sql)
        }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, _ position: Position) {
    key(name)
    object { json in
      json.member("line", position.line)
      json.member("column", position.column)
      json.member("offset", position.offset)
    }
  }
}
