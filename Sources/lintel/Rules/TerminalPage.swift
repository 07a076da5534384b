/// A rule's page as a terminal shows it: headings stand out, code is indented, paragraphs fit the width.
struct TerminalPage {
  private let isColored: Bool
  private let width: Int
  private var text = ""
  private var paragraph: [Substring] = []

  /// `subtitle` is put below the first heading.
  static func render(_ page: String, subtitle: String, isColored: Bool, width: Int?) -> String {
    // Longer lines are hard to read, however wide the terminal.
    var made = TerminalPage(isColored: isColored, width: min(max(width ?? 80, 40), 100))
    made.render(page, subtitle)
    return made.text
  }

  private init(isColored: Bool, width: Int) {
    self.isColored = isColored
    self.width = width
  }

  private mutating func render(_ page: String, _ subtitle: String) {
    var isCode = false, hasTitle = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        endParagraph()
        isCode.toggle()
        // `sql flagged` is about the linter's reader: flagged.
        if isCode, let caption = line.drop(while: { $0 == "`" }).split(separator: " ").last, caption != "sql" {
          putDim("  \(caption):")
        }
      } else if isCode {
        text += line.isEmpty ? "\n" : "    \(line)\n"
      } else if line.hasPrefix("#") {
        endParagraph()
        text += styled(String(line.drop { $0 == "#" || $0 == " " }), "1") + "\n"
        if !hasTitle { putDim(subtitle) }
        hasTitle = true
      } else if line.isEmpty {
        endParagraph()
        if !text.isEmpty { text += "\n" }
      } else {
        if line.hasPrefix("- ") || line.hasPrefix("|") { endParagraph() }
        paragraph.append(line)
      }
    }
    endParagraph()
    while text.hasSuffix("\n\n") { text.removeLast() }
  }

  private mutating func endParagraph() {
    defer { paragraph = [] }
    guard let first = paragraph.first else { return }
    // The rows of a table stay as they are.
    if first.hasPrefix("|") { return text += paragraph.joined(separator: "\n") + "\n" }
    let indent = first.hasPrefix("- ") ? "  " : ""
    var line = "", count = 0
    for word in paragraph.joined(separator: " ").split(separator: " ") {
      if count > 0, count + 1 + word.count > width {
        text += line + "\n"
        (line, count) = (indent, indent.count)
      } else if count > 0 {
        line += " "
        count += 1
      }
      line += word
      count += word.count
    }
    text += line + "\n"
  }

  private mutating func putDim(_ line: String) { text += styled(line, "2") + "\n" }

  private func styled(_ text: String, _ code: String) -> String { isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
