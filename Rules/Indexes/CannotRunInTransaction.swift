import Linting
import Migrations
import PostgresBehavior

/// A statement that PostgreSQL refuses in a transaction block.
struct CannotRunInTransaction: Rule {
  static let metadata = RuleMetadata(
    id: "cannot-run-in-transaction", summary: "a statement that fails in the transaction it runs in", severity: .error, fix: .safe)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    let inBody = step.failuresInBody.map { Finding(.fails($0.statement, "in a function"), at: $0.place, note: .function, help: .callNothing) }
    // ALTER TYPE … ADD VALUE before 12: enum-value-used-in-transaction.
    guard step.transaction.isBlock, let refused = step.refusesTransactionBlock, step.operations.first?.is(AddEnumValue.self) == false
    else { return inBody }
    let span = context.layout.command(of: step)
    switch step.body?.kind {
    case .doBlock: return [Finding(.fails(refused, "in a `DO` block"), at: span, note: .function, help: .callNothing, fix: apart(step, context))]
    case .earlierFunction: return [Finding(.fails(refused, "in a function"), at: span, note: .function, help: .callNothing)]
    // It is spoken of where the function is made.
    case .function: return []
    case nil: break
    }
    switch step.transaction.kind {
    case .none, .body: return []
    case .explicit:
      let labels = step.transaction.opening.map { [Finding.Label(.opens, at: $0)] } ?? []
      // What Django prints is no file: the migration says whether there is a BEGIN. Behind a COMMIT in the same string comes the next block.
      let isAlone = step.unit.isBlock || step.unit.isWrapped || context.tool is Django
      let help = isAlone ? context.placeOutsideTransaction(else: .alone) : context.tool?.optOutOfScript.map { Finding.Message($0) } ?? .moveOut
      return [Finding(.fails(refused, "inside a transaction block"), at: span, note: .refusal, help: help, labels: labels, fix: fix(step, context))]
    case .runner:
      let who = context.tool?.title ?? "the migration runner"
      return [
        Finding(
          .fails(refused, "in the transaction that \(who) opens"), at: span, note: step.unit.isBlock ? .andOneString : .refusal,
          help: context.placeOutsideTransaction(else: .switchOff), fix: fix(step, context))
      ]
    case .simpleQuery where step.transaction.isPipeline:
      let who = context.tool?.title ?? "the migration runner"
      return [
        Finding(
          .fails(refused, "behind other statements in the pipeline that \(who) sends"), at: span, note: .pipeline,
          help: context.placeOutsideTransaction(else: .alone), fix: fix(step, context))
      ]
    case .simpleQuery:
      let help = context.tool?.splitting.map { Finding.Message($0) } ?? context.placeOutsideTransaction(else: .alone)
      return [Finding(.fails(refused, "beside other statements in one query string"), at: span, note: .oneBlock, help: help, fix: fix(step, context))]
    }
  }

  /// COMMIT PREPARED and DISCARD ALL are about the session: what they mean elsewhere nobody can say.
  private func fix(_ step: Step, _ context: RuleContext) -> Fix? {
    guard step.operations.allSatisfy({ $0.transactionControl == nil && $0.setVariable == nil }) else { return apart(step, context) }
    // Outside it would fail for another reason: partitioned-index-blocks-writes.
    let isPartitioned = step.operations.contains { $0.as(CreateIndex.self).map { context.schema.table($0.table)?.kind == .partitioned } ?? false }
    let dropsPartitioned = step.operations.contains { $0.as(DropIndex.self)?.indexes.contains { context.schema.index($0)?.isPartitioned ?? false } ?? false }
    if isPartitioned || dropsPartitioned { return nil }
    let isConcurrent = step.operations.contains(where: \.isConcurrentCommand)
    return context.rewrite(.runApart, [.original([], isConcurrent ? .outsideBlock : .ownTransaction)], names: step.operations.flatMap { names($0, context) })
  }

  private func apart(_ step: Step, _ context: RuleContext) -> Fix? {
    .plan(.runApart, [Fix.Step("as a statement of its own, outside a transaction", sql: context.text(of: step))])
  }

  /// What it makes or drops, besides the relations it works on.
  private func names(_ operation: any Operation, _ context: RuleContext) -> [String] {
    if let index = operation.as(CreateIndex.self) { return [index.resolvedName(in: context.schema).name] }
    if let detach = operation.as(DetachPartition.self) { return [detach.partition.name] }
    return operation.as(DropIndex.self)?.indexes.map(\.name) ?? []
  }
}

extension Finding.Message {
  /// The name may have words behind it: `CLUSTER of a partitioned table`.
  fileprivate static func fails(_ statement: String, _ place: String) -> Self {
    let words = statement.drop { !$0.isLowercase }
    let name = statement.dropLast(words.isEmpty ? 0 : words.count + 1)
    return words.isEmpty ? "`\(name)` fails \(place)" : "`\(name)` \(words) fails \(place)"
  }
  fileprivate static let runApart: Self = "run it outside the transaction"
  fileprivate static let opens: Self = "this opens the transaction"
  fileprivate static let refusal: Self =
    "it commits on its way, or does what no rollback takes back, so PostgreSQL answers `cannot run inside a transaction block`"
  fileprivate static let oneBlock: Self =
    "several statements sent as one string are one transaction block, so PostgreSQL answers `cannot run inside a transaction block`"
  fileprivate static let andOneString: Self = """
    PostgreSQL answers `cannot run inside a transaction block`; without the transaction, too, as the statements are sent as one string, \
    which is a block of its own
    """
  fileprivate static let pipeline: Self =
    "statements sent in one pipeline are one transaction block, so PostgreSQL answers `cannot be executed within a pipeline`, or `… inside a transaction block`"
  fileprivate static let function: Self =
    "what a function or `DO` block does is part of the statement around it, so PostgreSQL answers `cannot be executed from a function`"
  fileprivate static let callNothing: Self = "run it as a statement of its own, in no transaction"
  fileprivate static let moveOut: Self = "move it out of `BEGIN` … `COMMIT`"
  fileprivate static let switchOff: Self = "put it into a migration of its own that the runner runs without a transaction"
  fileprivate static let alone: Self = "put it into a file of its own, so that it is sent alone"
}
