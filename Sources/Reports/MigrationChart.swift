import Linting
import PostgresBehavior
import PostgresSyntax

/// A migration drawn against time: its statements in rows, from top to bottom, and beside them a lane for each relation.
struct MigrationChart {
  struct Row {
    enum Kind {
      /// Statements: their ordinals. More than one where nobody waits for any and nothing is found.
      case steps(Range<Int>)
      /// What the runner or the server does.
      case implied(String)
      /// Lines of the file with findings that stand on no statement that runs; empty where there is no text.
      case lines(Span)
    }

    var kind: Kind
    /// Places in the report's findings.
    var findings: [Int] = []
  }

  /// A stretch of a lane in one colour.
  struct Bar {
    var lane: Int
    var rows: ClosedRange<Int>
    /// Nil where nobody waits.
    var weight: LockTimeline.Weight?
    /// What it stands for, in words.
    var title: String
    /// Whether the lane is locked above it and below it, too.
    var continues = false
    var isContinued = false
    /// Whether it goes on behind the last row.
    var isOpen = false
  }

  let table: LockTable
  private(set) var rows: [Row] = []
  private(set) var lanes: [LockTimeline.Relation] = []
  /// The heaviest of each lane.
  private(set) var weights: [LockTimeline.Weight?] = []
  private(set) var bars: [Bar] = []
  /// Around transactions of several rows.
  private(set) var transactions: [ClosedRange<Int>] = []
  /// Relations that found no lane.
  private(set) var otherRelations = 0
  private var stepRows: [Int] = []
  private var endRows: [Int] = []
  /// Who waits while a row's statement runs, by row and lane; nobody, or no lock at all.
  private var cells: [[Cell]] = []

  private enum Cell { case free, locked(LockTimeline.Weight?) }

  /// More relations than this are not drawn; fewer statements are not folded.
  private static let mostLanes = 8, fewestToFold = 4

  private var steps: [Step] { table.file.steps }

  /// - Parameter findings: those of this file, by their places in the report.
  init(_ file: LockReport.File, findings: [(number: Int, finding: Finding)]) {
    table = LockTable(file)
    let places = StepPlaces(file.steps)
    var ofStep: [Int: [Int]] = [:], strays: [(number: Int, span: Span)] = []
    for (number, finding) in findings {
      if let step = places.step(at: finding.span.start) { ofStep[step, default: []].append(number) } else { strays.append((number, finding.span)) }
    }
    addRows(ofStep, strays[...])
    chooseLanes(severities(of: findings.map(\.finding), places))
    cells = Array(repeating: Array(repeating: .free, count: lanes.count), count: rows.count)
    for stretch in table.timeline.stretches { draw(stretch) }
    drawQuietLocks()
  }

  func row(ofStep step: Int) -> Int { stepRows[step] }
  /// Who waits for a relation while a row's statement runs.
  func weight(row: Int, lane: Int) -> LockTimeline.Weight? {
    if case .locked(let weight) = cells[row][lane] { weight } else { nil }
  }

  func lane(of effect: Effect) -> Int? { lanes.firstIndex(of: .init(name: effect.relation, kind: effect.kind)) }

  // MARK: Rows

  private mutating func addRows(_ ofStep: [Int: [Int]], _ strays: ArraySlice<(number: Int, span: Span)>) {
    var strays = strays
    stepRows = Array(repeating: 0, count: steps.count)
    for block in table.timeline.blocks {
      let start = rows.count, who = table.file.migration.executor
      if block.end == .runner { rows.append(Row(kind: .implied("BEGIN by \(who)"))) }
      var at = block.steps.lowerBound
      while at < block.steps.upperBound {
        if steps[at].body == nil { addStrays(&strays, before: steps[at].statement.span.start) }
        var end = at + 1
        func isQuiet(_ step: Int) -> Bool { ofStep[step] == nil && steps[step].isFoldable }
        while isQuiet(at), end < block.steps.upperBound, isQuiet(end), strays.first.map({ $0.span.start > steps[end].statement.span.start }) ?? true { end += 1 }
        if end - at < Self.fewestToFold { end = at + 1 }
        for step in at..<end { stepRows[step] = rows.count }
        rows.append(Row(kind: .steps(at..<end), findings: ofStep[at] ?? []))
        at = end
      }
      switch block.end {
      case .runner: rows.append(Row(kind: .implied("COMMIT by \(who)")))
      case .file: rows.append(Row(kind: .implied("end of the \(table.file.migration.unit)")))
      case .never: rows.append(Row(kind: .implied("end of the file, without a COMMIT")))
      case .step, .statement, .body: break
      }
      endRows.append(rows.count - 1)
      if block.end != .statement, rows.count > start + 1 { transactions.append(start...rows.count - 1) }
    }
    addStrays(&strays, before: .max)
  }

