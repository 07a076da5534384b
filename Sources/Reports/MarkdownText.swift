extension String {
  /// As Markdown that shows this very text: code in backticks stays code, everything else is escaped, and nobody is mentioned.
  /// - Parameter inTable: whether it stands in a cell.
  func markdown(inTable: Bool = false) -> String {
    InlineText(self).parts.map { part in
      switch part {
      case .plain(let text): text.markdownPlain
      case .code(let code): code.markdownCode(inTable: inTable)
      }
    }.joined()
  }

  /// As code on one line of Markdown.
  func markdownCode(inTable: Bool = false) -> String {
    let text = shown
    if text.isEmpty { return "" }
    let fence = String(repeating: "`", count: text.longestRun(of: "`") + 1)
    let padding = fence.count > 1 || text.hasPrefix(" ") || text.hasSuffix(" ") ? " " : ""
    let code = fence + padding + text + padding + fence
    return inTable ? code.replacing("|", with: "\\|") : code
  }

  /// Between fences longer than any within it.
  func markdownBlock(_ language: String) -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(of: "`") + 1))
    return "\(fence)\(language)\n\(self)\(hasSuffix("\n") ? "" : "\n")\(fence)\n"
  }

  private var markdownPlain: String {
    var text = ""
    for scalar in shown.unicodeScalars {
      switch scalar {
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "&": text += "&amp;"
      // A word joiner behind it: no name to call, and nothing to see.
      case "@": text += "@\u{2060}"
      case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "$", "!": text += "\\" + String(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// As HTML on one line within Markdown.
  var markdownHTML: String {
    InlineText(self).parts.map { part in
      switch part {
      case .plain(let text): text.shown.htmlEscaped
      case .code(let code): "<code>\(code.shown.htmlEscaped)</code>"
      }
    }.joined()
  }

  private var htmlEscaped: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "&": text += "&amp;"
      case "`": text += "&#96;"
      case "@": text += "@\u{2060}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private func longestRun(of character: Character) -> Int {
    var longest = 0, run = 0
    for next in self {
      run = next == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
