/// Bytes on their way out, handed on in chunks, so that a report of any size takes little memory.
public struct OutputBuffer: ~Copyable {
  /// A chunk and a little more.
  private let pending: UnsafeMutableRawBufferPointer
  private var count = 0
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
    pending = .allocate(byteCount: self.chunkSize + OutputBuffer.slack, alignment: 1)
  }

  deinit { pending.deallocate() }

  private static let slack = 4096

  /// Adds text in UTF-8.
  public mutating func put(_ text: String) {
    var text = text
    text.withUTF8 { put(bytes: $0) }
  }

  /// Adds a literal.
  mutating func put(_ text: StaticString) { text.withUTF8Buffer { put(bytes: $0) } }

  /// Adds the name of a member in JSON, with a comma in front where one is due. Names are shorter than the slack.
  mutating func put(key name: StaticString, behindComma hasComma: Bool) {
    let length = name.utf8CodeUnitCount + 4
    if length > pending.count - count { flush() }
    guard !isClosed, let start = pending.baseAddress?.advanced(by: count) else { return }
    var at = 0
    func add(_ sign: Unicode.Scalar) {
      start.storeBytes(of: UInt8(ascii: sign), toByteOffset: at, as: UInt8.self)
      at += 1
    }
    if hasComma { add(",") }
    add("\"")
    start.advanced(by: at).copyMemory(from: name.utf8Start, byteCount: name.utf8CodeUnitCount)
    at += name.utf8CodeUnitCount
    add("\"")
    add(":")
    count += at
    if count >= chunkSize { flush() }
  }

  /// Adds bytes of UTF-8.
  mutating func put(bytes: Slice<UnsafeBufferPointer<UInt8>>) { put(bytes: UnsafeBufferPointer(rebasing: bytes)) }

  private mutating func put(bytes: UnsafeBufferPointer<UInt8>) {
    guard !isClosed, let first = bytes.baseAddress else { return }
    if bytes.count > pending.count - count { flush() }
    // What is larger than the whole buffer goes on its own.
    if bytes.count > pending.count { return hand(on: UnsafeRawBufferPointer(bytes)) }
    pending.baseAddress?.advanced(by: count).copyMemory(from: first, byteCount: bytes.count)
    count += bytes.count
    if count >= chunkSize { flush() }
  }

  /// Adds one byte.
  mutating func put(byte: UInt8) {
    guard !isClosed else { return }
    if count == pending.count { flush() }
    pending[count] = byte
    count += 1
    if count >= chunkSize { flush() }
  }

  /// Adds a number.
  mutating func put(_ number: Int) {
    if number < 0 { put(byte: UInt8(ascii: "-")) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = number.magnitude, at = digits.count
      repeat {
        at -= 1
        digits[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      put(bytes: UnsafeBufferPointer(digits)[at...])
    }
  }

  /// Hands on what is left. Every report ends with it.
  public mutating func flush() {
    guard !isClosed, count > 0 else { return }
    hand(on: UnsafeRawBufferPointer(rebasing: pending[..<count]))
    count = 0
  }

  private mutating func hand(on bytes: UnsafeRawBufferPointer) {
    if !isClosed { isClosed = !sink(bytes) }
  }
}
