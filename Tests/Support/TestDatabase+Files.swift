public import PostgresBehavior
import PostgresSyntax

/// Whole files, as psql runs them, and what they leave.
extension TestDatabase {
  /// The error that stopped a file.
  public struct Refusal: Sendable, CustomStringConvertible {
    /// SQLSTATE, such as `23514`.
    public var state: String
    public var error: String
    public var description: String { "\(state): \(error)" }

    /// Of what psql says with VERBOSITY verbose: `ERROR:  23514: check constraint …`.
    init(_ errors: String) {
      let line = errors.split(separator: "\n").first { $0.contains("ERROR:  ") } ?? Substring(errors)
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      let at = words.firstIndex(of: "ERROR:").map { $0 + 1 }
      state = at.flatMap { words.indices.contains($0) ? String(words[$0].dropLast()) : nil } ?? "?"
      error = at.map { words[($0 + 1)...].joined(separator: " ") } ?? errors
    }
  }

  /// Runs a file. What it leaves open is lost.
  /// - Returns: the error that stopped it, if one did.
  public func run(file text: String, _ wrapping: Wrapping) -> Refusal? {
    let script = switch wrapping {
    case .none: text
    case .file: "BEGIN;\n\(text)\n;\nCOMMIT;"
    case .simpleQuery: SourceText(text).statements().map { SourceText(text)[$0.span] }.joined(separator: "\\;\n") + ";"
    }
    let output = migration.run("\\set VERBOSITY verbose\n\\o /dev/null\n\(script)\n;\n\\o\n\(TestDatabase.end)\nSET lock_timeout = 0;\nSET statement_timeout = 0;\n\\set VERBOSITY default")
    return output.status == 0 ? nil : Refusal(output.errors)
  }

  /// A line for every table and filled materialized view, with a sum over its rows, and for every sequence.
  public func rows() throws -> Set<String> {
    let text = try migrate("""
      SELECT format('SELECT %L, count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM ONLY %s t', c.oid::regclass, c.oid::regclass)
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind IN ('r', 'm') AND relispopulated AND nspname !~ '^pg_' AND nspname <> 'information_schema' \\gexec
      SELECT schemaname, sequencename, last_value FROM pg_sequences;
      """).text
    return Set(text.split(separator: "\n").map(String.init))
  }

  /// Runs one statement and looks at the locks that its transaction holds then, on the relations that were there before, and at the
  /// tables it read in full, built on or rewrote.
  /// - Parameter opening: whether it opens a transaction, which stays open.
  public func work(of statement: String, opening: Bool) throws -> [Effect] {
    try Observation(of: statement, opening: opening, in: self).effects
  }
}
