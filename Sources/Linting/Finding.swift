public import PostgresBehavior
public import PostgresSyntax

/// Something wrong at one place of a migration.
public struct Finding: Hashable, Sendable {
  /// Text for people: lower case, no full stop, code between backticks. A rule declares its own in a
  /// `fileprivate extension Finding.Message` at the foot of its file.
  public struct Message: ExpressibleByStringInterpolation, CustomStringConvertible, Hashable, Sendable {
    public var description: String
    public init(stringLiteral value: String) { description = value }
    public init(_ text: String) { description = text }
    public init(stringInterpolation: StringInterpolation) { description = stringInterpolation.builder.text }

    /// Makes room for the whole text at once.
    public struct StringInterpolation: StringInterpolationProtocol {
      fileprivate var builder: TextBuilder

      public init(literalCapacity: Int, interpolationCount: Int) { builder = TextBuilder(capacity: literalCapacity + 24 * interpolationCount) }

      public mutating func appendLiteral(_ literal: String) { builder.append(literal) }
      public mutating func appendInterpolation(_ text: String) { builder.append(text) }
      public mutating func appendInterpolation(_ message: Finding.Message) { builder.append(message.description) }
      public mutating func appendInterpolation(_ value: some CustomStringConvertible) { builder.append(value.description) }
    }
  }

  /// A second place that explains the first, such as the BEGIN that makes a statement illegal.
  public struct Label: Hashable, Sendable {
    public var span: Span
    public var message: Message
    public init(_ message: Message, at span: Span) { self.span = span; self.message = message }
  }

  /// The rule's id. The linter fills it in, with the severity that is in force.
  public var rule = ""
  public var severity = Severity.error
  /// The index of its migration in the report. A rule leaves it out, unless it speaks of an earlier migration of the history.
  public var migration: Int?
  public var span: Span
  /// What is wrong and for whom.
  public var message: Message
  /// The lock and why it blocks.
  public var note: Message?
  /// The way out.
  public var help: Message?
  public var labels: [Label]
  /// The relations it is about, with what happens to them.
  public var relations: [Effect]
  public var fix: Fix?
  /// What runs there, in a file that is no SQL itself.
  @Seldom public var sql: String?
  /// What that SQL comes from, as its tool describes it.
  @Seldom public var operation: String?
  /// Of a rule that sees a transaction: the statements, in their order, whose own findings about long work are part of this one
  /// and not told again. It takes over the help of the first, and the first fix.
  public var absorbs: [Span] = []
  /// Those findings. Where a comment silences one of them, they stand for themselves again.
  public internal(set) var absorbed: [Finding] = []

  public init(
    _ message: Message, at span: Span, note: Message? = nil, help: Message? = nil, labels: [Label] = [], relations: [Effect] = [], fix: Fix? = nil
  ) {
    self.span = span
    self.message = message
    self.note = note
    self.help = help
    self.labels = labels
    self.relations = relations
    self.fix = fix
  }
}

/// A change of text that removes a finding's cause.
public struct Fix: Hashable, Sendable {
  public enum Safety: String, Hashable, Sendable {
    /// Ends in the same schema.
    case safe
    /// Needs a person's eye.
    case unsafe
    /// Steps to take by hand; no edits.
    case plan
  }

  /// One thing to do by hand.
  public struct Step: Hashable, Sendable {
    /// When and how, or what is no SQL: "deploy the version that writes both columns".
    public var text: Finding.Message?
    /// Ready to paste, for these very tables and columns.
    public var sql: String?

    @_disfavoredOverload public init(_ text: Finding.Message?, sql: String? = nil) {
      self.text = text
      self.sql = sql
    }
    /// For SQL that is put together: what makes messages is quicker at that.
    public init(_ text: Finding.Message?, sql: Finding.Message) { self.init(text, sql: sql.description) }

    @_disfavoredOverload public static func sql(_ sql: String) -> Self { .init(nil, sql: sql) }
    public static func sql(_ sql: Finding.Message) -> Self { .init(nil, sql: sql) }
  }

  public var title: Finding.Message
  public var safety: Safety
  /// In the finding's own file, apart from each other.
  public var edits: [Edit]
  /// Of a plan: what to do, in this order.
  public var steps: [Step]

  public init(_ safety: Safety, _ title: Finding.Message, _ edits: [Edit] = [], steps: [Step] = []) {
    self.safety = safety
    self.title = title
    self.edits = edits
    self.steps = steps
  }

  public static func plan(_ title: Finding.Message, _ steps: [Step]) -> Self { .init(.plan, title, steps: steps) }

  public static func safe(_ title: Finding.Message, _ edits: Edit...) -> Self { .init(.safe, title, edits) }
  public static func unsafe(_ title: Finding.Message, _ edits: Edit...) -> Self { .init(.unsafe, title, edits) }
}

/// Text in the place of a span.
public struct Edit: Hashable, Sendable {
  public var span: Span
  public var text: String
  /// Whether the text may stand behind what another fix puts at the same place: statements that are moved to the same end of a
  /// transaction follow each other.
  public var mayFollowOthers: Bool

  public init(_ span: Span, _ text: String, mayFollowOthers: Bool = false) {
    self.span = span
    self.text = text
    self.mayFollowOthers = mayFollowOthers
  }

  public static func insert(_ text: String, at offset: Int) -> Self { .init(Span(offset, offset), text) }
  public static func replace(_ span: Span, with text: String) -> Self { .init(span, text) }
  public static func delete(_ span: Span) -> Self { .init(span, "") }
}
