/// Puts the rows of a table of locks into columns that fit the terminal.
struct LockTableLayout {
  private let table: LockTable
  private let style: Style
  private var lineWidth = 4
  private var statementWidth = 9
  private var relationWidth = 8
  private var lockWidth = 4
  private let blocksWidth = 13
  private let workWidth: Int
  private let laneWidth: Int
  private var showsUntil = true

  /// A relation's name takes at most so many columns; narrower than this a statement says little.
  private static let widestRelation = 40, narrowestStatement = 16, narrowestRelation = 12

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
    laneWidth = table.laneCount * 2 - 1 + (table.rows.contains { $0.hasMoreLanes } ? 2 : 0)
    guard let width = style.width else { return }
    // First the statement gets shorter, then the last column goes, then the relation gets shorter too.
    let natural = statementWidth
    let others = 2 + lineWidth + relationWidth + lockWidth + blocksWidth + workWidth + laneWidth + 6 * 2
    statementWidth = min(natural, width - others - 2 - untilWidth)
    if statementWidth >= min(natural, Self.narrowestStatement) { return }
    showsUntil = false
    statementWidth = min(natural, max(Self.narrowestStatement, width - others))
    let excess = others + statementWidth - width
    if excess > 0 { relationWidth = max(min(relationWidth, Self.narrowestRelation), relationWidth - excess) }
  }

  func write(to output: inout OutputBuffer) {
    put([
      ("  " + String.blanks(lineWidth - 4) + "line", 2 + lineWidth, .bold), ("statement", statementWidth, .bold),
      ("relation", relationWidth, .bold), ("lock", lockWidth, .bold), ("blocks", blocksWidth, .bold), ("work", workWidth, .bold),
      ("", laneWidth, nil), (showsUntil ? "held until" : "", 0, .bold),
    ], to: &output)
    for row in table.rows {
      if output.isClosed { return }
      write(row, to: &output)
    }
  }

  private func write(_ row: LockRow, to output: inout OutputBuffer) {
    output.put(row.bracket, .frame, style)
    let dim: Ink? = row.isImplied ? .dim : nil, exempt: Ink? = row.effect?.exempt == nil ? nil : .dim
    let line = " " + .blanks(lineWidth - row.line.columns) + row.line
    var cells: [(text: String, width: Int, ink: Ink?)] = [
      (line, 1 + lineWidth, .frame), (row.statement.cut(to: statementWidth), statementWidth, dim),
      (row.relation.cut(to: relationWidth), relationWidth, exempt), (row.lock, lockWidth, row.ink), (row.blocks, blocksWidth, row.ink),
      (row.work, workWidth, exempt),
    ]
    let lanes = row.lanes.lastIndex { $0 != nil }
    if lanes == nil, !row.hasMoreLanes, row.until.isEmpty || !showsUntil {
      put(cells, to: &output)
      return
    }
    cells.append(("", 0, nil))
    let pending = put(cells, to: &output, keepsBlanks: true)
    output.put(.blanks(pending))
    var used = 0
    for number in 0..<table.laneCount {
      guard let lane = row.lanes.indices.contains(number) ? row.lanes[number] : nil else { continue }
      output.put(.blanks(2 * number - used))
      output.put(lane.glyph, lane.weight == .readsAndWrites ? .error : .warning, style)
      used = 2 * number + 1
    }
    if row.hasMoreLanes {
      output.put(.blanks(2 * table.laneCount - used) + "…")
      used = 2 * table.laneCount + 1
    }
    if showsUntil, !row.until.isEmpty { output.put(.blanks(laneWidth - used + 2) + row.until) }
    output.put("\n")
  }

  /// Cells with two blanks between them, and none at the end of the line.
  @discardableResult
  private func put(_ cells: [(text: String, width: Int, ink: Ink?)], to output: inout OutputBuffer, keepsBlanks: Bool = false) -> Int {
    var blanks = 0
    for cell in cells {
      if !cell.text.isEmpty {
        output.put(.blanks(blanks))
        blanks = 0
        output.put(cell.text, cell.ink, style)
      }
      blanks += cell.width - cell.text.columns + 2
    }
    if keepsBlanks { return blanks - 2 }
    output.put("\n")
    return 0
  }
}
