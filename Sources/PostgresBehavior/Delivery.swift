/// How the statements of a migration reach the server: which of them go together, and where a transaction of the runner's begins.
public struct Delivery: Hashable, Sendable {
  /// A stretch of statements that are sent alike.
  public struct Unit: Hashable, Sendable {
    public enum Sending: Hashable, Sendable {
      /// Each alone.
      case statements
      /// All as one simple query.
      case simpleQuery
      /// All in one pipeline of the extended protocol: the second one and those behind it are in its transaction block.
      case pipeline
    }

    /// The byte offset of the file from which it begins.
    public var start: Int
    public var sending: Sending
    public var statementCount: Int
    /// Whether the runner has opened a transaction around it.
    public var isWrapped: Bool
    /// Units of one section are in the same transaction of the runner's.
    public var section: Int

    public init(start: Int, _ sending: Sending, statementCount: Int, isWrapped: Bool, section: Int = 0) {
      self.start = start
      self.sending = sending
      self.statementCount = statementCount
      self.isWrapped = isWrapped
      self.section = section
    }

    /// Whether several statements are one implicit transaction block.
    public var isBlock: Bool { sending != .statements && statementCount > 1 }

    public var wrapping: Wrapping { isWrapped ? .file : sending == .statements ? .none : .simpleQuery }
  }

  /// In the order of their starts; at least one.
  public var units: [Unit]

  public init(_ units: [Unit]) {
    self.units = units.isEmpty ? [Unit(start: 0, .statements, statementCount: 0, isWrapped: false)] : units
  }

  /// A whole file, all of it in one way.
  public init(_ wrapping: Wrapping, statementCount: Int) {
    units = [
      Unit(start: 0, wrapping == .simpleQuery ? .simpleQuery : .statements, statementCount: statementCount, isWrapped: wrapping == .file)
    ]
  }
}
