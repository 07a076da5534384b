import PostgresSyntax

/// Where the keys and values of a TOML text are, which TOMLKit does not tell. The text is known to be well-formed.
struct TOMLPlaces {
  /// One step from the top of the document to a value.
  enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  /// Byte offsets of a key, or of a list's element, and of its value.
  struct Place {
    var key: Int
    var value: Int
  }

  private(set) var all: [[Step]: Place] = [:]
  private let text: SourceText
  private var at = 0
  /// The table that lines belong to.
  private var table: [Step] = []
  /// How many tables each array of tables has so far.
  private var counts: [[Step]: Int] = [:]

  init(of text: SourceText) {
    self.text = text
    if text[0] == 0xef { at = 3 }
    while skipBlank(), at < text.count {
      let before = at
      if text[at] == UInt8(ascii: "[") { header() } else { entry(in: table) }
      if at == before { at += 1 }
    }
  }

  // MARK: Lines

  /// `[table]` or `[[array of tables]]`.
  private mutating func header() {
    let start = at
    let isArray = text[at + 1] == UInt8(ascii: "[")
    at += isArray ? 2 : 1
    var path: [Step] = []
    let keys = self.keys()
    for (number, key) in keys.enumerated() {
      path.append(.key(key.name))
      note(path, Place(key: key.offset, value: start))
      if let count = counts[path], !(isArray && number == keys.count - 1) { path.append(.index(count - 1)) }
    }
    if isArray {
      let count = counts[path, default: 0]
      counts[path] = count + 1
      path.append(.index(count))
      note(path, Place(key: start, value: start))
    }
    table = path
    skipLine()
  }

  /// `key = value`, `a.b = value`.
  private mutating func entry(in table: [Step]) {
    var path = table
    let start = at
    for key in keys() {
      path.append(.key(key.name))
      note(path, Place(key: key.offset, value: start))
    }
    skipSpace()
    guard text[at] == UInt8(ascii: "=") else { return }
    at += 1
    skipSpace()
    all[path]?.value = at
    value(path)
  }

  /// The first place of a key is the one that counts.
  private mutating func note(_ path: [Step], _ place: Place) {
    if all[path] == nil { all[path] = place }
  }

  // MARK: Values

  private mutating func value(_ path: [Step]) {
    switch text[at] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
    case UInt8(ascii: "["): list(path)
    case UInt8(ascii: "{"): inlineTable(path)
    default:
      while at < text.count, !isOne(of: ",]}#\n", text[at]) { at += 1 }
    }
  }

  private mutating func list(_ path: [Step]) {
    at += 1
    var index = 0
    while skipBlank(), at < text.count, text[at] != UInt8(ascii: "]") {
      let before = at
      let element = path + [.index(index)]
      note(element, Place(key: at, value: at))
      value(element)
      index += 1
      _ = skipBlank()
      if text[at] == UInt8(ascii: ",") || at == before { at += 1 }
    }
    at += 1
  }

  private mutating func inlineTable(_ path: [Step]) {
    at += 1
    while skipBlank(), at < text.count, text[at] != UInt8(ascii: "}") {
      let before = at
      entry(in: path)
      _ = skipBlank()
      if text[at] == UInt8(ascii: ",") || at == before { at += 1 }
    }
    at += 1
  }

  private mutating func skipString() {
    let quote = text[at], isMultiline = text[at + 1] == quote && text[at + 2] == quote
    at += isMultiline ? 3 : 1
    while at < text.count {
      if text[at] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { at += 2; continue }
      if text[at] == quote {
        if !isMultiline { at += 1; return }
        // Up to two quotes may belong to the text before the closing three.
        var length = 0
        while text[at + length] == quote { length += 1 }
        at += length
        if length >= 3 { return }
        continue
      }
      at += 1
    }
  }

  // MARK: Keys

  private mutating func keys() -> [(name: String, offset: Int)] {
    var keys: [(String, Int)] = []
    while at < text.count {
      skipSpace()
      let start = at
      keys.append((key(), start))
      skipSpace()
      guard text[at] == UInt8(ascii: ".") else { break }
      at += 1
    }
    return keys
  }

  private mutating func key() -> String {
    let start = at
    switch text[at] {
    case UInt8(ascii: "'"):
      skipString()
      return text[Span(start + 1, max(start + 1, at - 1))]
    case UInt8(ascii: "\""):
      skipString()
      return unescaped(text[Span(start + 1, max(start + 1, at - 1))])
    default:
      while at < text.count, !isOne(of: " \t.=]\r\n", text[at]) { at += 1 }
      return text[Span(start, at)]
    }
  }

  private func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    var result = String.UnicodeScalarView(), rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let escape = rest.popFirst() else { result.append(scalar); continue }
      switch escape {
      case "n": result.append("\n")
      case "t": result.append("\t")
      case "r": result.append("\r")
      case "b": result.append("\u{8}")
      case "f": result.append("\u{c}")
      case "u", "U":
        let digits = rest.prefix(escape == "u" ? 4 : 8)
        rest = rest.dropFirst(digits.count)
        result.append(UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{fffd}")
      default: result.append(escape)
      }
    }
    return String(result)
  }

  // MARK: White space

  private func isOne(of set: StaticString, _ byte: UInt8) -> Bool {
    set.withUTF8Buffer { $0.contains(byte) }
  }

  private mutating func skipSpace() {
    while text[at] == 0x20 || text[at] == 0x09 { at += 1 }
  }

  private mutating func skipLine() {
    while at < text.count, text[at] != 0x0a { at += 1 }
  }

  /// Over spaces, line ends and comments. Always true, to stand in a loop's condition.
  private mutating func skipBlank() -> Bool {
    while at < text.count {
      switch text[at] {
      case 0x20, 0x09, 0x0a, 0x0d: at += 1
      case UInt8(ascii: "#"): skipLine()
      default: return true
      }
    }
    return true
  }
}
