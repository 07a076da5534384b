import PostgresSyntax
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension UnsafeBufferPointer<UInt8> {
  /// The first place of a byte, at or after an index.
  func first(_ byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = baseAddress, let found = memchr(base + start, Int32(byte), count - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Behind the next newline, or the end.
  func endOfLine(from start: Int) -> Int { first(0x0a, from: start).map { $0 + 1 } ?? count }

  /// Whether an ASCII word stands at an index, in any case.
  func has(_ word: StaticString, at start: Int) -> Bool {
    guard start >= 0, start + word.utf8CodeUnitCount <= count else { return false }
    return word.withUTF8Buffer { word in word.indices.allSatisfy { lowered(self[start + $0]) == lowered(word[$0]) } }
  }

  func has(_ word: [UInt8], at start: Int) -> Bool {
    start >= 0 && start + word.count <= count && word.indices.allSatisfy { self[start + $0] == word[$0] }
  }

  func ends(_ word: StaticString) -> Bool { has(word, at: count - word.utf8CodeUnitCount) }
}

/// Of a letter, the small one.
func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }

extension UInt8 {
  /// A letter, digit or underscore; every byte of a character beyond ASCII is a letter to PostgreSQL.
  var isWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
    default: false
    }
  }

  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isBlank: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}

/// Whether bytes hold an ASCII text.
func holds(_ bytes: [UInt8], _ text: String) -> Bool {
  let wanted = Array(text.utf8)
  guard let first = wanted.first else { return true }
  return bytes.withUnsafeBufferPointer { bytes in
    var at = 0
    while let found = bytes.first(first, from: at) {
      if bytes.has(wanted, at: found) { return true }
      at = found + 1
    }
    return false
  }
}

extension SourceText {
  /// The first place of an ASCII word, in any case.
  func place(of word: StaticString, in span: Span) -> Int? {
    withBytes(of: span) { bytes in
      let first = lowered(word.withUTF8Buffer { $0.first ?? 0 }), end = bytes.count - word.utf8CodeUnitCount
      var at = 0
      while at <= end {
        if lowered(bytes[at]) == first, bytes.has(word, at: at) { return span.start + at }
        at += 1
      }
      return nil
    }
  }
}
