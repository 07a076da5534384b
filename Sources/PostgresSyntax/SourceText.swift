import Synchronization
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The bytes of one file that are known to be UTF-8 without a NUL byte, and the way from byte offsets to lines and columns.
public final class SourceText: Sendable {
  private let storage: [UInt8]
  /// What the parser reads in its place, byte for byte.
  private let sql: [UInt8]?
  private let index = Mutex<LineIndex?>(nil)
  /// What is no SQL and stands for a name, a value or a statement.
  public let placeholders: [Span]
  /// Semicolons that do not send: psql's `\;`.
  public let joins: [Int]

  /// In bytes.
  public var count: Int { storage.count }
  public var span: Span { Span(0, count) }

  /// Takes bytes as they are. They have to be valid UTF-8 without NUL: see `Encoding.check`.
  public init(utf8 bytes: consuming [UInt8]) {
    storage = bytes
    sql = nil
    placeholders = []
    joins = []
  }

  /// The same text, of which the parser reads another one of the same length.
  public init(_ text: SourceText, readAs sql: [UInt8], placeholders: [Span], joins: [Int] = []) {
    storage = text.storage
    self.sql = sql.count == text.count ? sql : nil
    self.placeholders = placeholders
    self.joins = joins
  }

  public convenience init(_ text: String) { self.init(utf8: Array(text.utf8)) }

  /// The byte at an offset, or 0 outside the text.
  public subscript(offset: Int) -> UInt8 { offset >= 0 && offset < count ? storage[offset] : 0 }

  public subscript(span: Span) -> String { withBytes(of: span) { String(decoding: $0, as: UTF8.self) } }

  /// The bytes of the part of `span` that lies within the text.
  public func withBytes<R>(of span: Span, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    let start = min(max(0, span.start), count), end = min(max(start, span.end), count)
    return try storage.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
  }

  /// The same of what the parser reads.
  func withSQL<R>(of span: Span, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    guard let sql else { return try withBytes(of: span, body) }
    let start = min(max(0, span.start), count), end = min(max(start, span.end), count)
    return try sql.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
  }

  /// Whether something in a stretch is no SQL, so that nobody can say what PostgreSQL gets there.
  public func hasPlaceholder(in span: Span) -> Bool { placeholders.contains { $0.overlaps(span) } }

  /// The line and column of a byte offset.
  public func position(at offset: Int) -> Position {
    withIndex { $0.position(at: min(max(0, offset), count), in: storage) }
  }

  /// The 1-based line of a byte offset, without the pains of its column.
  public func line(at offset: Int) -> Int { withIndex { $0.line(at: min(max(0, offset), count)) } }

  /// The number of lines; a newline at the very end starts no further one.
  public var lineCount: Int { withIndex { $0.lineCount(in: storage) } }

  /// The bytes of a 1-based line without its line ending; empty for a line there is not.
  public func span(ofLine line: Int) -> Span { withIndex { $0.span(ofLine: line, in: storage) } }

  private func withIndex<R: Sendable>(_ body: (inout LineIndex) -> R) -> R {
    index.withLock { index in
      var made = index ?? LineIndex(of: storage)
      index = nil
      defer { index = made }
      return body(&made)
    }
  }

  /// Whether an ASCII word in lower case stands at an offset, in any case.
  public func has(_ word: StaticString, at offset: Int) -> Bool {
    withBytes(of: Span(offset, offset + word.utf8CodeUnitCount)) { bytes in word.withUTF8Buffer { bytes.spells($0) } }
  }

  /// The first place of an ASCII word in any case. It ends in a sign, which is quickly found: `lintel:`.
  public func firstOffset(of word: StaticString, in span: Span) -> Int? {
    withBytes(of: span) { bytes in
      word.withUTF8Buffer { word in
        guard let sign = word.last else { return nil }
        var at = word.count - 1
        while at < bytes.count, let found = bytes.firstIndex(of: sign, from: at) {
          at = found + 1
          if UnsafeBufferPointer(rebasing: bytes[(at - word.count)..<at]).spells(word) { return max(0, span.start) + at - word.count }
        }
        return nil
      }
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether these are the bytes of an ASCII word in lower case, in any case.
  func spells(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    count == word.count && zip(self, word).allSatisfy { $0 == $1 || $0 >= 0x41 && $0 <= 0x5a && $0 | 0x20 == $1 }
  }

  /// The first place of a byte, at or after an index.
  fileprivate func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = baseAddress, let found = memchr(base + start, Int32(byte), count - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}

/// Where the lines of a text start. Remembers the last column it counted, so that findings along one very long line stay linear.
struct LineIndex: Sendable {
  /// A text is smaller than 2 GB, and a position takes half the memory so.
  private var starts: [Int32] = [0]
  private var last = Position(line: 1, column: 1, offset: 0)

  init(of storage: [UInt8]) {
    // A byte-order mark is no character of the first line.
    if storage.starts(with: Encoding.mark) {
      starts = [Int32(Encoding.mark.count)]
      last.offset = Encoding.mark.count
    }
    storage.withUnsafeBufferPointer { bytes in
      var at = 0
      while let newline = bytes.firstIndex(of: 0x0a, from: at) {
        at = newline + 1
        starts.append(Int32(truncatingIfNeeded: at))
      }
    }
  }

  mutating func position(at offset: Int, in storage: [UInt8]) -> Position {
    let low = line(at: offset) - 1
    let lineStart = Int(starts[low]), place = max(lineStart, offset)
    var from = lineStart, column = 1
    // From the last place or from the line's start, whichever is nearer.
    if last.line == low + 1, abs(place - last.offset) < place - from { (from, column) = (last.offset, last.column) }
    storage.withUnsafeBufferPointer { bytes in
      for at in min(from, place)..<max(from, place) where bytes[at] & 0xc0 != 0x80 { column += from <= place ? 1 : -1 }
    }
    last = Position(line: low + 1, column: column, offset: place)
    return Position(line: low + 1, column: column, offset: offset)
  }

  /// 1-based.
  func line(at offset: Int) -> Int {
    var low = 0, high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  func lineCount(in storage: [UInt8]) -> Int {
    Int(starts[starts.count - 1]) == storage.count && starts.count > 1 ? starts.count - 1 : starts.count
  }

  func span(ofLine line: Int, in storage: [UInt8]) -> Span {
    guard line >= 1, line <= starts.count else { return Span(0, 0) }
    let start = Int(starts[line - 1])
    var end = line < starts.count ? Int(starts[line]) - 1 : storage.count
    if end > start, storage[end - 1] == 0x0d { end -= 1 }
    return Span(start, end)
  }
}
