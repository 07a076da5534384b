/// A number for some texts that is the same on every machine and in every version, unlike Swift's own hashes: FNV-1a of 128 bits.
public struct StableHash: Hashable, Sendable {
  private var value: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

  public init() {}

  /// Adds a text; where one ends and the next begins makes a difference.
  public mutating func add(_ text: some Sequence<UInt8>) {
    for byte in text { add(byte) }
    // No byte of UTF-8.
    add(0xff)
  }

  public mutating func add(_ text: String) { add(text.utf8) }

  private mutating func add(_ byte: UInt8) {
    value ^= UInt128(byte)
    value &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
  }

  /// 32 hexadecimal digits.
  public var hex: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.utf8.count) + digits
  }
}
