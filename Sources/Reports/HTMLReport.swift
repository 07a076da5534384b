import Linting
import PostgresSyntax

/// One page that needs nothing else, neither a network nor a script: what each migration locks, against time, with its findings and fixes.
struct HTMLReport: ReportWriter {
  let surroundings: ReportSurroundings

  func write(_ report: Report, style: Style, to output: inout OutputBuffer) {
    let charts = charts(of: report)
    let telling = charts.filter { !$0.table.isQuiet || $0.rows.contains { !$0.findings.isEmpty } }
    let quiet = charts.filter { $0.table.isQuiet && $0.rows.allSatisfy(\.findings.isEmpty) }
    var html = MarkupWriter(output)
    html.raw("<!DOCTYPE html>")
    html.element("html", ["lang": "en"], onLine: true) { html in
      head(report, &html)
      html.element("body", onLine: true) { html in
        header(report, &html)
        html.element("main") { html in
          if telling.count > 1 { contents(telling, report, &html) }
          for (number, chart) in telling.enumerated() where !html.isClosed {
            HTMLMigration(chart: chart, number: number, findings: report.findings).write(&html)
          }
          if !quiet.isEmpty { list(quiet, &html) }
          if !report.suppressed.isEmpty { list(report.suppressed, of: report, &html) }
        }
        html.element("footer", onLine: true, text: "made by Lintel \(surroundings.version)")
      }
    }
    html.raw("\n")
    output = html.finish()
  }

  private func charts(of report: Report) -> [MigrationChart] {
    let numbers = report.findings.indices.map { (number: $0, finding: report.findings[$0]) }
    let byFile = Dictionary(grouping: numbers) { $0.finding.migration ?? -1 }
    let locks = report.locks?.files ?? []
    return report.reviewed.enumerated().compactMap { place, number in
      guard report.migrations.indices.contains(number) else { return nil }
      let file = locks.indices.contains(place) ? locks[place] : LockReport.File(migration: report.migrations[number], steps: [])
      return MigrationChart(file, findings: byFile[number] ?? [])
    }
  }

  private func head(_ report: Report, _ html: inout MarkupWriter) {
    html.element("head", onLine: true) { html in
      html.empty("meta", ["charset": "utf-8"], onLine: true)
      html.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"], onLine: true)
      html.empty("meta", ["name": "color-scheme", "content": "light dark"], onLine: true)
      // Nothing is asked of any network, and nothing in the page can make it.
      html.empty("meta", ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"], onLine: true)
      let counts = FindingCounts(report).listed
      html.element("title", onLine: true, text: "Lintel: \(counts.isEmpty ? "no findings" : counts)")
      html.element("style", onLine: true) { html in html.raw(HTMLStyle.sheet) }
    }
  }

  private func header(_ report: Report, _ html: inout MarkupWriter) {
    let counts = FindingCounts(report)
    html.element("header", onLine: true) { html in
      html.element("h1") { html in
        html.element("i", ["class": "beam"]) { _ in }
        html.text("Lintel")
      }
      html.element("p", ["class": "summary"]) { html in html.inline(report.summary) }
      html.element("ul", ["class": "tiles"]) { html in
        for (count, noun) in [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")] {
          html.element("li", ["class": count > 0 ? noun : "zero"]) { html in
            html.element("b", text: "\(count)")
            html.text(" \(count == 1 ? noun : noun + "s")")
          }
        }
      }
      html.element("p", ["class": "legend"]) { html in
        html.text("time runs downwards; a bar stands where a relation is locked: ")
        for (kind, text) in [("both", "reads and writes wait"), ("writes", "writes wait"), ("none", "nothing waits")] {
          html.element("span", ["class": "key \(kind)"]) { _ in }
          html.text(" \(text) ")
        }
      }
    }
  }

  private func contents(_ charts: [MigrationChart], _ report: Report, _ html: inout MarkupWriter) {
    html.element("nav", onLine: true) { html in
      html.element("ol") { html in
        for (number, chart) in charts.enumerated() {
          html.element("li") { html in
            html.element("a", ["href": "#file-\(number + 1)"]) { html in html.element("code", text: chart.table.file.migration.path) }
            let found = FindingCounts(chart.rows.flatMap(\.findings).map { report.findings[$0] }).listed
            if !found.isEmpty { html.element("span", text: " \(found)") }
          }
        }
      }
    }
  }

  private func list(_ quiet: [MigrationChart], _ html: inout MarkupWriter) {
    html.element("section", ["class": "quiet"], onLine: true) { html in
      html.element("h2", text: "Nothing waits and nothing is found")
      html.element("ul") { html in
        for chart in quiet {
          html.element("li") { html in
            html.element("code", text: chart.table.file.migration.path)
            html.text(" \(chart.table.file.steps.count.counted("statement"))")
          }
        }
      }
    }
  }

  private func list(_ suppressed: [SuppressedFinding], of report: Report, _ html: inout MarkupWriter) {
    html.element("section", ["class": "quiet"], onLine: true) { html in
      html.element("h2", text: "Silenced by comments")
      html.element("ul") { html in
        for silenced in suppressed {
          guard let file = silenced.finding.migration, report.migrations.indices.contains(file) else { continue }
          let migration = report.migrations[file]
          html.element("li") { html in
            html.element("code", text: "\(migration.path):\(migration.source.line(at: silenced.finding.span.start))")
            html.text(" ")
            html.inline(silenced.finding.message.description)
            html.text(" — “\(silenced.reason)”")
          }
        }
      }
    }
  }
}
