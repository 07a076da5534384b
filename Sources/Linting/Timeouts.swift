public import PostgresBehavior

/// What the rules about timeouts ask of a step.
extension Step {
  /// The strongest lock it asks for that others wait for: SHARE and up, on a relation that others use.
  public var blocking: Effect? {
    effects.filter { $0.exempt == nil && $0.lock.blocksWrites }.max { $0.lock < $1.lock }
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
