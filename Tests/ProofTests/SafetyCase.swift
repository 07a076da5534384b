import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax

/// A database, and a migration for it.
struct SafetyCase: Sendable {
  /// What is there before it, in its order; `isTold`: as a migration that Lintel reads.
  struct Before: Sendable {
    var sql: String
    var isTold: Bool
  }

  /// For people: how to get the same again.
  var name: String
  var before: [Before]
  var migration: String
  var options: LintOptions
  /// Whether Lintel is told of everything that is there.
  var isToldAll: Bool { before.allSatisfy { $0.isTold } }
  /// Texts in it that have to stay as they are.
  var staying: [String] = []
  /// The same in the end, each statement on its own, without what is refused in a transaction. Nil where nobody knows.
  var plain: [String]?
  /// Whether the file takes back what it did, or loses it at its end.
  var losesWork = false

  /// For the linter.
  func inputs(_ text: String? = nil) -> [LintInput] {
    let told = before.filter(\.isTold)
    return (told.map(\.sql) + [text ?? migration]).enumerated().map { number, sql in
      let isLast = number == told.count
      return LintInput(
        migration: Migration(path: "\(number + 1).sql", source: SourceText(sql)), options: isLast ? options : LintOptions(version: options.version),
        history: "", isReviewed: isLast)
    }
  }

  /// For the server.
  var setup: String {
    let timeout = options.session.lockTimeout.map { ["SET lock_timeout = \($0.milliseconds);"] } ?? []
    return (before.map(\.sql) + timeout).joined(separator: "\n;\n")
  }
}
