import Linting
import Migrations
import PostgresSyntax

/// A finding in a comment on a pull request.
struct MarkdownFinding {
  let finding: Finding
  let start: Position
  let migration: Migration

  /// A line of a change longer than this is cut.
  private static let widest = 200

  /// With the fix in a block that is folded.
  var whole: String { short + fix }

  var short: String {
    let mark = switch finding.severity {
    case .error: "🔴"
    case .warning: "🟡"
    case .note: "🔵"
    }
    let place = "\(migration.path):\(start.line):\(start.column)".markdownCode()
    let head = "\n\(mark) **\(finding.severity.rawValue)** \(place) \(finding.message.description.markdown()) (\(finding.rule.markdownCode()))\n"
    return head + finding.remarks.map { "\n\($0.kind.rawValue): \($0.text.markdown())\n" }.joined()
  }

  private var fix: String {
    guard let fix = finding.fix else { return "" }
    let body = fix.safety == .plan ? steps(of: fix) : change(of: fix)
    if body.isEmpty { return "" }
    let kind = switch fix.safety {
    case .safe: "fix"
    case .unsafe: "fix that needs a person's eye"
    case .plan: "by hand"
    }
    return "\n<details><summary>\(kind): \(fix.title.description.markdownHTML)</summary>\n\n\(body)\n</details>\n"
  }

  private func change(of fix: Fix) -> String {
    let diff = FixDiff(fix, in: migration.source, mostLines: 80)
    if diff.lines.isEmpty { return "" }
    var lines = diff.lines.map { line in
      let text = SourceWindow(line.source, line: line.span, around: line.place, limit: Self.widest).text
      return switch line.kind {
      case .same: " \(text)"
      case .removed: "-\(text)"
      case .added: "+\(text)"
      case .gap: "@@ @@"
      }
    }
    if diff.isCut { lines.append("@@ and more: lintel fix --diff @@") }
    return lines.joined(separator: "\n").markdownBlock("diff")
  }

  private func steps(of fix: Fix) -> String {
    fix.steps.enumerated().map { number, step in
      let text = step.text.map { "\($0.description.markdown())\n" } ?? "\n"
      let sql = step.sql.map { "\n\($0.shownLines.markdownBlock("sql"))" } ?? ""
      return "\(number + 1). \(text)\(sql)\n"
    }.joined()
  }
}

extension String {
  /// Line by line safe to show.
  var shownLines: String {
    split(omittingEmptySubsequences: false) { $0.isNewline && $0 != "\u{85}" && $0 != "\u{2028}" && $0 != "\u{2029}" }
      .map { String($0).shown }.joined(separator: "\n")
  }
}
