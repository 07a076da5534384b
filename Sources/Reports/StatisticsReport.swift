public import Linting

extension Report {
  /// How often each rule found something, the most frequent first, and the summary of `text`.
  /// - Parameter summary: of a rule, by its id.
  public func writeStatistics(style: Style = .plain, to output: inout OutputBuffer, summary: (String) -> String?) {
    struct Row {
      var rule: String
      var severity: Severity
      var count = 0
      var fixable = 0
    }
    var rows: [String: Row] = [:]
    for finding in findings {
      // A rule may be of several severities: for some files, or on small tables.
      let key = finding.rule + " " + finding.severity.rawValue
      rows[key, default: Row(rule: finding.rule, severity: finding.severity)].count += 1
      if finding.isFixable { rows[key]?.fixable += 1 }
    }
    let sorted = rows.values.sorted { ($1.count, $0.rule, $0.severity.rawValue) < ($0.count, $1.rule, $1.severity.rawValue) }
    let digits = sorted.map { String($0.count).utf8.count }.max() ?? 0, width = sorted.map(\.rule.utf8.count).max() ?? 0
    for row in sorted {
      let number = String(row.count)
      output.put(.blanks(digits - number.utf8.count) + number + "  ")
      output.put(row.severity.rawValue, Ink(row.severity), style)
      output.put(.blanks(9 - row.severity.rawValue.utf8.count))
      output.put(rule: row.rule, nil, style)
      output.put(.blanks(width - row.rule.utf8.count + 2))
      if row.fixable > 0 { output.put("[*]", .help, style) } else { output.put("   ") }
      let text = summary(row.rule) ?? "", room = style.width.map { $0 - digits - width - 18 }
      output.put(room.map { $0 < 10 ? "" : "  " + text.cut(to: $0) } ?? "  " + text)
      output.put("\n")
    }
    if !sorted.isEmpty { output.put("\n") }
    output.put(flowing: self.summary(mark: " [*]"), style)
    output.put("\n")
    output.flush()
  }
}
