public import PostgresBehavior

/// The locks that a transaction has taken, statement by statement: those that others wait for, on tables that others use.
public struct HeldLocks {
  public struct Lock {
    public var effect: Effect
    /// The statement that took it.
    public var step: Step
  }

  /// In the order they were taken.
  public private(set) var all: [Lock] = []
  private var places: [RelationName: Int] = [:]
  private var savepoints: [(name: String?, all: [Lock], places: [RelationName: Int])] = []

  public init() {}

  /// What a statement takes, or gives back with ROLLBACK TO.
  public mutating func note(_ step: Step, in schema: Schema) {
    if let control = step.operations.first?.transactionControl { return note(control) }
    for operation in step.operations {
      for (old, new) in operation.renamings(in: schema) {
        guard let place = places.removeValue(forKey: old) else { continue }
        places[new] = place
        all[place].effect.relation = new
      }
    }
    // Nobody goes on with a table that is dropped.
    let dropped = step.operations.first?.as(DropRelation.self)?.relations ?? []
    for effect in step.effects where effect.blocksWrites && effect.kind == .table && !dropped.contains(effect.relation) {
      guard let place = places[effect.relation] else {
        places[effect.relation] = all.count
        all.append(Lock(effect: effect, step: step))
        continue
      }
      if all[place].effect.lock < effect.lock { all[place] = Lock(effect: effect, step: step) }
    }
  }

  private mutating func note(_ control: TransactionControl) {
    switch control.kind {
    case .savepoint: savepoints.append((control.savepoint, all, places))
    case .release: if let at = savepoints.lastIndex(where: { $0.name == control.savepoint }) { savepoints.removeSubrange(at...) }
    case .rollbackTo:
      guard let at = savepoints.lastIndex(where: { $0.name == control.savepoint }) else { return }
      (all, places) = (savepoints[at].all, savepoints[at].places)
      savepoints.removeSubrange((at + 1)...)
    default: break
    }
  }

  /// The first of those that a statement prolongs: it does not ask for the like of them itself.
  public func prolonged(by step: Step, atMost limit: Int = .max) -> [Lock] {
    Array(all.lazy.filter { lock in
      !step.effects.contains { $0.relation == lock.effect.relation && $0.lock >= lock.effect.lock }
    }.prefix(limit))
  }
}
