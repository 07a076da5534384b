import PostgresSyntax

/// Why fixes of a file did not go in.
public struct FixRefusal: Hashable, Sendable, CustomStringConvertible {
  public enum Reason: Hashable, Sendable {
    /// A statement of the file that the parser refuses: who knows what the rest means.
    case syntaxError
    /// The text would have had another error, or one that is no SQL, or would have lost a comment.
    case worse
    /// It may have run already: who has it, and what its tool makes of a change.
    case applied(String, consequence: String?)
    /// Its tool has no way, for this reason.
    case tool(String)
    /// They undo each other.
    case cycle
    /// Each makes room for the next, for ever.
    case endless
  }

  public var reason: Reason
  /// The rules whose fixes these are, by name.
  public var rules: [String]

  public init(_ reason: Reason, rules: [String]) {
    self.reason = reason
    self.rules = rules
  }

  /// For a person, to follow a path and a colon.
  public var description: String {
    let fixes = "the fix of \(rules.map { "`\($0)`" }.joined(separator: ", "))"
    return switch reason {
    case .syntaxError: "left as it is, for it has a syntax error"
    case .worse: "left out \(fixes), which would bring a new error or lose a comment"
    case .applied(let place, let consequence):
      "left as it is, for `\(place)` has it and it may have run\(consequence.map { ", and \($0)" } ?? ""); `--force` rewrites it all the same"
    case .tool(let reason): "left as it is: \(reason)"
    case .cycle: "left out \(fixes), which would be undone again"
    case .endless: "left as it is, for \(fixes) comes to no end"
    }
  }
}
