extension Array {
  /// The first index at which something is so, in an array whose elements are first not so and then all so; its count where it never is.
  @inlinable public func orderedIndex(where isSo: (Element) -> Bool) -> Int {
    var low = 0, high = count
    while low < high {
      let middle = (low + high) / 2
      if isSo(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
