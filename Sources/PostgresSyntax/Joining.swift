// In place of the standard library's, for which Swift's runtime has to find out what the collection is: it looks through all conformances of the
// program, and half a megabyte of it is read for that. Only files that import this module get these.

extension Sequence where Element == Substring {
  @inlinable public func joined(separator: String = "") -> String { lazy.map { String($0) }.text(separator) }
}

extension BidirectionalCollection where Element == String {
  @inlinable public func joined(separator: String = "") -> String { text(separator) }
}

extension Array where Element == String {
  /// Makes room for the whole text at once: one that grows is up to twice as long in memory.
  @inlinable public func joined(separator: String = "") -> String {
    if count < 2 { return first ?? "" }
    var text = ""
    text.reserveCapacity(reduce(separator.utf8.count * (count - 1)) { $0 + $1.utf8.count })
    for at in indices {
      if at > 0 { text += separator }
      text += self[at]
    }
    return text
  }
}

extension Sequence where Element == String {
  @inlinable func text(_ separator: String) -> String {
    var parts = makeIterator()
    guard let first = parts.next() else { return "" }
    guard let second = parts.next() else { return first }
    var text = TextBuilder(capacity: 16 * underestimatedCount), next: String? = second
    text.append(first)
    while let part = next {
      text.append(separator)
      text.append(part)
      next = parts.next()
    }
    return text.text
  }
}
