/// What one operation does to one relation.
public struct Effect: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case table, index, view, materializedView, sequence }

  /// Why nobody can be waiting for the relation.
  public enum Exemption: String, Hashable, Sendable {
    /// Made earlier in the same migration: nobody uses it yet.
    case new
    /// Seen by its own session only.
    case temporary
  }

  public var relation: RelationName
  public var kind: Kind
  /// The lock that is taken and held to the end of the transaction.
  public var lock: LockMode
  public var work: Work
  public var exempt: Exemption?

  public init(_ relation: RelationName, _ lock: LockMode, _ work: Work = .catalog, kind: Kind = .table, exempt: Exemption? = nil) {
    self.relation = relation
    self.kind = kind
    self.lock = lock
    self.work = work
    self.exempt = exempt
  }

  /// Whether `SELECT` on the relation waits for it.
  public var blocksReads: Bool { exempt == nil && lock.blocksReads }
  /// Whether `INSERT`, `UPDATE` and `DELETE` on the relation wait for it.
  public var blocksWrites: Bool { exempt == nil && lock.blocksWrites }
}

extension [Effect] {
  /// One effect for each relation: its strongest lock and its heaviest work, in the order the relations came.
  public var merged: [Effect] {
    guard count > 1 else { return self }
    var result: [Effect] = []
    result.reserveCapacity(count)
    for effect in self {
      if let at = result.firstIndex(where: { $0.relation == effect.relation && $0.kind == effect.kind }) {
        result[at].lock = Swift.max(result[at].lock, effect.lock)
        result[at].work = Swift.max(result[at].work, effect.work)
        result[at].exempt = result[at].exempt ?? effect.exempt
      } else {
        result.append(effect)
      }
    }
    return result
  }
}
