/// Text in the making. A String asks itself so much before each part that it takes on that the asking costs several times the copying.
public struct TextBuilder {
  @usableFromInline var bytes: [UInt8] = []

  /// - Parameter capacity: in bytes; it grows beyond.
  @inlinable public init(capacity: Int) { bytes.reserveCapacity(capacity) }

  @inlinable public mutating func append(_ part: String) {
    var part = part
    part.withUTF8 { append($0) }
  }
  @inlinable public mutating func append(_ part: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: part) }

  public var text: String { bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}
