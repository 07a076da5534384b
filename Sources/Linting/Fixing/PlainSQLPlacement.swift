import PostgresBehavior
import PostgresSyntax

/// A file that goes to the server as it is, the way `psql -f` sends it: everything stays in it, and COMMIT and BEGIN are its own.
public struct PlainSQLPlacement: FixPlacement {
  /// Whether a statement may run outside of any transaction.
  private let canLeaveTransaction: Bool

  public init(canLeaveTransaction: Bool = true) { self.canLeaveTransaction = canLeaveTransaction }

  public func edits(for rewrite: Rewrite, in context: RuleContext) -> [Edit]? {
    guard let step = context.step, step.body == nil else { return nil }
    // Where nobody knows in which transaction the file runs, only what is right in any of them.
    if context.options.wrapping == nil, context.migration.isTransactionUncertain, rewrite.leavesTransaction { return nil }
    if !canLeaveTransaction, rewrite.parts.contains(where: { $0.place == .outsideBlock }) { return nil }
    let writer = RewriteWriter(rewrite: rewrite, step: step, context: context)
    switch step.transaction.kind {
    case .none:
      // A second statement in the same string would make a transaction block of both.
      if context.session.wrapping == .simpleQuery || !context.takesSettings(beside: step), rewrite.hasSeveralStatements || !writer.timeouts(step.settings).isEmpty { return nil }
      return writer.inPlace(rewrite.parts[...], step.settings)
    case .explicit:
      guard rewrite.leavesTransaction else { return writer.inPlace(rewrite.parts[...], step.settings) }
      guard context.session.wrapping == .none, let block = TransactionBlock(around: step, in: context) else { return nil }
      return writer.edits(in: block)
    case .runner, .simpleQuery: return rewrite.leavesTransaction ? nil : writer.inPlace(rewrite.parts[...], step.settings)
    case .body: return nil
    }
  }
}

extension Operation {
  /// The name of the index that it makes, where the server chooses one, as if nothing had that name yet.
  fileprivate var chosenName: String? {
    if let index = self.as(CreateIndex.self) {
      return index.name == nil ? ObjectName.index(on: index.table, index.elements, including: index.including, in: Schema()) : nil
    }
    guard let added = self.as(AddConstraint.self), added.constraint.name == nil, [.unique, .primaryKey, .exclusion].contains(added.constraint.kind)
    else { return nil }
    return ObjectName.constraint(added.constraint, on: added.target.relation, in: Schema())
  }
}

