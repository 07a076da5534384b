/// The order in which migrations run: folder by folder, and `2_b.sql` before `10_a.sql`.
enum NaturalOrder {
  static func precedes(_ a: String, _ b: String) -> Bool {
    var a = a, b = b
    return a.withUTF8 { a in b.withUTF8 { b in compare(a, b) < 0 } }
  }

  /// Sorts by a path of each. What is sorted is large, and to move it about takes longer than to compare.
  static func sort<Element>(_ elements: inout [Element], by path: (Element) -> String) {
    let paths = elements.map(path), common = commonFolder(of: paths)
    let order = elements.indices.map { (start: beginning(of: paths[$0], behind: common), at: $0) }
      .sorted { $0.start != $1.start ? $0.start < $1.start : precedes(paths[$0.at], paths[$1.at]) }
    elements = order.map { elements[$0.at] }
  }

  /// The length of the folders that all paths have in common.
  private static func commonFolder(of paths: [String]) -> Int {
    guard var first = paths.first else { return 0 }
    return first.withUTF8 { first in
      var count = first.count
      for var path in paths where count > 0 { count = path.withUTF8 { start(of: UnsafeBufferPointer(rebasing: first[..<count]), and: $0) } }
      while count > 0, first[count - 1] != 0x2f { count -= 1 }
      return count
    }
  }

  /// A number that grows with the order of the names behind a folder, and decides nearly all comparisons: their first sign, and where that is a digit
  /// their number.
  private static func beginning(of path: String, behind folder: Int) -> UInt64 {
    var path = path
    return path.withUTF8 { bytes in
      guard folder < bytes.count else { return 0 }
      guard isDigit(bytes[folder]) else { return UInt64(rank(bytes[folder])) << 55 }
      let largest: UInt64 = (1 << 55) - 1
      var number: UInt64 = 0, at = folder
      while at < bytes.count, isDigit(bytes[at]), number < largest { (number, at) = (min(number * 10 + UInt64(bytes[at] - 0x30), largest), at + 1) }
      return UInt64(rank(0x30)) << 55 | number
    }
  }

  private static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    let start = start(of: a, and: b)
    var i = start, j = start
    // Decides between `01` and `1` when nothing else does.
    var zeros = 0
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let (startI, startJ) = (i, j)
        while i < a.count, a[i] == 0x30 { i += 1 }
        while j < b.count, b[j] == 0x30 { j += 1 }
        if zeros == 0 { zeros = (j - startJ) - (i - startI) }
        let endI = end(of: a, from: i), endJ = end(of: b, from: j)
        if endI - i != endJ - j { return (endI - i) - (endJ - j) }
        while i < endI {
          if a[i] != b[j] { return Int(a[i]) - Int(b[j]) }
          (i, j) = (i + 1, j + 1)
        }
        continue
      }
      if a[i] != b[j] { return rank(a[i]) - rank(b[j]) }
      (i, j) = (i + 1, j + 1)
    }
    let rest = (a.count - i) - (b.count - j)
    return rest == 0 ? zeros : rest
  }

  /// Where what differs begins, with the number that it may be in: most paths have their folders in common.
  private static func start(of a: UnsafeBufferPointer<UInt8>, and b: UnsafeBufferPointer<UInt8>) -> Int {
    let count = min(a.count, b.count), (a, b) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
    var at = 0
    while at + 8 <= count, a.loadUnaligned(fromByteOffset: at, as: UInt64.self) == b.loadUnaligned(fromByteOffset: at, as: UInt64.self) { at += 8 }
    while at < count, a[at] == b[at] { at += 1 }
    while at > 0, isDigit(a[at - 1]) { at -= 1 }
    return at
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// A folder's content comes before a neighbour whose name goes on: `a/b` before `a-b`.
  private static func rank(_ byte: UInt8) -> Int { byte == 0x2f ? 0 : Int(byte) + 1 }

  private static func end(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var at = start
    while at < bytes.count, isDigit(bytes[at]) { at += 1 }
    return at
  }
}
