import Linting
import Migrations

/// The table of locks of each file that others wait for.
struct MarkdownLocks {
  private(set) var text: BoundedText
  /// What is missing.
  private(set) var tail = ""

  /// For the sentences that say what is missing.
  private static let reserve = 200

  init(limit: Int) { text = BoundedText(limit: limit - Self.reserve) }

  mutating func add(_ report: LockReport) {
    if report.files.isEmpty { return }
    let loud = report.files.map { LockTable($0) }.filter { !$0.isQuiet }
    text.add("\n### Locks\n")
    var left = 0
    for table in loud where left > 0 || !add(table) { left += 1 }
    if left > 0 { tail += "\nand the locks of \(left.counted("more file")), for lack of room; `lintel locks` shows them\n" }
    let quiet = report.files.count - loud.count
    if loud.isEmpty {
      text.add("\nNothing waits.\n")
    } else if quiet > 0 {
      text.add("\nNothing waits in \(quiet.counted("other file")).\n")
    }
  }

  /// False where not even its first row fits.
  private mutating func add(_ table: LockTable) -> Bool {
    let migration = table.file.migration
    let head = """

      \(migration.path.markdownCode()) (\(migration.runnerTitle.markdown()))

      | line | statement | relation | lock | waits | work | held until |
      |---:|---|---|---|---|---|---|

      """
    let summary = "\n\(LockSummary(table: table).text.markdown())\n"
    let rows = table.rows.map(row), first = rows.first ?? ""
    guard text.room >= head.utf8.count + first.utf8.count + summary.utf8.count + 100 else {
      return text.room >= head.utf8.count + summary.utf8.count && text.add(head.prefix { $0 != "|" } + summary)
    }
    text.add(head)
    var shown = 0
    for row in rows {
      guard text.room >= row.utf8.count + summary.utf8.count + 100, text.add(row) else { break }
      shown += 1
    }
    if shown < rows.count { text.add("\nand \((rows.count - shown).counted("more row")), for lack of room\n") }
    return text.add(summary)
  }

  private func row(_ row: LockRow) -> String {
    let blocks = row.effect.map { $0.blocksReads ? "🔴 reads, writes" : $0.blocksWrites ? "🟡 writes" : "–" } ?? ""
    let statement = row.isImplied ? "*\(row.statement.markdown(inTable: true))*" : row.statement.markdownCode(inTable: true)
    let relation = row.relationCount > 1 ? row.relation : row.relation.markdownCode(inTable: true)
    let cells = [row.line, statement, relation, row.lock, blocks, row.work, row.until.markdown(inTable: true)]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }
}
