import LintelRules
public import Linting
public import Migrations
import PostgresBehavior
import PostgresSyntax

/// One runnable block of a rule's page. A page is written in these blocks:
///
/// - ```` ```sql setup ````: a migration that ran before. All of them run in their order, up to the next `### ` heading,
///   which starts from an empty database again.
/// - ```` ```sql unseen ````: what is in the database as well, and no migration tells of: only the server gets it.
/// - ```` ```sql flagged ````: `-- <- severity: message` stands below the line that a finding starts on. The server proves
///   what the finding says, on every version from the example's own: the locks of its relations; that the statement fails where
///   a message has the word "fails", and that the example runs to its end where none has; for a rule that is about blocking, who
///   of those that `SELECT` and `INSERT` in another session waits, and that the message has the words "read" and "write" for it.
///   A table that makes the difference needs its rows in a `setup` or `unseen`.
/// - ```` ```locks ````, behind a `flagged`: `relation LockMode` for each of the finding's relations.
/// - ```` ```sql fixed ````, behind a `flagged`: the text after the finding's own edits. It runs, locks nothing more strongly,
///   leaves nothing invalid, blocks nobody for long, and ends in the same catalog. `fixed differs`: in another catalog, on purpose.
/// - ```` ```sql fine ````: no finding, and it runs.
///
/// Words behind `flagged` and `fine`: `postgres=18` (the version, 15 if none is named, and the first server that runs it),
/// `transaction=none|file|simple-query` (how it is sent), `runner=goose` (the tool that runs it), `lock_timeout=5s` (set by the connection), `large=orders`, `small=orders`.
/// Other blocks, such as ```` ```sql ```` alone, are only for the reader. Every server has a role `clerk` and a tablespace `attic`.
public struct Example: Sendable, CustomStringConvertible {
  public enum Expectation: Sendable {
    case fine
    /// `messages`: behind `-- <- ` in the block, each with the 1-based line it is about.
    case flagged(messages: [Expected], fixed: Fixed?, locks: String?)
  }

  public struct Fixed: Sendable {
    public var sql: String
    /// Whether it ends in another catalog than the flagged text.
    public var differs: Bool
  }

  /// A migration that ran before, or, `unseen`, what nobody wrote into one.
  public struct Setup: Sendable {
    public var sql: String
    public var isUnseen: Bool
  }

  public struct Expected: Hashable, Sendable, CustomStringConvertible {
    public var line: Int
    public var text: String
    public var description: String { "\(line): \(text)" }
  }

  public var rule: any Rule.Type
  /// Of the page, 1-based.
  public var line: Int
  /// One for each `sql setup` and `sql unseen` block since the last heading.
  public var setups: [Setup]
  /// Without its expectations.
  public var sql: String
  public var expectation: Expectation
  /// From words behind the block's kind: `postgres=18`, `transaction=file`.
  public var options: LintOptions

  /// From the word `runner=goose`.
  public var runner: String?

  /// The example as its runner reads it.
  public func migration(_ sql: String, path: String = "1.sql") -> Migration {
    let source = SourceText(sql)
    guard let runner else { return Migration(path: path, source: source) }
    return Recognizer().migration(path: path, absolute: "/db/\(path)", source: source, runner: (runner, "the page says so"))
  }

  /// The migrations that ran before.
  public var setup: [String] { setups.filter { !$0.isUnseen }.map(\.sql) }

  public var description: String { "\(rule.metadata.id).md:\(line)" }

  /// Without those of a later PostgreSQL than the parser knows: an older libpg_query cannot read them.
  public static let all: [Example] = Rules.all.flatMap { examples(of: $0.rule, in: $0.page) }
    .filter { $0.options.version.major <= max(Grammar.majorVersion, ServerVersion.standard.major) }