  private mutating func addStrays(_ strays: inout ArraySlice<(number: Int, span: Span)>, before offset: Int) {
    while let stray = strays.first, stray.span.start < offset {
      strays.removeFirst()
      let source = table.file.migration.source
      let span = Span(
        source.span(ofLine: source.line(at: stray.span.start)).start, source.span(ofLine: source.line(at: max(stray.span.start, stray.span.end - 1))).end)
      if case .lines(span)? = rows.last?.kind { rows[rows.count - 1].findings.append(stray.number) } else {
        rows.append(Row(kind: .lines(span), findings: [stray.number]))
      }
    }
  }

  // MARK: Lanes

  /// The gravest of what is found about each relation.
  private func severities(of findings: [Finding], _ places: StepPlaces) -> [LockTimeline.Relation: Severity] {
    var severities: [LockTimeline.Relation: Severity] = [:]
    for finding in findings {
      let effects = places.step(at: finding.span.start).map { steps[$0].effects } ?? []
      for effect in finding.relations.isEmpty && effects.count == 1 ? effects : finding.relations {
        let relation = LockTimeline.Relation(name: effect.relation, kind: effect.kind)
        severities[relation] = max(severities[relation] ?? .note, finding.severity)
      }
    }
    return severities
  }

  /// What something is found about comes before what is only locked, and that by who waits and for how much work. They keep the order in
  /// which they are locked.
  private mutating func chooseLanes(_ severities: [LockTimeline.Relation: Severity]) {
    var heaviest: [LockTimeline.Relation: LockTimeline.Weight] = [:], order: [LockTimeline.Relation] = [], work: [LockTimeline.Relation: Work] = [:]
    for stretch in table.timeline.tellingStretches {
      for change in stretch.changes { heaviest[stretch.relation] = max(heaviest[stretch.relation] ?? .writes, change.weight) }
    }
    for step in steps {
      for effect in step.effects {
        let relation = LockTimeline.Relation(name: effect.relation, kind: effect.kind)
        if effect.kind == .index, heaviest[relation] == nil { continue }
        if work[relation] == nil { order.append(relation) }
        work[relation] = max(work[relation] ?? .catalog, effect.work)
      }
    }
    let ranks = order.enumerated().map { at, relation in
      let severity = severities[relation].flatMap(Severity.allCases.firstIndex) ?? -1
      return (severity, heaviest[relation]?.rawValue ?? 0, work[relation]?.rawValue ?? 0, -at)
    }
    lanes = order.indices.sorted { ranks[$0] > ranks[$1] }.prefix(Self.mostLanes).sorted().map { order[$0] }
    weights = lanes.map { heaviest[$0] }
    otherRelations = order.count - lanes.count
  }

  private mutating func draw(_ stretch: LockTimeline.Stretch) {
    guard let lane = lanes.firstIndex(of: stretch.relation) else { return }
    let last = switch stretch.end {
    case .statement: stepRows[stretch.first]
    case .step(let step): stepRows[step]
    case .runner, .file, .body, .never: endRows[stretch.block]
    }
    let title = LockSummary(table: table).text(of: stretch)
    for (number, change) in stretch.changes.enumerated() {
      let start = stepRows[change.step], isLast = number + 1 == stretch.changes.count
      let end = isLast ? max(start, last) : max(start, stepRows[stretch.changes[number + 1].step] - 1)
      add(Bar(
        lane: lane, rows: start...end, weight: change.weight, title: title, continues: number > 0, isContinued: !isLast, isOpen: isLast && stretch.end == .never))
    }
  }

  /// Locks that nobody waits for, where no bar shows the relation locked already.
  private mutating func drawQuietLocks() {
    for (number, step) in steps.enumerated() {
      for effect in step.effects where !effect.blocksWrites {
        let row = stepRows[number]
        guard let lane = lane(of: effect), case .free = cells[row][lane] else { continue }
        add(Bar(lane: lane, rows: row...row, weight: nil, title: "\(effect.relation.description.shown): reads and writes go on"))
      }
    }
  }

  private mutating func add(_ bar: Bar) {
    bars.append(bar)
    for row in bar.rows { cells[row][bar.lane] = .locked(bar.weight) }
  }
}
