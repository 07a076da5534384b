public import PostgresBehavior

/// Sentences that many rules say in the same way.
extension Finding.Message {
  /// Who waits for a lock.
  public static func who(_ lock: LockMode) -> Self {
    if lock.blocksReads { return "every `SELECT`, `INSERT`, `UPDATE` and `DELETE` on it waits" }
    if lock.blocksWrites { return "every `INSERT`, `UPDATE` and `DELETE` on it waits, `SELECT` goes on" }
    return "reads and writes go on"
  }
}

extension LockMode {
  /// Such as ``an `ACCESS EXCLUSIVE` ``, for messages.
  public var withArticle: String { LockMode.withArticles[rawValue - 1] }
  private static let withArticles = allCases.map { ($0 == .accessShare || $0 >= .exclusive ? "an" : "a") + " `\($0.manualName)`" }
}

extension RuleContext {
  /// The lock of an effect and who waits for it; also for a stronger one that the transaction holds on the relation already.
  public func lock(_ effect: Effect, while doing: String) -> Finding.Message {
    let held = session.locks.first { $0.effect.relation == effect.relation && $0.effect.lock.blocksReads }
    guard !effect.lock.blocksReads, let held else {
      return "takes \(effect.lock.withArticle) lock on `\(effect.relation)` \(doing): \(Finding.Message.who(effect.lock))"
    }
    let line = source.position(at: held.statement.start).line
    return """
      runs under the `ACCESS EXCLUSIVE` lock that line \(line) took on `\(effect.relation)`, beside its own `\(effect.lock.manualName)`: \
      \(Finding.Message.who(.accessExclusive))
      """
  }
}