extension RewriteWriter {
  /// Whether a unique index comes of it.
  private var makesKey: Bool {
    rewrite.parts.contains { part in
      rewrite.sql(of: part, step, context).utf8.split { !($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") || $0 >= 0x80) }.contains { word in
        word.lazy.map { $0 | 0x20 }.elementsEqual("unique".utf8) || word.lazy.map { $0 | 0x20 }.elementsEqual("primary".utf8)
      }
    }
  }

  /// Whether the statement itself leaves its place, and does more than to build, drop or validate.
  private var movesDefinition: Bool {
    rewrite.tail.contains(where: \.isOriginal) && !step.operations.allSatisfy { operation in
      operation.isUsuallyMoved || operation.is(CreateIndex.self) || operation.is(DropIndex.self) || operation.is(Reindex.self)
    }
  }

  /// Out of a block of the file's own: behind it where nothing in it waits for the new statements or says that they are done, before
  /// it where nothing stands before them, else in the middle, between a COMMIT and a BEGIN.
  fileprivate func edits(in block: TransactionBlock) -> [Edit]? {
    let outside = context.session.settingsOutsideTransaction
    let relations = step.effects.map(\.relation.name), isKey = makesKey, source = context.source
    // A statement that changes its table is one that others wait for; an index is not.
    let names = movesDefinition ? rewrite.names + relations : rewrite.names
    // A partition gets the indexes that its table has by then, and keeps them; their names do not say whose they are.
    let copiesIndexes = step.operations.contains { $0.is(AttachPartition.self) || $0.is(DetachPartition.self) || $0.as(CreateTable.self)?.partitionOf != nil }
    // A name that the server chooses depends on those that are there by then.
    let chosen = step.operations.compactMap(\.chosenName)
    // So do those of the indexes on partitions, whatever the index of their table is called.
    let namesParts = step.operations.contains { $0.as(CreateIndex.self).map { context.schema.table($0.table)?.kind == .partitioned } ?? false }
    func mayNeed(_ other: LoweredStatement) -> Bool {
      let others = other.operations.compactMap(\.chosenName)
      if others.contains(where: { chosen.contains($0) || names.contains($0) }) { return true }
      if chosen.contains(where: { source.mentions($0, in: other.statement.span) }) { return true }
      if namesParts, other.operations.contains(where: { $0.as(CreateIndex.self).map { relations.contains($0.table.name) } ?? false }) { return true }
      return other.mayNeed(names, relations, isKey: isKey, in: source) || copiesIndexes && other.operations.contains { $0.is(DropIndex.self) }
    }
    if block.isOnly(step), rewrite.head.isEmpty, block.canLoseLocalSettings {
      let place = PlaceBehindBlock(block, in: context) { !mayNeed($0) }
      if place.last == block.commit { return inPlaceOf(block, outside) }
      let block = [block.opening.statement] + block.localSettings.map(\.statement) + [block.commit]
      return block.map { source.removal(of: $0) } + [source.removal(of: step.statement, withComments: true)] + behind(place, outside)
    }
    if !block.rest.contains(where: mayNeed), block.canLoseLocalSettings, !block.endsWithNote || !block.canBeSplit {
      let here = rewrite.head.isEmpty ? [source.removal(of: step.statement, withComments: true)] : inPlace(rewrite.head, step.settings)
      return here + behind(PlaceBehindBlock(block, in: context) { !mayNeed($0) }, outside)
    }
    guard block.canBeSplit else { return nil }
    if rewrite.head.isEmpty, block.isFirst(step), block.canLoseLocalSettings {
      return [source.removal(of: step.statement, withComments: true)] + before(block, outside)
    }
    let restart = block.restart(in: source)
    return inPlace(rewrite.head + restart.prefix(1) + rewrite.tail + restart.dropFirst(), outside, isApart: true)
  }

  /// The statement alone, without the block around it.
  private func inPlaceOf(_ block: TransactionBlock, _ outside: Settings) -> [Edit] {
    let source = context.source, timeouts = timeouts(outside)
    let ends = [block.opening.statement] + block.localSettings.map(\.statement) + [block.commit]
    let removed = ends.map { source.removal(of: $0) }
    guard let restored = RestoredTimeouts(endOf: block.before, timeouts, initial: context.session.initial), rewrite.tail.first?.place == .outsideBlock
    else {
      let start = removed.map(\.span.end).filter { $0 <= step.statement.span.start }.max() ?? 0
      return removed + inPlace(rewrite.tail, outside, from: start)
    }
    return restored.statements.map { source.removal(of: $0) } + removed + inPlace(rewrite.tail, outside, isOff: true)
  }

  private func behind(_ place: PlaceBehindBlock, _ outside: Settings) -> [Edit] {
    let source = context.source, timeouts = timeouts(outside), comments = rewrite.head.isEmpty
    if rewrite.tail.first?.place == .outsideBlock, let restored = place.restored(timeouts), let gap = source.gap(behind: restored.last, upTo: place.last) {
      return [.replace(gap, with: "\n" + lines(texts(rewrite.tail, outside, comments: comments, isOff: true)))]
    }
    let text = lines(texts(rewrite.tail, outside, comments: comments))
    // One that leaves its place wholly waits for those before it, so that all come in the order of the file.
    return [source.appending(text, behind: place.last, mayFollowOthers: !rewrite.head.isEmpty && timeouts.isEmpty)]
  }

  private func before(_ block: TransactionBlock, _ outside: Settings) -> [Edit] {
    let source = context.source, timeouts = timeouts(outside), start = block.opening.statement.span.start
    let separator = "\n" + source.indentation(at: start)
    if let restored = RestoredTimeouts(endOf: block.before, timeouts, initial: context.session.initial) {
      let first = rewrite.tail.prefix { $0.place == .outsideBlock }
      if !first.isEmpty {
        let rest = texts(rewrite.tail.dropFirst(first.count), outside, comments: true)
        return [source.appending(lines(texts(first[...], outside, comments: true, isOff: true).dropLast(timeouts.count)), behind: restored.last)]
          + (rest.isEmpty ? [] : [.insert(rest.map { $0 + separator }.joined(), at: start)])
      }
    }
    return [.insert(texts(rewrite.tail, outside, comments: true).map { $0 + separator }.joined(), at: start)]
  }

  private func lines(_ texts: some Sequence<String>) -> String { texts.joined(separator: "\n") }
}
