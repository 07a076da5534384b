import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax

/// A migration on a page: what waits in a sentence, its chart, and its findings below their statements.
struct HTMLMigration {
  let chart: MigrationChart
  /// Its place among the files of the page.
  let number: Int
  /// All of the report.
  let findings: [Finding]

  private var file: LockReport.File { chart.table.file }
  private var source: SourceText { file.migration.source }
  /// The columns before the lanes, and the one behind them.
  private static let firstLane = 3
  private var sqlColumn: Int { Self.firstLane + chart.lanes.count }

  func write(_ html: inout MarkupWriter) {
    html.element("section", ["id": "file-\(number + 1)"], onLine: true) { html in
      html.element("h2") { html in html.element("code", text: file.migration.path) }
      html.element("p", ["class": "runner"], text: "run by \(file.migration.runnerTitle), \(file.steps.count.counted("statement"))")
      if !chart.table.isQuiet { html.element("p", ["class": "stops"], text: LockSummary(table: chart.table).text) }
      let lanes = chart.lanes.count
      html.element("div", ["class": lanes > 0 ? "chart" : "chart bare", "style": lanes > 0 ? "--lanes: \(lanes)" : nil]) { html in
        header(&html)
        for rows in chart.transactions {
          html.element("i", ["class": "transaction", "style": "grid-row: \(rows.lowerBound + 2) / \(rows.upperBound + 3)"], onLine: true) { _ in }
        }
        for row in chart.rows.indices where !html.isClosed { write(row, &html) }
        for bar in chart.bars where !html.isClosed { write(bar, &html) }
      }
      if chart.otherRelations > 0 {
        html.element("p", ["class": "more"], text: "and locks on \(chart.otherRelations.counted("more relation")), not drawn")
      }
    }
  }

  private func header(_ html: inout MarkupWriter) {
    html.element("span", ["class": "head line", "style": "grid-column: 2"], onLine: true, text: "line")
    for (lane, relation) in chart.lanes.enumerated() {
      let name = relation.name.description.shown
      html.element("span", ["class": "head lane", "style": "grid-column: \(Self.firstLane + lane)", "title": name], onLine: true) { html in
        html.element("b", text: name)
        html.element("small", ["class": self.name(of: chart.weights[lane])], text: words(for: chart.weights[lane]))
      }
    }
    html.element("span", ["class": "head", "style": "grid-column: \(sqlColumn)"], onLine: true, text: "statement")
  }

  // MARK: Rows

  private func write(_ number: Int, _ html: inout MarkupWriter) {
    let row = chart.rows[number], place = "grid-row: \(number + 2)"
    html.element("i", ["class": "row", "style": place], onLine: true) { _ in }
    html.element("span", ["class": "line", "style": place]) { html in html.text(lines(of: row)) }
    marks(number, place, &html)
    html.element("div", ["class": "sql", "style": "\(place); grid-column: \(sqlColumn)"]) { html in
      let own = row.findings.map { findings[$0] }
      switch row.kind {
      case .implied(let text): html.element("p", ["class": "implied"], text: text)
      case .lines(let span): if !span.isEmpty { HTMLSource(source: source, span: span, marked: own.map(\.span)).write(&html) }
      case .steps(let steps) where steps.count > 1: html.element("p", ["class": "implied"], text: summary(of: steps))
      case .steps(let steps):
        let step = file.steps[steps.lowerBound]
        if let body = step.body, !body.isVerbatim {
          let place = body.kind == .doBlock ? "put together in the block" : "in the function that is called"
          html.element("p", ["class": "implied"], text: "\(step.command), \(place)")
        } else {
          HTMLSource(source: source, span: step.statement.span, marked: own.map(\.span)).write(&html)
        }
      }
      for number in row.findings {
        let finding = findings[number]
        HTMLFinding(finding: finding, number: number, start: source.position(at: finding.span.start), migration: file.migration).write(&html)
      }
    }
  }

  private func lines(of row: MigrationChart.Row) -> String {
    switch row.kind {
    case .implied: return ""
    case .lines(let span): return "\(source.line(at: span.start))"
    case .steps(let steps):
      let first = chart.table.lines[steps.lowerBound], last = chart.table.lines[steps.upperBound - 1]
      return last > first ? "\(first)–\(last)" : "\(first)"
    }
  }

  /// Statements that share a row.
  private func summary(of steps: Range<Int>) -> String {
    var commands: [String] = []
    for step in steps where !commands.contains(file.steps[step].command) { commands.append(file.steps[step].command) }
    let named = commands.count > 4 ? commands.prefix(3) + ["others"] : commands[...]
    return "\(steps.count.counted("statement")) that nobody waits for: \(Array(named).listed)"
  }

  // MARK: Lanes

  /// The locks that the row's statement takes, and what is found there.
  private func marks(_ number: Int, _ place: String, _ html: inout MarkupWriter) {
    let row = chart.rows[number]
    var seen: Set<Int> = []
    let effects: [Effect] = if case .steps(let steps) = row.kind { steps.flatMap { file.steps[$0].effects } } else { [] }
    for effect in effects {
      guard let lane = chart.lane(of: effect), seen.insert(lane).inserted else { continue }
      let table = LockRow(effect: effect), kind = name(of: chart.weight(row: number, lane: lane))
      html.element("span", ["class": "lock \(kind)", "style": "\(place); grid-column: \(Self.firstLane + lane)"]) { html in
        html.element("b", text: table.lock)
        if table.work != "–" { html.element("small", text: table.work) }
        for number in row.findings where findings[number].concerns(effect, isOnlyOne: effects.count == 1) {
          let finding = findings[number]
          html.element(
            "a", ["href": "#finding-\(number + 1)", "class": "flag \(finding.severity.rawValue)", "title": finding.message.description],
            text: finding.severity.rawValue)
        }
      }
    }
  }

  private func write(_ bar: MigrationChart.Bar, _ html: inout MarkupWriter) {
    let kind = name(of: bar.weight), place = "grid-row: \(bar.rows.lowerBound + 2) / \(bar.rows.upperBound + 3)"
    let found = chart.rows[bar.rows].flatMap(\.findings).first { number in
      findings[number].relations.contains { .init(name: $0.relation, kind: $0.kind) == chart.lanes[bar.lane] }
    }
    let shape = (bar.continues ? " continues" : "") + (bar.isContinued ? " continued" : "") + (bar.isOpen ? " open" : "")
    let attributes: MarkupWriter.Attributes = [
      "class": "bar \(kind)\(shape)", "style": "\(place); grid-column: \(Self.firstLane + bar.lane)", "title": bar.title,
      "href": found.map { "#finding-\($0 + 1)" },
    ]
    if found != nil {
      html.element("a", attributes, onLine: true) { html in html.element("span", text: bar.title) }
    } else {
      html.element("span", attributes, onLine: true) { html in html.element("span", text: bar.title) }
    }
  }

  private func name(of weight: LockTimeline.Weight?) -> String {
    switch weight {
    case .readsAndWrites: "both"
    case .writes: "writes"
    case nil: "none"
    }
  }

  private func words(for weight: LockTimeline.Weight?) -> String {
    switch weight {
    case .readsAndWrites: "reads and writes wait"
    case .writes: "writes wait"
    case nil: "nothing waits"
    }
  }
}

extension Finding {
  /// Whether it is about what a statement does to a relation.
  fileprivate func concerns(_ effect: Effect, isOnlyOne: Bool) -> Bool {
    relations.isEmpty ? isOnlyOne : relations.contains { $0.relation == effect.relation }
  }
}
