import PostgresBehavior

/// One line of the table of locks: a statement, or one more relation of the statement above.
struct LockRow {
  /// What a lane shows in a row.
  struct Lane {
    var glyph: String
    var weight: LockTimeline.Weight
  }

  /// Line numbers; empty where the statement above goes on.
  var line = ""
  var statement = ""
  /// Not in the file: what the runner or the server does.
  var isImplied = false
  var effect: Effect?
  /// When it stands for statements on several relations, how many these are.
  var relationCount = 1
  /// `┌`, `│` and `└` around a transaction.
  var bracket = " "
  /// Until when others wait.
  var until = ""
  /// Nil where a lane is empty.
  var lanes: [Lane?] = []
  /// Something is held here that found no lane.
  var hasMoreLanes = false

  var relation: String {
    guard let effect else { return "" }
    if relationCount > 1 { return "\(relationCount) relations" }
    let name = effect.relation.description.shown
    switch effect.kind {
    case .table: return name
    case .index: return "\(name) (index)"
    case .view, .materializedView: return "\(name) (view)"
    case .sequence: return "\(name) (sequence)"
    }
  }

  var lock: String { effect?.lock.manualName ?? "" }

  var blocks: String {
    guard let effect else { return "" }
    return effect.blocksReads ? "reads, writes" : effect.blocksWrites ? "writes" : "–"
  }

  var work: String {
    guard let effect else { return "" }
    switch effect.exempt {
    case .temporary: return "temporary"
    case .new:
      switch effect.kind {
      case .table: return "new table"
      case .index: return "new index"
      case .view, .materializedView: return "new view"
      case .sequence: return "new sequence"
      }
    case nil:
      switch effect.work {
      // What reads and writes rows changes nothing in the catalog.
      case .catalog: return effect.lock < .shareUpdateExclusive ? "–" : "catalog"
      case .scan: return "scan"
      case .indexBuild: return "index build"
      case .rewrite: return "rewrite"
      }
    }
  }

  /// The colour of the lock and of what it blocks.
  var ink: Ink? {
    guard let effect else { return nil }
    if effect.exempt != nil { return .dim }
    return effect.blocksReads ? .error : effect.blocksWrites ? .warning : nil
  }
}
