import PostgresBehavior

/// What takes the place of a statement: several, in their order, each with the way it wants to be run. A runner's `FixPlacement`
/// makes edits of it.
public struct Rewrite: Sendable {
  public enum Place: Hashable, Sendable {
    /// Where the statement stands, in its transaction.
    case inPlace
    /// When what stands before it is committed: a VALIDATE beside the lock of its ADD would hold up everybody.
    case ownTransaction
    /// Outside any transaction block, as CONCURRENTLY asks for; a timeout that would stop it half-way is taken off around it.
    case outsideBlock
  }

  public struct Part: Sendable {
    enum Text: Sendable {
      /// The statement itself, with some edits.
      case original([Edit])
      case sql(String)
    }

    var text: Text
    public var place: Place

    /// The statement itself, changed a little: what else stands in it stays as it is written.
    public static func original(_ edits: [Edit] = [], _ place: Place = .inPlace) -> Part { Part(text: .original(edits), place: place) }
    /// Another statement, without its `;`.
    public static func sql(_ text: String, _ place: Place = .inPlace) -> Part { Part(text: .sql(text), place: place) }

    var isOriginal: Bool { if case .original = text { true } else { false } }
  }

  public var parts: [Part]
  /// What else the parts name that other statements of the transaction may need: indexes and constraints. The statement's own
  /// relations count anyway.
  public var names: [String]

  public init(_ parts: [Part], names: [String] = []) {
    self.parts = parts
    self.names = names
  }

  /// The parts that stay in the transaction, up to the first one that cannot.
  var head: ArraySlice<Part> { parts.prefix { $0.place == .inPlace } }
  var tail: ArraySlice<Part> { parts.dropFirst(head.count) }
  public var leavesTransaction: Bool { !tail.isEmpty }
  var hasSeveralStatements: Bool {
    parts.contains { part in
      if case .original(let edits) = part.text { edits.contains { $0.text.utf8.contains(UInt8(ascii: ";")) } } else { parts.count > 1 }
    }
  }
}

extension Rewrite {
  /// The SQL of a part.
  func sql(of part: Part, _ step: Step, _ context: RuleContext) -> String {
    switch part.text {
    case .original(let edits): context.source.text(of: step.statement.span, after: context.source.closing(edits, of: step.statement))
    case .sql(let text): text
    }
  }
}
