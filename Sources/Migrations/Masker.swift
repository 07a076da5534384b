import PostgresSyntax

/// Walks through a text by the lexical rules of PostgreSQL and covers what is no SQL.
struct Masker {
  private(set) var text: [UInt8] = []
  private(set) var isChanged = false
  /// What stands for a name or a value.
  private(set) var placeholders: [Span] = []
  /// Semicolons that psql sends along: `\;`
  private(set) var joins: [Int] = []
  /// Commands that run another file: `\i a.sql`
  private(set) var includes: [Span] = []

  private let bytes: UnsafeBufferPointer<UInt8>
  private let kinds: Masking
  private var at = 0
  /// Whether no token stands in the statement in hand yet.
  private var isFresh = true
  /// The last two words of it, and whether it is a COPY from the file itself.
  private var words: (Span, Span) = (Span(0, 0), Span(0, 0))
  private var copies = false, readsData = false

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ kinds: Masking) {
    self.bytes = bytes
    self.kinds = kinds
  }

  mutating func run() {
    while at < bytes.count {
      let start = at, byte = bytes[at]
      switch byte {
      case _ where byte.isBlank:
        at += 1
        if byte == 0x0a { lineStart() }
        continue
      case UInt8(ascii: "-") where follows("--"):
        at = endOfLine(at)
        continue
      case UInt8(ascii: "/") where follows("/*"):
        skipComment()
        continue
      case UInt8(ascii: ";"):
        at += 1
        endStatement()
        continue
      case UInt8(ascii: "\\") where kinds.contains(.commands):
        command()
        continue
      case UInt8(ascii: ":") where kinds.contains(.variables) && bytes.isVariable(at: at): variable()
      case UInt8(ascii: "$") where follows("${") && kinds.contains(.placeholders): placeholder(UInt8(ascii: "}"), 1)
      case UInt8(ascii: "{") where follows("{{") && kinds.contains(.templates): placeholder(UInt8(ascii: "}"), 2)
      case UInt8(ascii: "'"): skipQuoted(byte, escapes: at > 0 && lowered(bytes[at - 1]) == UInt8(ascii: "e"))
      case UInt8(ascii: "\""): skipQuoted(byte, escapes: false)
      case UInt8(ascii: "$"): dollar()
      case _ where byte.isWord:
        while at < bytes.count, bytes[at].isWord { at += 1 }
        note(Span(start, at))
      default: at += 1
      }
      isFresh = false
    }
  }

  // MARK: Statements

  private mutating func note(_ word: Span) {
    if isFresh, is_("copy", word) { copies = true }
    if copies, is_("from", words.1), is_("stdin", word) { readsData = true }
    words = (words.1, word)
  }

  private func is_(_ word: StaticString, _ span: Span) -> Bool { span.length == word.utf8CodeUnitCount && bytes.has(word, at: span.start) }

  private mutating func endStatement() {
    if readsData, !kinds.isDisjoint(with: [.copyData, .commands]) { coverData() }
    reset()
  }

  private mutating func reset() { (isFresh, copies, readsData, words) = (true, false, false, (Span(0, 0), Span(0, 0))) }

  /// From the next line up to the one that is `\.`, or to the end.
  private mutating func coverData() {
    let start = bytes.endOfLine(from: at)
    var line = start
    while line < bytes.count {
      let end = bytes.endOfLine(from: line)
      let isLast = bytes.has("\\.", at: line) && bytes[(line + 2)..<end].allSatisfy(\.isBlank)
      line = end
      if isLast { break }
    }
    cover(start, line)
    at = max(at, line)
  }

  private mutating func lineStart() {
    guard kinds.contains(.separators) else { return }
    let end = endOfLine(at), first = bytes[at..<end].firstIndex { !$0.isBlank } ?? end
    let isGo = bytes.has("go", at: first) && bytes[(first + 2)..<end].allSatisfy(\.isBlank)
    guard isGo || bytes.has("/", at: first) && bytes[(first + 1)..<end].allSatisfy(\.isBlank) else { return }
    cover(first, end)
    text[first] = UInt8(ascii: ";")
    at = end
    reset()
  }

  // MARK: Covering

  private mutating func begin() {
    if isChanged { return }
    text = Array(bytes)
    isChanged = true
  }

  /// Blanks in the place of all but line ends.
  private mutating func cover(_ start: Int, _ end: Int) {
    guard start < end else { return }
    begin()
    for at in start..<end where text[at] != 0x0a && text[at] != 0x0d { text[at] = 0x20 }
  }

  mutating func cover(_ delimiter: Delimiter) {
    let end = min(delimiter.span.end, bytes.count)
    cover(delimiter.span.start, end)
    // On lines of their own it may stand for no sign at all.
    if delimiter.isEnd, delimiter.span.start < end { text[delimiter.span.start] = UInt8(ascii: ";") }
  }

  /// `\set x 1`, `\gexec`, `\;`
  private mutating func command() {
    let start = at
    if follows("\\;") {
      cover(at, at + 1)
      joins.append(at + 1)
      at += 2
      reset()
      return
    }
    var end = at + 1
    while end < bytes.count, bytes[end].isWord { end += 1 }
    let name = Span(at + 1, end)
    at = endOfLine(at)
    let isCopy = is_("copy", name)
    let readsFile = isCopy && bytes[start..<at].split(whereSeparator: \.isBlank).contains { $0.count == 5 && bytes.has("stdin", at: $0.startIndex) }
    cover(start, at)
    let including: [StaticString] = ["i", "ir", "include", "include_relative"]
    if including.contains(where: { is_($0, name) }) { includes.append(Span(start, at)) }
    // These send what stands before them.
    let sends: [StaticString] = ["g", "gx", "gset", "gexec", "gdesc", "crosstabview", "crosstab", "watch"]
    if !isFresh, sends.contains(where: { is_($0, name) }) {
      text[start] = UInt8(ascii: ";")
      endStatement()
    } else if readsFile {
      coverData()
    }
  }

  /// `:name`, `:'name'`, `:"name"`
  private mutating func variable() {
    let start = at, quote = bytes[at + 1]
    at += 2
    if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
      while at < bytes.count, bytes[at] != quote, bytes[at] != 0x0a { at += 1 }
      at = min(at + 1, bytes.count)
      cover(start, start + 1)
      placeholders.append(Span(start, at))
    } else {
      while at < bytes.count, bytes[at].isWord { at += 1 }
      fill(start, at)
    }
  }

  /// `${name}` and `{{ … }}`
  private mutating func placeholder(_ brace: UInt8, _ count: Int) {
    let start = at
    guard let end = endOfPlaceholder(brace, count) else {
      at += 1
      return
    }
    at = end
    if count == 2, isControl(start + 2) {
      cover(start, end)
      at = end
      return
    }
    // A whole statement, or a line where one begins.
    var next = end
    while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
    let isGlued = start > 0 && bytes[start - 1].isWord
    if isFresh, !isGlued, next == bytes.count || [0x0a, 0x0d, UInt8(ascii: ";")].contains(bytes[next]) {
      placeholders.append(Span(start, end))
      cover(start, end)
    } else {
      fill(start, end)
    }
  }

  /// Behind the closing braces; nil where there are none on the next lines.
  private func endOfPlaceholder(_ brace: UInt8, _ count: Int) -> Int? {
    var end = at + 2
    while end < bytes.count, end - at < 2_000 {
      if bytes[end] == brace, count == 1 || end + 1 < bytes.count && bytes[end + 1] == brace { return end + count }
      if count == 1, bytes[end] == 0x0a { return nil }
      end += 1
    }
    return nil
  }

  /// `{{ if … }}`, `{{- end }}`, `{{/* … */}}`
  private func isControl(_ start: Int) -> Bool {
    var start = start
    while start < bytes.count, bytes[start].isBlank || bytes[start] == UInt8(ascii: "-") { start += 1 }
    let words: [StaticString] = ["if", "else", "end", "range", "with", "define", "block", "/*", "#", "break", "continue"]
    return words.contains { word in
      bytes.has(word, at: start) && (start + word.utf8CodeUnitCount >= bytes.count || !bytes[start + word.utf8CodeUnitCount].isWord)
    }
  }

  /// A name in the place of a name; where only a text or a number can stand, one of these.
  private mutating func fill(_ start: Int, _ end: Int) {
    begin()
    placeholders.append(Span(start, end))
    let texts: [StaticString] = ["interval", "timestamp", "timestamptz", "date", "time", "password", "is", "until"]
    let numbers: [StaticString] = ["by", "restart", "minvalue", "maxvalue", "cache"]
    let isNumber = numbers.contains { is_($0, words.1) } || is_("with", words.1) && (is_("start", words.0) || is_("restart", words.0))
    for at in start..<end {
      if isNumber { text[at] = UInt8(ascii: "1") } else if !bytes[at].isWord || text[at] >= 0x80 { text[at] = UInt8(ascii: "_") }
    }
    if end - start > 2, texts.contains(where: { is_($0, words.1) }), !(end < bytes.count && bytes[end] == UInt8(ascii: "(")) {
      text[start] = UInt8(ascii: "'")
      text[end - 1] = UInt8(ascii: "'")
    }
    // A word that begins with a digit is none.
    if !isNumber, text[start].isDigit, start == 0 || !bytes[start - 1].isWord { text[start] = UInt8(ascii: "_") }
  }

  // MARK: Passing over

  private func follows(_ word: StaticString) -> Bool { bytes.has(word, at: at) }

  /// Before the line end.
  private func endOfLine(_ start: Int) -> Int { bytes.first(0x0a, from: start) ?? bytes.count }

  private mutating func skipComment() {
    at += 2
    var open = 1
    while at < bytes.count, open > 0 {
      if follows("/*") { open += 1; at += 2 } else if follows("*/") { open -= 1; at += 2 } else { at += 1 }
    }
  }

  private mutating func skipQuoted(_ quote: UInt8, escapes: Bool) {
    at += 1
    while at < bytes.count {
      if bytes[at] == quote {
        at += 1
        return
      }
      if escapes, bytes[at] == UInt8(ascii: "\\") { at += 1 }
      // In a quoted name, which may itself hold quotes.
      if quote == UInt8(ascii: "\""), kinds.contains(.templates), follows("{{"), let end = endOfPlaceholder(UInt8(ascii: "}"), 2) {
        fill(at, end)
        at = end
      } else {
        at += 1
      }
    }
  }

  /// `$$ … $$`, whose placeholders count, and `$1`.
  private mutating func dollar() {
    var tagEnd = at + 1
    while tagEnd < bytes.count, bytes[tagEnd].isWord { tagEnd += 1 }
    guard tagEnd < bytes.count, bytes[tagEnd] == UInt8(ascii: "$"), tagEnd == at + 1 || !bytes[at + 1].isDigit else {
      at = max(tagEnd, at + 1)
      return
    }
    let tag = Array(bytes[at...tagEnd])
    at = tagEnd + 1
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "$") {
        if bytes.has(tag, at: at) {
          at += tag.count
          return
        }
        if kinds.contains(.placeholders), follows("${"), let end = endOfPlaceholder(UInt8(ascii: "}"), 1) {
          fill(at, end)
          at = end
          continue
        }
      } else if kinds.contains(.templates), bytes[at] == UInt8(ascii: "{"), follows("{{"), let end = endOfPlaceholder(UInt8(ascii: "}"), 2) {
        if isControl(at + 2) { cover(at, end) } else { fill(at, end) }
        at = end
        continue
      }
      at += 1
    }
  }
}
