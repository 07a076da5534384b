extension String {
  /// The text in lines of at most so many columns, broken at spaces and newlines; a word longer than that stays whole.
  public func wrapped(to limit: Int?) -> [String] {
    var lines: [String] = []
    for paragraph in split(separator: "\n", omittingEmptySubsequences: false) {
      var line = "", used = 0
      for word in paragraph.split(separator: " ") {
        let word = String(word).shown, width = word.columns
        if used > 0, let limit, used + 1 + width > limit {
          lines.append(line)
          (line, used) = (word, width)
        } else {
          if used > 0 { line += " " }
          line += word
          used += width + (used > 0 ? 1 : 0)
        }
      }
      lines.append(line)
    }
    while let last = lines.last, last.isEmpty, lines.count > 1 { lines.removeLast() }
    return lines
  }

  /// Cut to so many columns, with `…` when something is missing. For text that is `shown` already.
  func cut(to limit: Int) -> String {
    if columns <= limit { return self }
    var result: [UInt8] = [], used = 0
    for scalar in unicodeScalars {
      let glyph = Glyph(scalar)
      if used + glyph.width > limit - 1 { break }
      glyph.append(to: &result)
      used += glyph.width
    }
    while result.last == 0x20 { result.removeLast() }
    return String(decoding: result, as: UTF8.self) + "…"
  }

  static func blanks(_ count: Int) -> String { String(repeating: " ", count: Swift.max(0, count)) }
}
