/// Whether bytes can be read as SQL text.
public enum Encoding {
  /// What is wrong with the bytes of a file, and where.
  public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// A byte-order mark of UTF-16 or UTF-32.
    case otherUnicode(String)
    /// Byte offset from 0 of the first byte that is not UTF-8.
    case notUTF8(offset: Int, byte: UInt8)
    /// Byte offset from 0 of the first NUL.
    case nul(offset: Int)

    public var description: String {
      switch self {
      case .otherUnicode(let name): "is \(name), not UTF-8; save it as UTF-8"
      case .notUTF8(let offset, let byte): "is not UTF-8: byte 0x\(hex(byte)) at offset \(offset); save it as UTF-8"
      case .nul(let offset): "holds a NUL byte at offset \(offset), which no SQL text can"
      }
    }
  }

  /// The byte-order mark of UTF-8, which psql and Lintel pass over.
  static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Nil when the bytes are UTF-8 text without NUL.
  public static func problem(in bytes: [UInt8]) -> Problem? {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return .otherUnicode("UTF-16") }
    return bytes.withUnsafeBufferPointer { buffer -> Problem? in
      var at = 0
      let count = buffer.count
      while at < count {
        let byte = buffer[at]
        if byte < 0x80 {
          if at + 8 <= count, isPlain(UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped + at).loadUnaligned(as: UInt64.self)) {
            at += 8
            continue
          }
          if byte == 0 { return looksLikeUTF16(buffer) ? .otherUnicode("UTF-16 without a byte-order mark") : .nul(offset: at) }
          at += 1
          continue
        }
        let length = sequenceLength(buffer, at)
        if length == 0 { return .notUTF8(offset: at, byte: byte) }
        at += length
      }
      return nil
    }
  }

  /// Whether eight bytes are ASCII without NUL. Taking one from each byte borrows the top bit only where there was nothing to take from.
  private static func isPlain(_ bytes: UInt64) -> Bool {
    let tops: UInt64 = 0x8080_8080_8080_8080
    return (bytes | (bytes &- 0x0101_0101_0101_0101)) & tops == 0
  }

  /// The length of the well-formed sequence at an offset, 0 when there is none (Unicode 15, table 3-7).
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    func follows(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xbf) -> Bool {
      at + distance < bytes.count && range.contains(bytes[at + distance])
    }
    switch bytes[at] {
    case 0xc2...0xdf: return follows(1) ? 2 : 0
    case 0xe0: return follows(1, 0xa0...0xbf) && follows(2) ? 3 : 0
    case 0xed: return follows(1, 0x80...0x9f) && follows(2) ? 3 : 0
    case 0xe1...0xef: return follows(1) && follows(2) ? 3 : 0
    case 0xf0: return follows(1, 0x90...0xbf) && follows(2) && follows(3) ? 4 : 0
    case 0xf1...0xf3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xf4: return follows(1, 0x80...0x8f) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }

  /// Every other byte of the beginning is NUL.
  private static func looksLikeUTF16(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= 4 else { return false }
    let sample = min(bytes.count & ~1, 64)
    let even = stride(from: 0, to: sample, by: 2).allSatisfy { bytes[$0] == 0 }
    let odd = stride(from: 1, to: sample, by: 2).allSatisfy { bytes[$0] == 0 }
    return even != odd
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count < 2 ? "0" + digits : digits
  }
}
