/// Text in the making. A String asks itself so much before each part that it takes on that the asking costs several times the copying.
public struct TextBuilder {
  @usableFromInline var bytes: [UInt8] = []

  /// - Parameter capacity: in bytes; it grows beyond. Less than some hundred is no cheaper, and to grow is dear.
  @inlinable public init(capacity: Int) { bytes.reserveCapacity(max(capacity, 480)) }

  @inlinable public mutating func append(_ part: String) {
    if part.utf8.withContiguousStorageIfAvailable({ append($0) }) == nil { bytes.append(contentsOf: part.utf8) }
  }
  @inlinable public mutating func append(_ part: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: part) }

  public var isEmpty: Bool { bytes.isEmpty }
  /// For another text in the same room.
  public mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  public var text: String { bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}
