/// What the name of a file looks like.
public struct NameShape: Hashable, Sendable {
  public enum Direction: Hashable, Sendable {
    /// `7_a.up.sql`
    case up
    /// `7_a.down.sql`
    case down
    /// `7.do.a.sql`
    case `do`
    /// `7.undo.a.sql`
    case undo
  }

  /// How many digits it begins with, behind a letter of Flyway's.
  public var version = 0
  /// `V`, `U`, `B` before a version and `__`; `R` before `__`.
  public var letter: UInt8 = 0
  /// Behind the digits, if something stands there.
  public var separator: UInt8 = 0
  public var direction: Direction?
  public var isSQL = false

  public init(_ name: String) {
    var name = name
    self = name.withUTF8 { NameShape($0) }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var end = bytes.count
    func ends(_ word: StaticString) -> Bool {
      let length = word.utf8CodeUnitCount
      return end >= length && word.withUTF8Buffer { word in
        (0..<length).allSatisfy { bytes[end - length + $0] | 0x20 == word[$0] | 0x20 }
      }
    }
    isSQL = ends(".sql")
    if isSQL { end -= 4 }
    if ends(".up") { direction = .up } else if ends(".down") { direction = .down }
    guard let first = bytes.first else { return }
    let isLetter = [UInt8(ascii: "V"), UInt8(ascii: "v"), UInt8(ascii: "U"), UInt8(ascii: "B"), UInt8(ascii: "R")].contains(first)
    var at = isLetter ? 1 : 0
    let start = at
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
    version = at - start
    guard isLetter else {
      if version > 0, at < bytes.count { separator = bytes[at] }
      if separator == UInt8(ascii: "."), direction == nil { direction = NameShape.direction(bytes, at + 1) }
      return
    }
    // `V1.2__a`, `V1_2__a`, `R__a`
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) || bytes[at] == UInt8(ascii: ".") || isSingleUnderscore(bytes, at) { at += 1 }
    let isTwo = at + 1 < bytes.count && bytes[at] == UInt8(ascii: "_") && bytes[at + 1] == UInt8(ascii: "_")
    if isTwo, (version > 0) != (first == UInt8(ascii: "R")) { letter = first & ~0x20 }
    if letter == 0, version > 0, first | 0x20 != UInt8(ascii: "v") { version = 0 }
    if version > 0, start + version < bytes.count { separator = bytes[start + version] }
  }

  /// `do.` and `undo.` behind a version.
  private static func direction(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Direction? {
    func follows(_ word: StaticString) -> Bool {
      at + word.utf8CodeUnitCount < bytes.count
        && word.withUTF8Buffer { word in word.indices.allSatisfy { bytes[at + $0] | 0x20 == word[$0] | 0x20 } }
    }
    return follows("do.") ? .do : follows("undo.") ? .undo : nil
  }
}

/// An underscore of a version: a digit stands behind it.
private func isSingleUnderscore(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
  bytes[at] == UInt8(ascii: "_") && at + 1 < bytes.count && (0x30...0x39).contains(bytes[at + 1])
}
