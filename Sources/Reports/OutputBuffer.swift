/// Bytes on their way out, handed on in chunks, so that a report of any size takes little memory.
public struct OutputBuffer: ~Copyable {
  private var pending: [UInt8] = []
  private let chunkSize: Int
  private let sink: (UnsafeRawBufferPointer) -> Bool
  /// The sink wants no more: whoever writes may stop.
  public private(set) var isClosed = false

  /// - Parameters:
  ///   - chunkSize: in bytes; the sink gets about this much at a time.
  ///   - sink: takes all bytes it is given; false when nobody reads on (a closed pipe). Then it is not called again.
  public init(chunkSize: Int = 64 * 1024, sink: @escaping (UnsafeRawBufferPointer) -> Bool) {
    self.chunkSize = max(1, chunkSize)
    self.sink = sink
    pending.reserveCapacity(self.chunkSize + 4096)
  }

  /// Adds text in UTF-8.
  public mutating func put(_ text: String) {
    var text = text
    text.withUTF8 { put(bytes: $0) }
  }

  /// Adds a literal.
  mutating func put(_ text: StaticString) { text.withUTF8Buffer { put(bytes: $0) } }

  /// Adds bytes of UTF-8.
  mutating func put(bytes: Slice<UnsafeBufferPointer<UInt8>>) { put(bytes: UnsafeBufferPointer(rebasing: bytes)) }

  private mutating func put(bytes: UnsafeBufferPointer<UInt8>) {
    guard !isClosed else { return }
    pending.append(contentsOf: bytes)
    if pending.count >= chunkSize { flush() }
  }

  /// Adds one byte.
  mutating func put(byte: UInt8) {
    guard !isClosed else { return }
    pending.append(byte)
    if pending.count >= chunkSize { flush() }
  }

  /// Hands on what is left. Every report ends with it.
  public mutating func flush() {
    guard !isClosed, !pending.isEmpty else { return }
    isClosed = !pending.withUnsafeBytes(sink)
    pending.removeAll(keepingCapacity: true)
  }
}
