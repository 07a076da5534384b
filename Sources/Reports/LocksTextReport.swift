import Linting
import Migrations
import PostgresBehavior

/// For people, and good enough to paste into a pull request: EXPLAIN for migrations.
struct LocksTextReport: LockReportWriter {
  func write(_ report: LockReport, style: Style, to output: inout OutputBuffer) {
    var overview = LockOverview(fileCount: report.files.count)
    var wasTable = false, hasLanes = false
    for (number, file) in report.files.enumerated() {
      if output.isClosed { return }
      let table = LockTable(file)
      if number > 0, wasTable || !table.isQuiet { output.put("\n") }
      wasTable = !table.isQuiet
      overview.add(table)
      var head = Flow()
      head.add(path: file.migration.path.shown, .bold)
      head.add(" (\(runner(of: file.migration).shown))")
      if table.isQuiet { head.add(": nothing waits (\(file.steps.count.counted("statement")))") }
      head.write(indent: 2, style, to: &output)
      output.put("\n")
      if !table.isQuiet {
        output.put("\n")
        let layout = LockTableLayout(table, style)
        if !layout.isStacked { hasLanes = true }
        layout.write(to: &output)
        output.put("\n")
        for line in LockSummary(table: table).text.wrapped(to: style.width.map { $0 - 2 }) { output.put("  \(line)\n") }
      }
    }
    if report.files.count > 1 { overview.write(style, to: &output) }
    if hasLanes { legend(style, to: &output) }
  }

  /// With what spoke for it.
  private func runner(of migration: Migration) -> String {
    let name = migration.candidates.isEmpty ? migration.runner : "unknown runner: \(migration.runnerTitle)"
    return migration.evidence.map { "\(name): \($0.reason)" } ?? name
  }

  private func legend(_ style: Style, to output: inout OutputBuffer) {
    // On one line it takes this many columns.
    let between = style.width.map { $0 < 82 } ?? false ? "\n" : "   "
    output.put("\n")
    output.put("┃", .error, style)
    output.put(" reads and writes wait\(between)")
    output.put("│", .warning, style)
    output.put(" writes wait\(between)")
    output.put("●", .error, style)
    output.put(" ")
    output.put("○", .warning, style)
    output.put(" the same, during that statement only\n")
  }
}
