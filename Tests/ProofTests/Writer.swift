import LintelRules
import PostgresSyntax

/// Writes statements the way people do, and as nobody would.
struct Writer {
  private enum Case { case upper, lower, mixed }

  private(set) var dice: Dice
  private var notes = 0
  private let keywords: Case
  private let isTidy: Bool
  private let hasOddBlanks: Bool

  init(_ dice: Dice) {
    self.dice = dice
    keywords = self.dice.weighed([(55, .upper), (35, .lower), (10, .mixed)])
    isTidy = self.dice.chance(50)
    hasOddBlanks = self.dice.chance(20)
  }

  private static let fixable = Rules.all.map { $0.rule.metadata }.filter { $0.fix == .safe || $0.fix == .unsafe }.map(\.id).joined(separator: ", ")

  /// - Returns: the file, and the texts in it of the statements that stay.
  mutating func file(_ lines: [Line]) -> (text: String, staying: [String]) {
    var text = "", staying: [String] = []
    if dice.chance(30) { text += "-- Migration: \(note())\n" }
    for (number, line) in lines.enumerated() {
      let statement = write(line.sql)
      let isSilenced = dice.rarely(20)
      // The block around others goes with them.
      let isBlockEnd = ["begin", "start", "commit", "end", "set local"].contains { statement.lowercased().hasPrefix($0) }
      if line.stays || isSilenced && !isBlockEnd { staying.append(statement) }
      if number > 0, dice.chance(20) { text += "\n" }
      if dice.chance(14) { text += dice.pick(["-- \(note())\n", "/* \(note()) */\n", "/* \(note())\n   more; of it */ ", "  -- \(note()): it's so\n"]) }
      if isSilenced { text += "\(text.isEmpty || text.hasSuffix("\n") ? "" : "\n")-- lintel: ignore[\(Writer.fixable)] as generated\n" }
      text += statement
      let isLast = number == lines.count - 1
      if isLast, dice.chance(12) {
        text += dice.pick(["", "\n", " -- \(note())", "\n-- \(note())\n"])
        break
      }
      text += dice.chance(4) ? " ;" : ";"
      if dice.chance(10) { text += dice.pick([" -- \(note())", "  /* \(note()) */", "-- \(note())"]) + "\n" } else { text += !isLast && dice.chance(8) ? " " : "\n" }
    }
    if dice.chance(6) {
      func ended(_ text: String) -> String { text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") }
      return (ended(text), staying.map(ended))
    }
    return (text, staying)
  }

  private mutating func note() -> String {
    notes += 1
    return "note \(notes)"
  }

  private mutating func write(_ sql: String) -> String {
    let source = SourceText(sql)
    var text = "", end = 0
    for token in source.tokens(in: source.span) {
      text += gap(source[Span(end, token.span.start)])
      text += word(source[token.span], isKeyword: token.kind == .keyword)
      end = token.span.end
    }
    return text
  }

  private mutating func gap(_ gap: String) -> String {
    if gap.isEmpty { return hasOddBlanks && dice.rarely(8) ? " " : "" }
    if isTidy { return gap }
    switch dice.roll(0...999) {
    case 0..<50: return "\n  "
    case 50..<70: return "   "
    case 70..<80: return "\t"
    case 80..<92: return " /* \(note()) */ "
    case 92..<100: return " -- \(note())\n    "
    case 100..<104: return "/* \(note()) */"
    default: return gap
    }
  }

  private mutating func word(_ word: String, isKeyword: Bool) -> String {
    guard let first = word.utf8.first, first >= 0x61 && first <= 0x7a || first >= 0x41 && first <= 0x5a || first == 0x5f,
      word.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x27 && $0 != 0x24 })
    else { return word }
    if isKeyword {
      switch keywords {
      case .upper: return word
      case .lower: return word.lowercased()
      case .mixed: return dice.chance(50) ? word.lowercased() : String(word.prefix(1)) + word.dropFirst().lowercased()
      }
    }
    return dice.chance(2) ? word.uppercased() : word
  }
}
