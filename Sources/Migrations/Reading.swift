public import PostgresSyntax

/// A stretch of a file that runs on its own occasion.
public struct Part: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case up, down
    /// Runs again whenever its text changes.
    case repeatable
    /// The way back, in a file of its own.
    case undo
    case verify, rollback

    /// Whether it runs when the migration is applied.
    public var isOnTheWayUp: Bool { self == .up || self == .repeatable }
  }

  public var kind: Kind
  public var span: Span

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// Statements of the way up that run under one transaction setting.
public struct Section: Hashable, Sendable {
  /// Which transaction the tool opens around them.
  public enum Transaction: Hashable, Sendable {
    case none, file, section, changeset
    /// One around all migrations that are to be run.
    case allPending
  }

  /// What goes to the server at once.
  public enum Sending: Hashable, Sendable {
    /// Statement by statement.
    case statements
    /// All of it as one string.
    case whole
    /// All of it in one pipeline of the extended protocol, which is one transaction.
    case pipeline
    /// Pieces that begin at these offsets, each as one string.
    case pieces([Int])
  }

  public var span: Span
  public var transaction: Transaction
  public var sending: Sending

  public init(_ span: Span, _ transaction: Transaction, _ sending: Sending) {
    self.span = span
    self.transaction = transaction
    self.sending = sending
  }
}

/// An order to the tool that switches its transaction off.
public struct Annotation: Hashable, Sendable {
  public var span: Span
  /// Why the tool does not see it, and what to write instead; nil for one that does its work.
  public var fault: Fault?

  public struct Fault: Hashable, Sendable {
    public var problem: String
    public var cure: String

    public init(_ problem: String, _ cure: String) {
      self.problem = problem
      self.cure = cure
    }
  }

  public init(_ span: Span, fault: Fault? = nil) {
    self.span = span
    self.fault = fault
  }
}

/// What a runner makes of a file.
public struct Reading: Sendable {
  public var parts: [Part]
  /// Those parts of it that run on the way up, in their order.
  public var sections: [Section]
  public var annotations: [Annotation]
  /// Whether it depends on what nobody said, such as the tool's version. Then this is the way that leaves the file the most freedom.
  public var isUncertain = false
  /// Whether the tool refuses the file when another statement, even a SET, stands beside those in it.
  public var takesNoOthers = false
  /// Where something runs that cannot be written as SQL.
  public var unwritten: [Span] = []

  public init(parts: [Part], sections: [Section], annotations: [Annotation] = []) {
    self.parts = parts
    self.sections = sections
    self.annotations = annotations
  }

  /// A file that is one part as a whole.
  public init(_ kind: Part.Kind = .up, of file: MigrationFile, _ transaction: Section.Transaction, _ sending: Section.Sending, _ annotations: [Annotation] = []) {
    let span = file.whole
    self.init(parts: [Part(kind, span)], sections: kind.isOnTheWayUp ? [Section(span, transaction, sending)] : [], annotations: annotations)
  }
}
