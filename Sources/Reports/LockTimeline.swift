import PostgresBehavior

/// Over which statements of a file each relation is locked so that others wait, and until when.
struct LockTimeline {
  /// Who waits.
  enum Weight: Int, Comparable {
    case writes = 1, readsAndWrites

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// Nil when neither reads nor writes wait.
    init?(_ effect: Effect) {
      if effect.blocksReads { self = .readsAndWrites } else if effect.blocksWrites { self = .writes } else { return nil }
    }
  }

  /// What ends a transaction.
  enum End: Hashable {
    /// The statement itself is the whole transaction.
    case statement
    /// COMMIT, ROLLBACK or PREPARE TRANSACTION: the ordinal of the step.
    case step(Int)
    /// The runner's own COMMIT behind the file.
    case runner
    /// The end of the simple query.
    case file
    /// The end of the DO block, or of the statement that calls functions.
    case body
    /// Nothing in the file.
    case never
  }

  /// Neighbouring steps of one transaction, or neighbours that are a transaction each.
  struct Block {
    var steps: Range<Int>
    var end: End
  }

  /// A step that locks a relation so that others wait.
  struct Taking: Hashable {
    var step: Int
    var relation: Relation
  }

  struct Relation: Hashable {
    var name: RelationName
    var kind: Effect.Kind
  }

  /// One relation, from the step that locks it to the one that lets it go.
  struct Stretch {
    var relation: Relation
    /// Each change of weight with the step that makes it, the first being the start.
    var changes: [(step: Int, weight: Weight)]
    /// The last step, and the end of its block unless a ROLLBACK TO came before.
    var last: Int
    var end: End
    /// Its block, in `blocks`.
    var block: Int

    var first: Int { changes.first?.step ?? last }
  }

  private(set) var blocks: [Block] = []
  /// By their first step.
  private(set) var stretches: [Stretch] = []
  /// Those to speak of: an index is locked with its table, so alone it counts only where the table is not known.
  var tellingStretches: [Stretch] {
    let telling = stretches.filter { $0.relation.kind != .index }
    return telling.isEmpty ? stretches : telling
  }
  /// Until when the lock lasts that a step takes on a relation.
  private(set) var ends: [Taking: End] = [:]

  init(_ steps: [Step]) {
    var from = 0
    while from < steps.count {
      let block = LockTimeline.block(in: steps, from: from)
      blocks.append(block)
      follow(steps, through: block)
      from = block.steps.upperBound
    }
  }

  private static func block(in steps: [Step], from: Int) -> Block {
    let transaction = steps[from].transaction
    var at = from
    guard transaction.isBlock else {
      while at < steps.count, !steps[at].transaction.isBlock { at += 1 }
      return Block(steps: from..<at, end: .statement)
    }
    while at < steps.count, steps[at].transaction.isBlock, steps[at].transaction.number == transaction.number {
      if steps[at].closesTransaction { return Block(steps: from..<at + 1, end: .step(at)) }
      at += 1
    }
    // BEGIN in the implicit block of a simple query makes it an explicit one, so what counts is how it ends.
    let end: End = switch steps[at - 1].transaction.kind {
    case .runner: .runner
    case .simpleQuery: .file
    case .explicit: .never
    case .body: .body
    case .none: .statement
    }
    return Block(steps: from..<at, end: end)
  }

  private mutating func follow(_ steps: [Step], through block: Block) {
    var held = HeldRelations()
    for at in block.steps {
      if block.end == .statement { held = HeldRelations() }
      for effect in steps[at].effects {
        guard let weight = Weight(effect) else { continue }
        let relation = Relation(name: effect.relation, kind: effect.kind)
        ends[Taking(step: at, relation: relation)] = block.end
        if let number = held.stretches[relation] {
          guard let now = stretches[number].changes.last?.weight, now < weight else { continue }
          held.note(relation, at, before: now)
          stretches[number].changes.append((at, weight))
        } else {
          held.note(relation, at, before: nil)
          held.stretches[relation] = stretches.count
          let last = block.end == .statement ? at : block.steps.upperBound - 1
          stretches.append(Stretch(relation: relation, changes: [(at, weight)], last: last, end: block.end, block: blocks.count - 1))
        }
      }
      for undone in held.apply(steps[at].control) { letGo(undone, at: at, &held) }
    }
  }

  /// A ROLLBACK TO gives back the locks taken since its savepoint.
  private mutating func letGo(_ undone: HeldRelations.Entry, at step: Int, _ held: inout HeldRelations) {
    ends[Taking(step: undone.step, relation: undone.relation)] = .step(step)
    guard let number = held.stretches[undone.relation] else { return }
    if stretches[number].changes.count > 1, stretches[number].changes.last?.step == step { stretches[number].changes.removeLast() }
    if let before = undone.before {
      stretches[number].changes.append((step, before))
    } else {
      stretches[number].last = step
      stretches[number].end = .step(step)
      held.stretches[undone.relation] = nil
    }
  }
}

extension Step {
  var control: TransactionControl? { operations.first?.as(TransactionControl.self) }

  /// COMMIT, ROLLBACK or PREPARE TRANSACTION.
  var closesTransaction: Bool {
    switch control?.kind {
    case .commit, .rollback, .prepare: true
    default: false
    }
  }
}
