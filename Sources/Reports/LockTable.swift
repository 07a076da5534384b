import Linting
import PostgresBehavior
import PostgresSyntax

/// The rows of the table of locks of one file.
struct LockTable {
  let file: LockReport.File
  let timeline: LockTimeline
  /// The line each step starts in.
  let lines: [Int]
  private(set) var rows: [LockRow] = []
  /// How many lanes there are beside the rows.
  private(set) var laneCount = 0
  /// The first row of each step, and the row that ends each block.
  private var stepRows: [Int] = []
  private var endRows: [Int] = []
  /// The row of each lock that others wait for.
  private var takingRows: [LockTimeline.Taking: Int] = [:]

  /// More relations than this are not drawn; a shortened statement takes this many columns; fewer statements are not folded.
  private static let mostLanes = 8, statementWidth = 40, fewestToFold = 4

  /// Whether others have to wait at all.
  var isQuiet: Bool { timeline.stretches.isEmpty }

  init(_ file: LockReport.File) {
    self.file = file
    timeline = LockTimeline(file.steps)
    lines = file.steps.map { file.migration.source.position(at: $0.statement.span.start).line }
    if isQuiet { return }
    stepRows = Array(repeating: 0, count: file.steps.count)
    for block in timeline.blocks { append(block) }
    drawLanes()
  }

  // MARK: Rows

  private mutating func append(_ block: LockTimeline.Block) {
    let start = rows.count
    if block.end == .runner { rows.append(LockRow(statement: "BEGIN by \(file.migration.executor)", isImplied: true)) }
    var at = block.steps.lowerBound
    while at < block.steps.upperBound {
      let run = alike(from: at, in: block)
      for step in run { stepRows[step] = rows.count }
      append(run)
      at = run.upperBound
    }
    switch block.end {
    case .runner: rows.append(LockRow(statement: "COMMIT by \(file.migration.executor)", isImplied: true))
    case .file: rows.append(LockRow(statement: "end of the \(file.migration.unit)", isImplied: true))
    case .never: rows.append(LockRow(statement: "end of the file, without a COMMIT", isImplied: true))
    case .step, .statement, .body: break
    }
    endRows.append(rows.count - 1)
    if block.end != .statement, rows.count > start + 1 {
      for row in start..<rows.count { rows[row].bracket = row == start ? "┌" : row == rows.count - 1 ? "└" : "│" }
    }
  }

  /// Steps that need only one row: many of a kind that nobody waits for.
  private func alike(from first: Int, in block: LockTimeline.Block) -> Range<Int> {
    guard file.steps[first].isFoldable else { return first..<first + 1 }
    var end = first + 1
    while end < block.steps.upperBound, file.steps[end].isFoldable, file.steps[first].isLike(file.steps[end]) { end += 1 }
    return end - first >= Self.fewestToFold ? first..<end : first..<first + 1
  }

  private mutating func append(_ run: Range<Int>) {
    let step = file.steps[run.lowerBound]
    var row = LockRow()
    row.line = "\(lines[run.lowerBound])"
    if run.count > 1 {
      let last = lines[run.upperBound - 1]
      if last > lines[run.lowerBound] { row.line += "–\(last)" }
      let isOneKind = run.allSatisfy { file.steps[$0].command == step.command }
      row.statement = isOneKind ? "\(run.count) × \(step.command)" : "\(run.count) statements"
    } else {
      row.statement = file.migration.source.folded(step.statement.span, to: Self.statementWidth)
    }
    if step.effects.isEmpty { rows.append(row) }
    let relations = Set(run.compactMap { file.steps[$0].effects.first?.relation }).count
    if step.effects.count == 1, relations > 1 { row.relationCount = relations }
    for effect in step.effects {
      row.effect = effect
      let taking = LockTimeline.Taking(step: run.lowerBound, relation: .init(name: effect.relation, kind: effect.kind))
      if let end = timeline.ends[taking] {
        row.until = until(end)
        takingRows[taking] = rows.count
      } else {
        row.until = ""
      }
      rows.append(row)
      row.line = ""
      row.statement = ""
    }
  }

