import PostgresBehavior

/// The relations that a transaction holds locked at one moment, and what a ROLLBACK TO would give back.
struct HeldRelations {
  /// A step that locked a relation, or locked it harder than before.
  struct Entry {
    var relation: LockTimeline.Relation
    var step: Int
    /// Nil when it was not locked before.
    var before: LockTimeline.Weight?
  }

  /// The open stretch of each relation: its index in the timeline.
  var stretches: [LockTimeline.Relation: Int] = [:]
  private var taken: [Entry] = []
  private var savepoints: [(name: String?, taken: Int)] = []

  mutating func note(_ relation: LockTimeline.Relation, _ step: Int, before: LockTimeline.Weight?) {
    taken.append(Entry(relation: relation, step: step, before: before))
  }

  /// Follows SAVEPOINT, RELEASE and ROLLBACK TO. Returns what was given back, last first.
  mutating func apply(_ control: TransactionControl?) -> [Entry] {
    guard let control else { return [] }
    let named = savepoints.lastIndex { $0.name == control.savepoint }
    switch control.kind {
    case .savepoint:
      savepoints.append((control.savepoint, taken.count))
    case .release:
      if let named { savepoints.removeSubrange(named...) }
    case .rollbackTo:
      guard let named else { return [] }
      savepoints.removeSubrange((named + 1)...)
      let undone = Array(taken[savepoints[named].taken...].reversed())
      taken.removeSubrange(savepoints[named].taken...)
      return undone
    default: break
    }
    return []
  }
}
