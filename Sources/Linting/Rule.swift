public import PostgresBehavior

/// What a rule is called and how it is listed.
public struct RuleMetadata: Sendable {
  /// Part of the product's contract: users write it in suppressions and configuration.
  public var id: String
  public var summary: String
  public var severity: Severity
  /// What `lintel fix` can do about it; nil when nothing.
  public var fix: Fix.Safety?
  /// Its findings are about traffic that has to wait, so they weigh less on a table known to be small.
  public var isBlocking: Bool
  /// Notes are off until `preset = "strict"` or the configuration names them.
  public var isOnByDefault: Bool
  /// The version of Lintel that brought it.
  public var since: String

  public init(
    id: String, summary: String, severity: Severity, fix: Fix.Safety? = nil, isBlocking: Bool = false, since: String = "0.1.0"
  ) {
    self.id = id
    self.summary = summary
    self.severity = severity
    self.fix = fix
    self.isBlocking = isBlocking
    isOnByDefault = severity > .note
    self.since = since
  }
}

/// One thing to look for. The type of `check`'s argument says what the rule wants to see: a kind of operation
/// (`CreateIndex`, `AddConstraint`, …), every `Step`, every `TransactionRun` or every `MigrationRun`.
public protocol Rule: Sendable {
  associatedtype Seen: Subject
  static var metadata: RuleMetadata { get }
  /// The type it wants to see. Comes by itself.
  static var subject: ObjectIdentifier { get }
  /// What it says about the subject at an address. Comes by itself.
  static func findings(about subject: UnsafeRawPointer, in context: RuleContext) -> [Finding]
  init()
  func check(_ seen: Seen, in context: RuleContext) -> [Finding]
}

/// Made for each rule where its types are known: to ask Swift's runtime for them takes longer than to lint a small file.
extension Rule {
  @inlinable public static var subject: ObjectIdentifier { ObjectIdentifier(Seen.self) }
  @inlinable public static func findings(about subject: UnsafeRawPointer, in context: RuleContext) -> [Finding] {
    Self().check(subject.assumingMemoryBound(to: Seen.self).pointee, in: context)
  }
}
