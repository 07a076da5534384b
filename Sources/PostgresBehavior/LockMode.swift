/// The eight table-level lock modes, weakest first (manual, "Explicit Locking"; `lockdefs.h`).
public enum LockMode: Int, Hashable, Sendable, Comparable, CaseIterable {
  case accessShare = 1, rowShare, rowExclusive, shareUpdateExclusive, share, shareRowExclusive, exclusive, accessExclusive

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// As `pg_locks.mode` spells it: `ShareRowExclusiveLock`.
  public var catalogName: String {
    switch self {
    case .accessShare: "AccessShareLock"
    case .rowShare: "RowShareLock"
    case .rowExclusive: "RowExclusiveLock"
    case .shareUpdateExclusive: "ShareUpdateExclusiveLock"
    case .share: "ShareLock"
    case .shareRowExclusive: "ShareRowExclusiveLock"
    case .exclusive: "ExclusiveLock"
    case .accessExclusive: "AccessExclusiveLock"
    }
  }

  /// As `LOCK TABLE` and the manual spell it: `SHARE ROW EXCLUSIVE`.
  public var manualName: String {
    switch self {
    case .accessShare: "ACCESS SHARE"
    case .rowShare: "ROW SHARE"
    case .rowExclusive: "ROW EXCLUSIVE"
    case .shareUpdateExclusive: "SHARE UPDATE EXCLUSIVE"
    case .share: "SHARE"
    case .shareRowExclusive: "SHARE ROW EXCLUSIVE"
    case .exclusive: "EXCLUSIVE"
    case .accessExclusive: "ACCESS EXCLUSIVE"
    }
  }

  /// Whether a session holding this mode makes `SELECT` wait.
  public var blocksReads: Bool { self == .accessExclusive }
  /// Whether a session holding this mode makes `INSERT`, `UPDATE` and `DELETE` wait.
  public var blocksWrites: Bool { self >= .share }
}

/// What a statement does to a relation while it holds its lock, least first.
public enum Work: Int, Hashable, Sendable, Comparable {
  /// Only catalog rows change, at once.
  case catalog
  /// Every row is read.
  case scan
  /// Every row is read and an index is built.
  case indexBuild
  /// Every row is written anew, with every index.
  case rewrite

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// As Lintel's JSON spells it.
  public var name: String {
    switch self {
    case .catalog: "catalog"
    case .scan: "scan"
    case .indexBuild: "indexBuild"
    case .rewrite: "rewrite"
    }
  }
}
