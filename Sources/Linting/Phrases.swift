public import PostgresBehavior

/// Sentences that many rules say in the same way.
extension Finding.Message {
  /// The lock of an effect and who waits for it.
  public static func lock(_ effect: Effect, while doing: String) -> Self {
    "takes \(effect.lock.withArticle) lock on `\(effect.relation)` \(doing): \(who(effect.lock))"
  }

  /// Who waits for a lock.
  public static func who(_ lock: LockMode) -> Self {
    if lock.blocksReads { return "every `SELECT`, `INSERT`, `UPDATE` and `DELETE` on it waits" }
    if lock.blocksWrites { return "every `INSERT`, `UPDATE` and `DELETE` on it waits, `SELECT` goes on" }
    return "reads and writes go on"
  }

  /// What stops: `reads and writes` or `writes`.
  public static func stopped(_ effect: Effect) -> Self { effect.lock.blocksReads ? "every read and write" : "every write" }
}

extension LockMode {
  /// Such as ``an `ACCESS EXCLUSIVE` ``, for messages.
  public var withArticle: String { (self == .accessShare || self >= .exclusive ? "an" : "a") + " `\(manualName)`" }
}
