/// Text that may not grow beyond so many bytes.
struct BoundedText {
  /// As they were added.
  private(set) var parts: [String] = []
  private let limit: Int
  private var count = 0

  init(limit: Int) { self.limit = limit }

  var room: Int { max(0, limit - count) }

  mutating func add(_ other: BoundedText) { for part in other.parts { add(part) } }

  /// False, and nothing added, where it does not fit.
  @discardableResult
  mutating func add(_ part: String) -> Bool {
    guard part.utf8.count <= room else { return false }
    parts.append(part)
    count += part.utf8.count
    return true
  }
}
