public import Migrations
public import PostgresBehavior
public import PostgresSyntax

/// What a rule may look at besides the operation it asked for.
public struct RuleContext {
  public let migration: Migration
  public let source: SourceText
  public let version: ServerVersion
  /// Before the statement. For a `TransactionRun` or `MigrationRun`, behind its last one.
  public let schema: Schema
  public let session: Session
  public let options: LintOptions
  /// The steps of the migration before this one.
  public let earlier: [Step]
  /// The statement in hand; nil for a `MigrationRun`.
  public let step: Step?
  /// The effects of the operation in hand, those exempt included.
  public let effects: [Effect]

  /// The statement in hand.
  public var statement: Statement { step?.statement ?? Statement(span: source.span, region: source.span, isTerminated: true) }
  /// Whether the statement runs in a transaction block.
  public var inTransactionBlock: Bool { step?.transaction.isBlock ?? false }

  /// The effects on relations that other sessions use.
  public var felt: [Effect] { effects.filter { $0.exempt == nil } }
  /// The first effect at least as heavy as this that other sessions feel.
  public func felt(_ work: Work) -> Effect? { effects.first { $0.exempt == nil && $0.work >= work } }
}