  /// When the others need not wait any more.
  private func until(_ end: LockTimeline.End) -> String {
    switch end {
    case .statement: "its end"
    case .step(let step) where file.steps[step].control?.kind == .prepare: "COMMIT PREPARED"
    case .step(let step): "line \(lines[step]) (\(file.steps[step].command))"
    case .runner: "COMMIT by \(file.migration.executor)"
    case .file: "end of the \(file.migration.unit)"
    case .body: "end of the body"
    case .never: "no COMMIT here"
    }
  }

  // MARK: Lanes

  /// Gives each stretch the first lane that is free, from left to right, and draws it down to its last row.
  private mutating func drawLanes() {
    var busy: [Int] = []  // the last row of what is in each lane
    for stretch in timeline.stretches {
      let start = row(of: stretch.first, stretch), end = lastRow(of: stretch, from: start)
      let lane = busy.firstIndex { $0 < start } ?? busy.count
      guard lane < Self.mostLanes else {
        for row in start...end { rows[row].hasMoreLanes = true }
        continue
      }
      if lane == busy.count { busy.append(end) } else { busy[lane] = end }
      draw(stretch, start, end, lane)
    }
    laneCount = busy.count
  }

  private mutating func draw(_ stretch: LockTimeline.Stretch, _ start: Int, _ end: Int, _ lane: Int) {
    var weight = stretch.changes.first?.weight ?? .writes
    var changes = stretch.changes.dropFirst().map { (row: row(of: $0.step, stretch), weight: $0.weight) }[...]
    for number in start...end {
      var glyph = weight == .writes ? "│" : "┃"
      if start == end {
        glyph = weight == .writes ? "○" : "●"
      } else if number == start {
        glyph = weight == .writes ? "╷" : "╻"
      } else if number == end {
        glyph = weight == .writes ? "╵" : "╹"
      } else if let change = changes.first, change.row == number {
        glyph = change.weight > weight ? "╽" : "╿"
        changes.removeFirst()
        weight = max(weight, change.weight)
        put(glyph, weight, number, lane)
        weight = change.weight
        continue
      }
      put(glyph, weight, number, lane)
    }
  }

  private mutating func put(_ glyph: String, _ weight: LockTimeline.Weight, _ row: Int, _ lane: Int) {
    while rows[row].lanes.count <= lane { rows[row].lanes.append(nil) }
    rows[row].lanes[lane] = LockRow.Lane(glyph: glyph, weight: weight)
  }

  private func row(of step: Int, _ stretch: LockTimeline.Stretch) -> Int {
    takingRows[LockTimeline.Taking(step: step, relation: stretch.relation)] ?? stepRows[step]
  }

  private func lastRow(of stretch: LockTimeline.Stretch, from start: Int) -> Int {
    switch stretch.end {
    case .statement: start
    case .step(let step): max(start, stepRows[step])
    case .runner, .file, .body, .never: max(start, endRows[stretch.block])
    }
  }
}

extension Step {
  /// Whether nothing is lost when it shares a row with others like it.
  var isFoldable: Bool { control == nil && !effects.contains { $0.blocksWrites || $0.blocksReads } }

  /// Whether it does nothing either, or the same, to the same relations or to one other.
  fileprivate func isLike(_ other: Step) -> Bool {
    if effects.isEmpty || other.effects.isEmpty { return effects.isEmpty && other.effects.isEmpty }
    guard command == other.command else { return false }
    if effects == other.effects { return true }
    guard effects.count == 1, other.effects.count == 1, let mine = effects.first, let its = other.effects.first else { return false }
    return mine.lock == its.lock && mine.work == its.work && mine.kind == its.kind && mine.exempt == its.exempt
  }
}
