public import PostgresBehavior

/// What the rules about timeouts ask of a step.
extension Step {
  /// The strongest lock it asks for that others wait for: SHARE and up, on a relation that others use. Nil for a statement that a
  /// timeout would stop half-way, and for one whose cure is CONCURRENTLY: above that a lock_timeout does harm.
  public var blocking: Effect? {
    if refusesTransactionBlock != nil || isCuredByConcurrently { return nil }
    return effects.filter { $0.exempt == nil && $0.lock.blocksWrites }.max { $0.lock < $1.lock }
  }

  /// Whether it builds, drops or refreshes in a way that has a CONCURRENTLY beside it.
  public var isCuredByConcurrently: Bool {
    switch operations.first {
    case is CreateIndex, is DropIndex, is Reindex, is RefreshMaterializedView: true
    default: false
    }
  }

  /// Whether no lock_timeout is in force when it starts.
  public var waitsForever: Bool { (settings.lockTimeout?.milliseconds ?? 0) <= 0 }

  /// Its SET, RESET or set_config of lock_timeout, RESET ALL included.
  public var lockTimeoutChange: SetVariable? { change(of: "lock_timeout") }

  /// Its SET, RESET or set_config of a setting, RESET ALL included.
  public func change(of setting: String) -> SetVariable? {
    for operation in operations {
      if let set = operation.setVariable, set.name == setting || set.name == nil { return set }
    }
    return nil
  }
}
