import LintelRules
public import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax

/// One runnable block of a rule's page.
public struct Example: Sendable, CustomStringConvertible {
  public enum Expectation: Sendable {
    case fine
    /// `messages`: behind `-- <- ` in the block, each with the 1-based line it is about.
    case flagged(messages: [Expected], fixed: String?, locks: String?)
  }

  public struct Expected: Hashable, Sendable, CustomStringConvertible {
    public var line: Int
    public var text: String
    public var description: String { "\(line): \(text)" }
  }

  public var rule: any Rule.Type
  /// Of the page, 1-based.
  public var line: Int
  /// Migrations that ran before, one for each `sql setup` block since the last heading.
  public var setup: [String]
  /// Without its expectations.
  public var sql: String
  public var expectation: Expectation
  /// From words behind the block's kind: `postgres=18`, `transaction=file`.
  public var options: LintOptions

  public var description: String { "\(rule.metadata.id).md:\(line)" }

  /// Without those of a later PostgreSQL than the parser knows: an older libpg_query cannot read them.
  public static let all: [Example] = Rules.all.flatMap { examples(of: $0.rule, in: $0.page) }
    .filter { $0.options.version.major <= max(Grammar.majorVersion, ServerVersion.standard.major) }

  /// What the rule, and no other, says of the example.
  public func findings(in sql: String? = nil) -> [Finding] {
    let inputs = (setup + [sql ?? self.sql]).enumerated().map { number, text in
      LintInput(migration: Migration(path: "\(number).sql", source: SourceText(text)), options: number < setup.count ? setupOptions : options, history: "")
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

/// The blocks of a page: ```` ```sql setup|flagged|fixed|fine [key=value …] ```` and ```` ```locks ````.
func examples(of rule: any Rule.Type, in page: String) -> [Example] {
  var found: [Example] = [], setup: [String] = []
  var fence: (words: [Substring], line: Int, body: [Substring])?
  for (number, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    if let open = fence, line == "```" {
      let text = open.body.joined(separator: "\n")
      let options = options(rule, open.words.dropFirst(2))
      switch open.words.prefix(2).joined(separator: " ") {
      case "sql setup": setup.append(text)
      case "sql fine":
        found.append(Example(rule: rule, line: open.line, setup: setup, sql: text, expectation: .fine, options: options))
      case "sql flagged":
        let (sql, messages) = expectations(in: open.body)
        found.append(
          Example(
            rule: rule, line: open.line, setup: setup, sql: sql, expectation: .flagged(messages: messages, fixed: nil, locks: nil), options: options))
      case "sql fixed":
        if case .flagged(let messages, _, let locks)? = found.last?.expectation {
          found[found.count - 1].expectation = .flagged(messages: messages, fixed: text, locks: locks)
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
      setup = []
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
    case "transaction": options.wrapping = Wrapping(rawValue: parts[1]) ?? .none
    case "lock_timeout": options.session.lockTimeout = Settings.Timeout(parts[1])
    case "large": let name = parts[1]; options.isLarge = { $0.description == name ? true : nil }
    case "small": let name = parts[1]; options.isLarge = { $0.description == name ? false : nil }
    default: break
    }
  }
  return options
}
