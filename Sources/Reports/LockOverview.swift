import Linting
import PostgresBehavior

/// Which relations others wait for, over several files.
struct LockOverview {
  private struct Entry {
    var relation: LockTimeline.Relation
    var weight: LockTimeline.Weight
    /// The path and line of the first lock in each file.
    var places: [String]
    var fileCount: Int
  }

  private let fileCount: Int
  private var entries: [Entry] = []
  private var index: [LockTimeline.Relation: Int] = [:]
  private var loudFiles = 0

  /// Beyond these the rest is only counted.
  private static let mostRelations = 20, mostPlaces = 3, widestRelation = 40

  var isQuiet: Bool { loudFiles == 0 }

  init(fileCount: Int) { self.fileCount = fileCount }

  mutating func add(_ table: LockTable) {
    if table.isQuiet { return }
    loudFiles += 1
    var seen: Set<LockTimeline.Relation> = []
    for stretch in table.timeline.tellingStretches {
      let weight = stretch.changes.map(\.weight).max() ?? .writes
      let number = index[stretch.relation] ?? entries.count
      if number == entries.count {
        index[stretch.relation] = number
        entries.append(Entry(relation: stretch.relation, weight: weight, places: [], fileCount: 0))
      }
      entries[number].weight = max(entries[number].weight, weight)
      guard seen.insert(stretch.relation).inserted else { continue }
      entries[number].fileCount += 1
      if entries[number].places.count < Self.mostPlaces {
        entries[number].places.append("\(table.file.migration.path.shown):\(table.lines[stretch.first])")
      }
    }
  }

  func write(_ style: Style, to output: inout OutputBuffer) {
    output.put("\n")
    if isQuiet {
      output.put("Nothing waits in \(fileCount.counted("file")).\n")
      return
    }
    output.put("Reads or writes wait in \(loudFiles) of \(fileCount.counted("file")):\n", .bold, style)
    let shown = entries.prefix(Self.mostRelations)
    let widest = min(Self.widestRelation, style.width.map { $0 / 3 } ?? .max)
    let names = shown.map { $0.relation.name.description.shown.cut(to: widest) }, width = names.map(\.columns).max() ?? 0
    for (entry, name) in zip(shown, names) {
      let isHeavy = entry.weight == .readsAndWrites
      output.put("  \(name)" + .blanks(width - name.columns + 2))
      output.put(isHeavy ? "reads, writes" : "writes", isHeavy ? .error : .warning, style)
      output.put(isHeavy ? "  " : "         ")
      let more = entry.fileCount - entry.places.count
      var places = Flow()
      places.add(path: (entry.places + (more > 0 ? [more.counted("more file")] : [])).listed)
      places.write(from: width + 19, indent: 4, style, to: &output)
      output.put("\n")
    }
    if entries.count > shown.count { output.put("  and \((entries.count - shown.count).counted("more relation"))\n") }
  }
}
