import Linting
import PostgresBehavior

/// Every statement with its transaction and its effects, as one JSON object, a line for each statement.
struct LocksJSONReport: LockReportWriter {
  /// Counts up when a member goes away or changes its meaning.
  static let version = 1

  func write(_ report: LockReport, style: Style, to output: inout OutputBuffer) {
    var json = JSONWriter(output)
    json.object { json in
      json.member("version", Self.version)
      json.key("files")
      json.array(report.files, onLines: true) { json, file in
        json.object { json in
          json.member("path", file.migration.path)
          json.member("runner", file.migration.runner)
          if let evidence = file.migration.evidence { json.member("evidence", evidence.reason) }
          if !file.migration.candidates.isEmpty {
            json.key("candidates")
            json.array(file.migration.candidates) { json, name in json.value(name) }
          }
          json.key("steps")
          json.array(file.steps, onLines: true) { json, step in write(step, of: file, &json) }
        }
      }
    }
    output = json.finish()
  }

  private func write(_ step: Step, of file: LockReport.File, _ json: inout JSONWriter) {
    json.object { json in
      json.member("line", file.migration.source.position(at: step.statement.span.start).line)
      json.member("statement", file.migration.source[step.statement.span])
      json.member("command", step.command)
      json.key("transaction")
      json.object { json in
        json.member("kind", step.transaction.kind.rawValue)
        json.member("number", step.transaction.number)
      }
      json.key("effects")
      json.array(step.effects) { json, effect in
        json.object { json in
          json.member("relation", effect.relation.description)
          json.member("lock", effect.lock.catalogName)
          json.member("work", effect.work.name)
          json.member("blocksReads", effect.blocksReads)
          json.member("blocksWrites", effect.blocksWrites)
          json.member("exempt", effect.exempt?.rawValue)
        }
      }
    }
  }
}
