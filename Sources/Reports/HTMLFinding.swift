import Linting
import Migrations
import PostgresSyntax

/// A finding with its fix on a page.
struct HTMLFinding {
  let finding: Finding
  /// Its place in the report.
  let number: Int
  let start: Position
  let migration: Migration

  func write(_ html: inout MarkupWriter) {
    html.element("article", ["class": "finding \(finding.severity.rawValue)", "id": "finding-\(number + 1)"], onLine: true) { html in
      html.element("h4") { html in
        html.element("span", ["class": "badge"], text: finding.severity.rawValue)
        html.text(" ")
        html.inline(finding.message.description)
      }
      html.element("p", ["class": "where"]) { html in
        html.element("code", text: finding.rule)
        html.text(" line \(start.line), column \(start.column)")
      }
      for remark in finding.remarks {
        html.element("p", ["class": "remark"]) { html in
          html.element("b", text: remark.kind.rawValue)
          html.text(" ")
          html.inline(remark.text)
        }
      }
      labels(&html)
      if let fix = finding.fix { write(fix, &html) }
    }
  }

  private func labels(_ html: inout MarkupWriter) {
    if finding.labels.isEmpty { return }
    html.element("ul", ["class": "labels"]) { html in
      for label in finding.labels.prefix(20) {
        html.element("li") { html in
          html.text("line \(migration.source.line(at: label.span.start)): ")
          html.inline(label.message.description)
        }
      }
      if finding.labels.count > 20 { html.element("li", text: "and \((finding.labels.count - 20).counted("more place"))") }
    }
  }

  private func write(_ fix: Fix, _ html: inout MarkupWriter) {
    let diff = FixDiff(fix, in: migration.source, mostLines: 60)
    if diff.lines.isEmpty, fix.steps.isEmpty { return }
    let kind = switch fix.safety {
    case .safe: "fix"
    case .unsafe: "fix that needs a person's eye"
    case .plan: "by hand"
    }
    html.element("details", ["class": "fix \(fix.safety.rawValue)", "open": fix.safety == .plan ? nil : "open"]) { html in
      html.element("summary") { html in
        html.element("b", text: kind)
        html.text(" ")
        html.inline(fix.title.description)
      }
      if !diff.lines.isEmpty { write(diff, &html) }
      if !fix.steps.isEmpty { write(fix.steps, &html) }
    }
  }

  private func write(_ diff: FixDiff, _ html: inout MarkupWriter) {
    html.element("pre", ["class": "diff"]) { html in
      for line in diff.lines {
        let text = SourceWindow(line.source, line: line.span, around: line.place, limit: 400).text
        switch line.kind {
        case .same: html.element("span", text: "  \(text)")
        case .removed: html.element("del", text: "- \(text)")
        case .added: html.element("ins", text: "+ \(text)")
        case .gap: html.element("span", ["class": "gap"], text: "  ⋯")
        }
      }
      if diff.isCut { html.element("span", ["class": "gap"], text: "  … and more: lintel fix --diff") }
    }
  }

  private func write(_ steps: [Fix.Step], _ html: inout MarkupWriter) {
    html.element("ol") { html in
      for step in steps {
        html.element("li") { html in
          if let text = step.text { html.inline(text.description) }
          guard let sql = step.sql else { return }
          let source = SourceText(sql)
          HTMLSource(source: source, span: source.span).write(&html)
        }
      }
    }
  }
}

extension MarkupWriter {
  /// Text with its code between backticks.
  mutating func inline(_ text: String) {
    for part in InlineText(text).parts {
      switch part {
      case .plain(let text): self.text(text)
      case .code(let code): element("code", text: code)
      }
    }
  }
}
