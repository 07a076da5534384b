import Linting
import PostgresBehavior

/// The tables that `[tables]` calls large or small.
struct TablePatterns: Sendable {
  private struct Pattern: Sendable {
    var schema: NamePattern?
    var name: NamePattern

    /// `name` is a table of any schema, `schema.name` of that one.
    init(_ text: String) {
      if let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) {
        schema = NamePattern(text[..<dot])
        name = NamePattern(text[text.utf8.index(after: dot)...])
      } else {
        name = NamePattern(text)
      }
    }

    func matches(_ relation: RelationName) -> Bool {
      name.matches(relation.name) && schema?.matches(relation.schema ?? "public") ?? true
    }
  }

  private let large: [Pattern]
  private let small: [Pattern]

  init(large: [String], small: [String]) {
    self.large = large.map(Pattern.init)
    self.small = small.map(Pattern.init)
  }

  /// True for a large table, false for a small one. Who calls a table both gets the careful answer.
  func isLarge(_ relation: RelationName) -> Bool? {
    if large.contains(where: { $0.matches(relation) }) { return true }
    return small.contains { $0.matches(relation) } ? false : nil
  }
}
