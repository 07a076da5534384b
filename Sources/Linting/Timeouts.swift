public import PostgresBehavior

/// What the rules about timeouts ask of a step.
extension Step {
  /// The strongest lock it asks for that others wait for: SHARE and up, on a relation that others use. Nil for a statement that a
  /// timeout would stop half-way, and for one whose cure is CONCURRENTLY: above that a lock_timeout does harm.
  public var blocking: Effect? {
    if refusesTransactionBlock != nil || isCuredByConcurrently { return nil }
    var strongest: Effect?
    for effect in effects where effect.exempt == nil && effect.lock.blocksWrites && strongest.map({ $0.lock < effect.lock }) ?? true {
      strongest = effect
    }
    return strongest
  }

  /// Whether it builds, drops or refreshes in a way that has a CONCURRENTLY beside it.
  public var isCuredByConcurrently: Bool {
    guard let operation = operations.first else { return false }
    return operation.is(CreateIndex.self) || operation.is(DropIndex.self) || operation.is(Reindex.self) || operation.is(RefreshMaterializedView.self)
  }

  /// Whether no lock_timeout is in force when it starts.
  public var waitsForever: Bool { (settings.lockTimeout?.milliseconds ?? 0) <= 0 }

  /// Its SET, RESET or set_config of lock_timeout, RESET ALL included.
  public var lockTimeoutChange: SetVariable? { change(of: "lock_timeout") }

  /// Its SET, RESET or set_config of a setting, RESET ALL included.
  public func change(of setting: String) -> SetVariable? {
    guard traits.contains(.changesSettings) else { return nil }
    for operation in operations {
      if let set = operation.setVariable, set.name == setting || set.name == nil { return set }
    }
    return nil
  }
}
