import Linting
import PostgresBehavior
import PostgresSyntax

extension JSONWriter {
  /// A finding as every format with objects of Lintel's own has it.
  mutating func write(_ finding: Finding, _ start: Position, _ pass: inout FindingPass) {
    object { json in
      json.member("rule", finding.rule)
      json.member("severity", finding.severity.rawValue)
      json.member("message", finding.message.description)
      json.member("note", finding.note?.description)
      json.member("help", finding.help?.description)
      if let operation = finding.operation { json.member("operation", operation) }
      if let sql = finding.sql { json.member("sql", sql) }
      json.member("path", pass.migration.path)
      json.member("start", start)
      json.member("end", pass.places.end(of: finding.span, from: start))
      json.relations(finding.relations)
      json.key("fix")
      json.write(finding.fix, in: pass.migration.path)
    }
  }

  /// The member that tells what happens to relations.
  mutating func relations(_ effects: [Effect]) {
    key("relations")
    array(effects) { json, effect in
      json.object { json in
        json.member("name", effect.relation.description)
        json.member("lock", effect.lock.catalogName)
        json.member("work", effect.work.name)
      }
    }
  }

  private mutating func write(_ fix: Fix?, in path: String) {
    guard let fix else { return null() }
    object { json in
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
