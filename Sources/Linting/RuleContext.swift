public import Migrations
public import PostgresBehavior
public import PostgresSyntax

/// The file a rule looks at.
public final class FileInHand {
  public let migration: Migration
  public let options: LintOptions
  /// In the order of the text.
  private var layouts: [StatementLayout] = []

  init(_ migration: Migration, _ options: LintOptions) {
    self.migration = migration
    self.options = options
  }

  /// The words of a statement, the same for all rules.
  func layout(of statement: Statement) -> StatementLayout {
    var at = layouts.orderedIndex(where: { $0.statement.span.start >= statement.span.start })
    while at < layouts.count, layouts[at].statement.span.start == statement.span.start {
      if layouts[at].statement.span == statement.span { return layouts[at] }
      at += 1
    }
    let layout = StatementLayout(statement, in: migration.source)
    // Of a long file, those at hand.
    if layouts.count > 2 * RuleContext.reach { layouts = [layout] } else { layouts.insert(layout, at: at) }
    return layout
  }
}

/// What a rule may look at besides the operation it asked for.
public final class RuleContext {
  public let file: FileInHand
  /// Before the statement. For a `TransactionRun`, `MigrationRun` or `HistoryRun`, behind its last one.
  public let schema: Schema
  /// The effects of the operation in hand, those exempt included.
  public let effects: [Effect]
  private let event: Replay.Event
  /// The statement in hand; nil behind the last one, and for what is asked of several.
  public let step: Step?
  /// In which order the migrations before this one lock their tables.
  public let lockOrders: LockOrders

  init(file: FileInHand, schema: Schema, effects: [Effect], event: Replay.Event, step: Step?, lockOrders: LockOrders) {
    self.file = file
    self.schema = schema
    self.effects = effects
    self.event = event
    self.step = step
    self.lockOrders = lockOrders
  }

  /// The words of the statement in hand.
  public private(set) lazy var layout = file.layout(of: statement)
  /// The words of another one.
  public func layout(of step: Step) -> StatementLayout { file.layout(of: step.statement) }

  public var migration: Migration { file.migration }
  public var source: SourceText { file.migration.source }
  public var options: LintOptions { file.options }
  public var version: ServerVersion { file.options.version }
  public var session: Session { event.session }
  /// The steps of the migration right before this one, at most 200: a rule that looked through all of them for each of its
  /// findings would make a long file take hours. What came long before is in the schema and the session.
  public var recent: ArraySlice<Step> { event.earlier.all.suffix(RuleContext.reach) }
  /// Those of them that have one of some traits.
  public func recent(_ traits: StepTraits, limit: Int = reach) -> some Sequence<Step> { event.earlier.having(traits, limit: limit) }
  public static let reach = 200
  /// The statements right behind this one, at most 200, of a very long file perhaps fewer. They have not run: what they do to the
  /// schema nobody knows yet.
  public var later: ArraySlice<LoweredStatement> { step == nil ? [] : event.later.prefix(RuleContext.reach) }
  /// The step before this one that stands at a place.
  public func earlier(at span: Span) -> Step? {
    let steps = event.earlier.all, at = steps.orderedIndex(where: { $0.statement.span.start >= span.start })
    return at < steps.count && steps[at].statement.span == span ? steps[at] : nil
  }

  /// For a rule that sees a whole run: what it would have looked at when one of its steps was in hand. The schema is the later one.
  public func at(_ step: Step, of steps: ArraySlice<Step>) -> RuleContext {
    let earlier = steps.prefix { $0 !== step }, later = steps.dropFirst(earlier.count + 1)
    let event = Replay.Event(session: session, earlier: Steps(earlier.suffix(RuleContext.reach)), later: later.prefix(RuleContext.reach).map(\.lowered)[...])
    return RuleContext(file: file, schema: schema, effects: step.effects, event: event, step: step, lockOrders: lockOrders)
  }

  /// The statement in hand.
  public var statement: Statement { step?.statement ?? Statement(span: source.span, region: source.span, isTerminated: true) }
  /// Whether the statement runs in a transaction block.
  public var inTransactionBlock: Bool { step?.transaction.isBlock ?? false }

  /// The effects on relations that other sessions use.
  public var felt: [Effect] { effects.filter { $0.exempt == nil } }
  /// The first effect at least as heavy as this that other sessions feel.
  public func felt(_ work: Work) -> Effect? { effects.first { $0.exempt == nil && $0.work >= work } }
}
