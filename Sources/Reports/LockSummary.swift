import Linting
import PostgresBehavior

/// One sentence for each relation of a file: what stops, and from where to where.
struct LockSummary {
  let table: LockTable

  /// Beyond these the rest is only counted.
  private static let mostRelations = 12, mostStretches = 3, mostStatements = 6

  /// Such as `orders: reads and writes stop from line 3 to line 12; customers: writes stop while line 14 runs`.
  var text: String {
    var order: [LockTimeline.Relation] = [], stretches: [LockTimeline.Relation: [LockTimeline.Stretch]] = [:]
    for stretch in table.timeline.tellingStretches {
      if stretches[stretch.relation] == nil { order.append(stretch.relation) }
      stretches[stretch.relation, default: []].append(stretch)
    }
    var parts = order.prefix(Self.mostRelations).map { "\($0.name.description.shown): \(sentence(stretches[$0] ?? []))" }
    if order.count > Self.mostRelations { parts.append("and \((order.count - Self.mostRelations).counted("more relation"))") }
    return parts.joined(separator: "; ")
  }

  /// The same of one stretch alone.
  func text(of stretch: LockTimeline.Stretch) -> String { "\(stretch.relation.name.description.shown): \(sentence([stretch]))" }

  private func sentence(_ stretches: [LockTimeline.Stretch]) -> String {
    var both: [LockTimeline.Stretch] = [], writes: [LockTimeline.Stretch] = [], mixed: [LockTimeline.Stretch] = []
    for stretch in stretches {
      if stretch.changes.count > 1 {
        mixed.append(stretch)
      } else if stretch.changes.first?.weight == .readsAndWrites {
        both.append(stretch)
      } else {
        writes.append(stretch)
      }
    }
    var parts: [String] = []
    if !both.isEmpty { parts.append("reads and writes stop \(reach(of: both))") }
    if !writes.isEmpty { parts.append("writes stop \(reach(of: writes))") }
    for stretch in mixed.prefix(Self.mostStretches) { parts.append("writes stop \(whole(stretch)), reads \(heavy(stretch))") }
    if mixed.count > Self.mostStretches { parts.append("and so on \((mixed.count - Self.mostStretches).counted("more time"))") }
    return parts.joined(separator: ", ")
  }

  /// Several stretches of the same weight.
  private func reach(of stretches: [LockTimeline.Stretch]) -> String {
    let alone = stretches.filter { $0.end == .statement }, long = stretches.filter { $0.end != .statement }
    var parts = long.prefix(Self.mostStretches).map(whole)
    if long.count > Self.mostStretches { parts.append("\((long.count - Self.mostStretches).counted("more time"))") }
    if alone.count > Self.mostStatements, let first = alone.first, let last = alone.last {
      parts.append("while \(alone.count) statements from line \(line(first.first)) to line \(line(last.first)) run")
    } else if let only = alone.first, alone.count == 1 {
      parts.append("while line \(line(only.first)) runs")
    } else if !alone.isEmpty {
      parts.append("while lines \(alone.map { "\(line($0.first))" }.listed) run")
    }
    return parts.listed
  }

  private func whole(_ stretch: LockTimeline.Stretch) -> String { "from line \(line(stretch.first)) \(end(stretch.end))" }

  /// Where reads stop within a stretch that begins or ends with writes only.
  private func heavy(_ stretch: LockTimeline.Stretch) -> String {
    var parts: [String] = []
    for (number, change) in stretch.changes.enumerated() where change.weight == .readsAndWrites {
      let next = number + 1 < stretch.changes.count ? LockTimeline.End.step(stretch.changes[number + 1].step) : stretch.end
      parts.append("from line \(line(change.step)) \(end(next))")
    }
    return parts.listed
  }

  private func end(_ end: LockTimeline.End) -> String {
    switch end {
    case .statement: "to its end"
    case .step(let step) where table.file.steps[step].control?.kind == .prepare: "until COMMIT PREPARED"
    case .step(let step): "to line \(line(step))"
    case .runner: "until \(table.file.migration.executor) commits"
    case .file: "to the end of the \(table.file.migration.unit)"
    case .body: "to the end of the body"
    case .never: "on, without a COMMIT"
    }
  }

  private func line(_ step: Int) -> Int { table.lines[step] }
}

extension [String] {
  /// `a, b and c`
  var listed: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
