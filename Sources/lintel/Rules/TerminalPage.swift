import Reports

/// A rule's page as a terminal shows it: headings stand out, code is indented, all of it fits the width.
struct TerminalPage {
  private let isColored: Bool
  private let width: Int
  /// The plain page has its lines of code as they are.
  private let codeWidth: Int
  private var text = ""
  private var paragraph: [Substring] = []

  /// `subtitle` is put below the first heading.
  static func render(_ page: String, subtitle: String, isColored: Bool, width: Int?) -> String {
    // Longer lines are hard to read, however wide the terminal.
    var made = TerminalPage(isColored: isColored, width: min(max(width ?? 80, 40), 100), codeWidth: width.map { max($0, 40) - 4 } ?? .max)
    made.render(page, subtitle)
    return made.text
  }

  private init(isColored: Bool, width: Int, codeWidth: Int) {
    self.isColored = isColored
    self.width = width
    self.codeWidth = codeWidth
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
        putCode(line)
      } else if line.hasPrefix("#") {
        endParagraph()
        text += styled(String(line.drop { $0 == "#" || $0 == " " }), "1") + "\n"
        if !hasTitle { for line in subtitle.wrapped(to: width) { putDim(line) } }
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
    let isItem = first.hasPrefix("- "), words = paragraph.joined(separator: " ")
    if isItem {
      text += "- " + String(words.dropFirst(2)).wrapped(to: width - 2).joined(separator: "\n  ") + "\n"
    } else {
      text += words.wrapped(to: width).joined(separator: "\n") + "\n"
    }
  }

  /// Code may be broken where white space means nothing: not within quotes, and a comment goes on as one.
  private mutating func putCode(_ line: Substring) {
    let indent = String(line.prefix { $0 == " " })
    var shown = "", used = 0, isQuoted = false, isComment = false
    for (number, word) in line.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if number > 0, !isQuoted, used + 1 + word.count > codeWidth, used > indent.count {
        let more = indent + (isComment ? "-- " : "  ")
        while shown.hasSuffix(" ") { shown.removeLast() }
        shown += "\n    " + more
        used = more.count
      } else if number > 0 {
        shown += " "
        used += 1
      } else {
        shown += indent
        used = indent.count
      }
      shown += word
      used += word.count
      if word.hasPrefix("--") { isComment = true }
      if !isComment, word.utf8.count(where: { $0 == UInt8(ascii: "'") }) % 2 == 1 { isQuoted.toggle() }
    }
    text += line.isEmpty ? "\n" : "    \(shown)\n"
  }

  private mutating func putDim(_ line: String) { text += styled(line, "2") + "\n" }

  private func styled(_ text: String, _ code: String) -> String { isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