  /// What the rule, and no other, says of the example.
  public func findings(in sql: String? = nil) -> [Finding] {
    let inputs = (setup + [sql ?? self.sql]).enumerated().map { number, text in
      LintInput(
        migration: number < setup.count ? Migration(path: "\(number).sql", source: SourceText(text)) : migration(text, path: "\(number).sql"),
        options: number < setup.count ? setupOptions : options, history: "")
    }
    return Linter(rules: [rule]).lint(inputs).findings.filter { $0.rule == rule.metadata.id && $0.migration == setup.count }
  }

  private var setupOptions: LintOptions { LintOptions(version: options.version, severities: [rule.metadata.id: Severity?.none]) }

  private var source: SourceText { SourceText(sql) }

  /// A finding as the page writes it.
  public func shown(_ finding: Finding) -> Expected {
    Expected(line: source.position(at: finding.span.start).line, text: "\(finding.severity): \(finding.message)")
  }
}

/// The blocks of a page.
func examples(of rule: any Rule.Type, in page: String) -> [Example] {
  var found: [Example] = [], setups: [Example.Setup] = []
  var fence: (words: [Substring], line: Int, body: [Substring])?
  for (number, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    if let open = fence, line == "```" {
      let text = open.body.joined(separator: "\n")
      let options = options(rule, open.words.dropFirst(2))
      let runner = open.words.first { $0.hasPrefix("runner=") }.map { String($0.dropFirst(7)) }
      switch open.words.prefix(2).joined(separator: " ") {
      case "sql setup", "sql unseen": setups.append(Example.Setup(sql: text, isUnseen: open.words[1] == "unseen"))
      case "sql fine":
        found.append(Example(rule: rule, line: open.line, setups: setups, sql: text, expectation: .fine, options: options, runner: runner))
      case "sql flagged":
        let (sql, messages) = expectations(in: open.body)
        found.append(
          Example(
            rule: rule, line: open.line, setups: setups, sql: sql, expectation: .flagged(messages: messages, fixed: nil, locks: nil),
            options: options, runner: runner))
      case "sql fixed":
        if case .flagged(let messages, _, let locks)? = found.last?.expectation {
          let fixed = Example.Fixed(sql: text, differs: open.words.contains("differs"))
          found[found.count - 1].expectation = .flagged(messages: messages, fixed: fixed, locks: locks)
        }
      case "locks":
        if case .flagged(let messages, let fixed, _)? = found.last?.expectation {
          found[found.count - 1].expectation = .flagged(messages: messages, fixed: fixed, locks: text)
        }
      default: break
      }
      fence = nil
    } else if fence == nil, line.hasPrefix("```") {
      fence = (line.dropFirst(3).split(separator: " "), number + 1, [])
    } else if fence != nil {
      fence?.body.append(line)
    } else if line.hasPrefix("### ") {
      // A sub-heading starts from an empty database again.
      setups = []
    }
  }
  return found
}

/// Takes the `-- <- ` lines out; each is about the line before it.
private func expectations(in body: [Substring]) -> (sql: String, messages: [Example.Expected]) {
  var sql: [Substring] = [], messages: [Example.Expected] = []
  for line in body {
    if line.hasPrefix("-- <- ") {
      messages.append(Example.Expected(line: sql.count, text: String(line.dropFirst("-- <- ".count))))
    } else {
      sql.append(line)
    }
  }
  return (sql.joined(separator: "\n"), messages)
}

private func options(_ rule: any Rule.Type, _ words: some Sequence<Substring>) -> LintOptions {
  // A rule that is off by default is on in its own page.
  var options = LintOptions(severities: [rule.metadata.id: rule.metadata.severity])
  for word in words {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { continue }
    switch parts[0] {
    case "postgres": options.version = ServerVersion(Int(parts[1]) ?? 15)
    case "transaction": options.wrapping = Wrapping(rawValue: parts[1])
    case "lock_timeout": options.session.lockTimeout = Settings.Timeout(parts[1])
    case "large": let name = parts[1]; options.isLarge = { $0.description == name ? true : nil }
    case "small": let name = parts[1]; options.isLarge = { $0.description == name ? false : nil }
    default: break
    }
  }
  return options
}
