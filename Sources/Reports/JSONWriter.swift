/// Writes one JSON text. It takes the output over until `finish`, and sets the commas itself.
struct JSONWriter: ~Copyable {
  private var output: OutputBuffer
  private var needsComma = false

  /// Nobody reads on.
  var isClosed: Bool { output.isClosed }

  init(_ output: consuming OutputBuffer) { self.output = output }

  /// Ends the last line and gives the output back.
  consuming func finish() -> OutputBuffer {
    endLine()
    return finishLines()
  }

  /// Gives the output back, when each line has been ended.
  consuming func finishLines() -> OutputBuffer {
    output.flush()
    return output
  }

  /// Ends a line behind which another JSON text may come.
  mutating func endLine() {
    output.put("\n")
    needsComma = false
  }

  // MARK: Structure

  mutating func object(_ members: (inout JSONWriter) -> Void) {
    separate()
    output.put(byte: UInt8(ascii: "{"))
    needsComma = false
    members(&self)
    output.put(byte: UInt8(ascii: "}"))
    needsComma = true
  }

  /// - Parameter onLines: each element on a line of its own.
  mutating func array<S: Sequence>(_ elements: S, onLines: Bool = false, _ element: (inout JSONWriter, S.Element) -> Void) {
    separate()
    output.put("[")
    needsComma = false
    for next in elements {
      if isClosed { return }
      if needsComma { output.put(",") }
      if onLines { output.put("\n") }
      needsComma = false
      element(&self, next)
      needsComma = true
    }
    if onLines, needsComma { output.put("\n") }
    output.put("]")
    needsComma = true
  }

  /// The name of the member whose value comes next. Names are literals that need no escapes.
  mutating func key(_ name: StaticString) {
    output.put(key: name, behindComma: needsComma)
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { output.put(byte: UInt8(ascii: ",")) }
  }

  // MARK: Values

  mutating func value(_ number: Int) {
    separate()
    output.put(number)
    needsComma = true
  }
  mutating func value(_ truth: Bool) { raw(truth ? "true" : "false") }
  mutating func null() { raw("null") }

  mutating func value(_ text: String?) {
    guard let text else { return null() }
    separate()
    put(quoted: text)
    needsComma = true
  }

  private mutating func raw(_ text: String) {
    separate()
    output.put(text)
    needsComma = true
  }

  /// Escapes what JSON asks for, and besides what JavaScript takes for a line end and what a terminal takes for a command.
  private mutating func put(quoted text: String) {
    var text = text
    output.put(byte: UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      var clean = 0, at = 0
      while case let special = Self.special(in: bytes, from: at), special < bytes.count {
        guard let (escape, length) = Self.escape(bytes, special) else { at = special + 1; continue }
        output.put(bytes: bytes[clean..<special])
        output.put(escape)
        at = special + length
        clean = at
      }
      output.put(bytes: bytes[clean...])
    }
    output.put(byte: UInt8(ascii: "\""))
  }

  /// The first byte from an offset on that may not stand for itself.
  private static func special(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    func each(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
    let raw = UnsafeRawBufferPointer(bytes)
    var at = start
    // Eight at once: one of the differences, or the byte itself, has its sign bit set.
    while at + 8 <= raw.count {
      let block = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let quote = (block ^ each(0x22)) &- each(1), backslash = (block ^ each(0x5c)) &- each(1)
      let found = (block | (block &- each(0x20)) | (block &+ each(1)) | quote | backslash) & each(0x80)
      if found != 0 { return at + found.trailingZeroBitCount / 8 }
      at += 8
    }
    while at < raw.count, raw[at] >= 0x20, raw[at] < 0x7f, raw[at] != 0x22, raw[at] != 0x5c { at += 1 }
    return at
  }

  /// What stands for the bytes at an offset, and how many it stands for; nil when they stand for themselves.
  private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> (text: String, length: Int)? {
    let byte = bytes[at]
    switch byte {
    case 0x22: return ("\\\"", 1)
    case 0x5c: return ("\\\\", 1)
    case 0x08: return ("\\b", 1)
    case 0x09: return ("\\t", 1)
    case 0x0a: return ("\\n", 1)
    case 0x0c: return ("\\f", 1)
    case 0x0d: return ("\\r", 1)
    case 0..<0x20, 0x7f: return (unicode(UInt16(byte)), 1)
    case 0xc2 where at + 1 < bytes.count && bytes[at + 1] < 0xa0: return (unicode(UInt16(bytes[at + 1])), 2)
    case 0xe2 where at + 2 < bytes.count && bytes[at + 1] == 0x80 && (bytes[at + 2] == 0xa8 || bytes[at + 2] == 0xa9):
      return (bytes[at + 2] == 0xa8 ? "\\u2028" : "\\u2029", 3)
    default: return nil
    }
  }

  private static func unicode(_ value: UInt16) -> String {
    let digits = String(value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}

extension JSONWriter {
  mutating func member(_ name: StaticString, _ number: Int) { key(name); value(number) }
  mutating func member(_ name: StaticString, _ truth: Bool) { key(name); value(truth) }
  mutating func member(_ name: StaticString, _ text: String?) { key(name); value(text) }
}
