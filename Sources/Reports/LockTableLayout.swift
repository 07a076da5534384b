import PostgresBehavior

/// Puts the rows of a table of locks into columns that fit the terminal; where that is too narrow, the locks below their statements.
struct LockTableLayout {
  private let table: LockTable
  private let style: Style
  private var lineWidth = 4
  private var statementWidth = 9
  private var relationWidth = 8
  private var lockWidth = 4
  /// 0 when the lanes alone have to say it.
  private var blocksWidth = 13
  private let workWidth: Int
  /// Without lanes, and what a statement does in lines of its own.
  private(set) var isStacked = false
  private let laneWidth: Int
  private let hasMoreLanes: Bool
  private var showsUntil = true

  /// A relation's name takes at most so many columns; narrower than this a statement says little, and locks look the same.
  private static let widestRelation = 40, narrowestStatement = 16, narrowestRelation = 12, narrowestLock = 10

  init(_ table: LockTable, _ style: Style) {
    self.table = table
    self.style = style
    var untilWidth = 10, work = 4
    for row in table.rows {
      lineWidth = max(lineWidth, row.line.columns)
      statementWidth = max(statementWidth, row.statement.columns)
      relationWidth = max(relationWidth, min(Self.widestRelation, row.relation.columns))
      lockWidth = max(lockWidth, row.lock.columns)
      work = max(work, row.work.columns)
      untilWidth = max(untilWidth, row.until.columns)
    }
    workWidth = work
    hasMoreLanes = table.rows.contains { $0.hasMoreLanes }
    laneWidth = table.laneCount * 2 - 1 + (hasMoreLanes ? 2 : 0)
    guard let width = style.width else { return }
    // First the statement gets shorter; then what the lanes show too goes, column by column; then the relation and the lock get shorter.
    let natural = statementWidth, narrow = min(natural, Self.narrowestStatement)
    let others = 2 + lineWidth + relationWidth + lockWidth + workWidth + laneWidth + 5 * 2, blocks = blocksWidth + 2
    statementWidth = min(natural, width - others - blocks - 2 - untilWidth)
    if statementWidth >= narrow { return }
    showsUntil = false
    statementWidth = min(natural, width - others - blocks)
    if statementWidth >= narrow { return }
    blocksWidth = 0
    statementWidth = min(natural, max(narrow, width - others))
    let excess = others + statementWidth - width
    if excess <= 0 { return }
    let room = max(0, relationWidth - Self.narrowestRelation), lockRoom = max(0, lockWidth - Self.narrowestLock)
    relationWidth -= min(excess, room)
    lockWidth -= min(max(0, excess - room), lockRoom)
    isStacked = excess > room + lockRoom
  }

  func write(to output: inout OutputBuffer) {
    if isStacked { return writeStacked(to: &output) }
    var line = Line(style: style)
    line.put(" ", 1, to: &output)
    cells(["line", "statement", "relation", "lock", "blocks", "work"], Array(repeating: .bold, count: 6), &line, to: &output)
    line.put("", laneWidth + 2, to: &output)
    if showsUntil { line.put("held until", 10, .bold, to: &output) }
    output.put("\n")
    for row in table.rows {
      if output.isClosed { return }
      write(row, to: &output)
    }
  }

  private func write(_ row: LockRow, to output: inout OutputBuffer) {
    let quiet: Ink? = row.isImplied ? .dim : nil, exempt: Ink? = row.effect?.exempt == nil ? nil : .dim
    var line = Line(style: style)
    line.put(row.bracket, 1, .frame, to: &output)
    let texts = [row.line, row.statement, row.relation, row.lock, row.blocks, row.work]
    cells(texts, [.frame, quiet, exempt, row.ink, row.ink, exempt], &line, to: &output)
    for number in 0..<table.laneCount {
      let lane = row.lanes.indices.contains(number) ? row.lanes[number] : nil
      line.put(lane?.glyph ?? "", 2, lane?.weight == .readsAndWrites ? .error : .warning, to: &output)
    }
    if hasMoreLanes { line.put(row.hasMoreLanes ? "…" : "", 2, to: &output) }
    if showsUntil { line.put("", 1, to: &output); line.put(row.until, 0, to: &output) }
    output.put("\n")
  }

  // MARK: Stacked

  private func writeStacked(to output: inout OutputBuffer) {
    output.put(.blanks(lineWidth - 2))
    output.put("line  statement", .bold, style)
    output.put("\n")
    for row in table.rows {
      if output.isClosed { return }
      let hasStatement = !row.statement.isEmpty
      if hasStatement { stack(row, to: &output) }
      if let effect = row.effect { stack(effect, row, isFirst: !hasStatement, to: &output) }
    }
  }

  /// The columns before a statement.
  private var margin: Int { lineWidth + 4 }
  private var room: Int { (style.width ?? .max) - margin }

  private func stack(_ row: LockRow, to output: inout OutputBuffer) {
    // The last row's end comes with its last line.
    let bracket = row.bracket == "└" && row.effect != nil ? "│" : row.bracket
    output.put(bracket, .frame, style)
    output.put(.blanks(lineWidth - row.line.columns + 1))
    output.put(row.line, .frame, style)
    output.put("  ")
    output.put(row.statement.cut(to: room), row.isImplied ? .dim : nil, style)
    output.put("\n")
  }

  private func stack(_ effect: Effect, _ row: LockRow, isFirst: Bool, to output: inout OutputBuffer) {
    let quiet: Ink? = effect.exempt == nil ? nil : .dim
    let bracket = row.bracket == "┌" && !isFirst ? "│" : row.bracket
    output.put(bracket, .frame, style)
    output.put(.blanks(margin - 1))
    var flow = Flow()
    flow.add("\(row.relation.cut(to: room - 1)): ", quiet)
    flow.add(row.lock, row.ink)
    if row.work != "–" { flow.add(", \(row.work)", quiet) }
    if row.blocks != "–" { flow.add("; \(effect.blocksReads ? "reads and writes" : "writes") wait", row.ink) }
    flow.write(from: margin, indent: margin, edge: bracket == "└" ? "" : bracket, style, to: &output)
    output.put("\n")
  }

  // MARK: Columns

  /// The columns before the lanes. Line numbers stand on the right of theirs.
  private func cells(_ texts: [String], _ inks: [Ink?], _ line: inout Line, to output: inout OutputBuffer) {
    let widths = [lineWidth, statementWidth, relationWidth, lockWidth, blocksWidth, workWidth]
    for (number, ((text, width), ink)) in zip(zip(texts, widths), inks).enumerated() where width > 0 {
      let text = text.cut(to: width)
      if number == 0 { line.put("", width - text.columns + 1, to: &output) }
      line.put(text, (number == 0 ? text.columns : width) + 2, ink, to: &output)
    }
  }

  /// A line in the making: blanks are held back until something comes behind them.
  private struct Line {
    let style: Style
    private var blanks = 0

    init(style: Style) { self.style = style }

    /// Text and blanks over so many columns.
    mutating func put(_ text: String, _ width: Int, _ ink: Ink? = nil, to output: inout OutputBuffer) {
      if text.utf8.allSatisfy({ $0 == 0x20 }) {
        blanks += width
        return
      }
      output.put(.blanks(blanks))
      output.put(text, ink, style)
      blanks = width - text.columns
    }
  }
}
