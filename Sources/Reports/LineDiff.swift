import PostgresSyntax
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Which lines of two texts differ. Lines count from 0 and have their ends with them.
struct LineDiff {
  /// Lines that took the place of others.
  struct Change: Equatable {
    var old: Range<Int>
    var new: Range<Int>
  }

  private(set) var changes: [Change] = []

  /// Most of two large texts is the same: their common beginning and end are passed over, the rest is cut where a line that is there once
  /// in each text meets itself, and only what lies between such lines is compared one by one.
  init(_ old: Lines, _ new: Lines) {
    old.source.withBytes(of: old.source.span) { oldBytes in
      new.source.withBytes(of: new.source.span) { newBytes in
        var prefix = 0, suffix = 0
        let most = min(old.count, new.count)
        func same(_ a: Int, _ b: Int) -> Bool {
          let x = old.spans(a), y = new.spans(b)
          guard x.length == y.length, let p = oldBytes.baseAddress, let q = newBytes.baseAddress else { return x.length == y.length }
          return memcmp(p + x.start, q + y.start, x.length) == 0
        }
        while prefix < most, same(prefix, prefix) { prefix += 1 }
        while suffix < most - prefix, same(old.count - 1 - suffix, new.count - 1 - suffix) { suffix += 1 }
        if old.count - prefix - suffix <= 1, new.count - prefix - suffix <= 1 {
          if old.count != new.count || prefix + suffix < old.count {
            append(Change(old: prefix..<old.count - suffix, new: prefix..<new.count - suffix))
          }
          return
        }
        var names = LineNames()
        let a = (prefix..<old.count - suffix).map { names.name(oldBytes, old.spans($0)) }
        let b = (prefix..<new.count - suffix).map { names.name(newBytes, new.spans($0)) }
        compare(a, b, offset: prefix, names.count)
      }
    }
  }

  private mutating func compare(_ a: [Int32], _ b: [Int32], offset: Int, _ names: Int) {
    var x = 0, y = 0
    for (nextX, nextY) in Self.anchors(a, b, names) + [(a.count, b.count)] {
      compare(a[x..<nextX], b[y..<nextY], offset)
      (x, y) = (nextX + 1, nextY + 1)
    }
  }

  private mutating func compare(_ a: ArraySlice<Int32>, _ b: ArraySlice<Int32>, _ offset: Int) {
    var a = a, b = b
    while let x = a.first, x == b.first { (a, b) = (a.dropFirst(), b.dropFirst()) }
    while let x = a.last, x == b.last { (a, b) = (a.dropLast(), b.dropLast()) }
    if a.isEmpty && b.isEmpty { return }
    let found = (a.isEmpty || b.isEmpty ? nil : Self.shortest(a, b)) ?? [Change(old: a.indices, new: b.indices)]
    for change in found { append(Change(old: change.old.moved(offset), new: change.new.moved(offset))) }
  }

  private mutating func append(_ change: Change) {
    if let last = changes.last, last.old.upperBound == change.old.lowerBound, last.new.upperBound == change.new.lowerBound {
      changes[changes.count - 1] = Change(old: last.old.lowerBound..<change.old.upperBound, new: last.new.lowerBound..<change.new.upperBound)
    } else {
      changes.append(change)
    }
  }

  /// Lines that are there once in each text, as many as keep their order.
  private static func anchors(_ a: [Int32], _ b: [Int32], _ names: Int) -> [(Int, Int)] {
    // Nowhere, at one index, or at several.
    var inA = [Int32](repeating: -1, count: names), inB = inA
    for (at, name) in a.enumerated() { inA[Int(name)] = inA[Int(name)] == -1 ? Int32(at) : -2 }
    for (at, name) in b.enumerated() { inB[Int(name)] = inB[Int(name)] == -1 ? Int32(at) : -2 }
    let pairs = a.enumerated().compactMap { at, name -> (Int, Int)? in inA[Int(name)] >= 0 && inB[Int(name)] >= 0 ? (at, Int(inB[Int(name)])) : nil }
    // The longest run that ascends in both: the ends of the best runs of each length so far.
    var ends: [Int] = [], before = [Int](repeating: -1, count: pairs.count)
    for (at, pair) in pairs.enumerated() {
      let length = ends.orderedIndex(where: { pairs[$0].1 >= pair.1 })
      if length > 0 { before[at] = ends[length - 1] }
      if length == ends.count { ends.append(at) } else { ends[length] = at }
    }
    var run: [(Int, Int)] = [], at = ends.last ?? -1
    while at >= 0 {
      run.append(pairs[at])
      at = before[at]
    }
    return run.reversed()
  }

  /// The fewest changes (Myers 1986). Nil when there are very many: then all of it counts as changed.
  private static func shortest(_ a: ArraySlice<Int32>, _ b: ArraySlice<Int32>) -> [Change]? {
    let n = a.count, m = b.count, most = min(n + m, 400)
    // For each number of changes, how far into `a` each diagonal comes.
    var reached = [Int](repeating: 0, count: 2 * most + 3), trace: [[Int]] = []
    func step(_ d: Int, _ k: Int, _ v: [Int]) -> (x: Int, isInsertion: Bool) {
      let isInsertion = k == -d || (k != d && v[most + k] < v[most + k + 2])
      return (isInsertion ? v[most + k + 2] : v[most + k] + 1, isInsertion)
    }
    for d in 0...most {
      trace.append(reached)
      for k in stride(from: -d, through: d, by: 2) {
        var x = d == 0 ? 0 : step(d, k, reached).x
        while x < n, x - k < m, x - k >= 0, a[a.startIndex + x] == b[b.startIndex + x - k] { x += 1 }
        reached[most + k + 1] = x
        if x >= n, x - k >= m { return changes(back: trace, n, m, d, step).map { Change(old: $0.old.moved(a.startIndex), new: $0.new.moved(b.startIndex)) } }
      }
    }
    return nil
  }

  private static func changes(
    back trace: [[Int]], _ n: Int, _ m: Int, _ distance: Int, _ step: (Int, Int, [Int]) -> (x: Int, isInsertion: Bool)
  ) -> [Change] {
    var found: [Change] = [], x = n, y = m
    for d in stride(from: distance, to: 0, by: -1) {
      let (after, isInsertion) = step(d, x - y, trace[d])
      let k = x - y, startX = isInsertion ? after : after - 1, startY = startX - (isInsertion ? k + 1 : k - 1)
      found.append(Change(old: startX..<(isInsertion ? startX : startX + 1), new: startY..<(isInsertion ? startY + 1 : startY)))
      (x, y) = (startX, startY)
    }
    return found.reversed()
  }
}

extension Range<Int> {
  fileprivate func moved(_ distance: Int) -> Self { lowerBound + distance..<upperBound + distance }
}

/// Numbers for lines: the same for the same bytes.
private struct LineNames {
  private struct Key: Hashable {
    let bytes: UnsafeRawBufferPointer

    static func == (a: Key, b: Key) -> Bool {
      guard a.bytes.count == b.bytes.count, let p = a.bytes.baseAddress, let q = b.bytes.baseAddress else { return a.bytes.count == b.bytes.count }
      return memcmp(p, q, a.bytes.count) == 0
    }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes: bytes) }
  }

  private var names: [Key: Int32] = [:]
  var count: Int { names.count }

  /// The bytes have to stay where they are.
  mutating func name(_ bytes: UnsafeBufferPointer<UInt8>, _ span: Span) -> Int32 {
    let key = Key(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[span.start..<span.end]))
    if let name = names[key] { return name }
    let name = Int32(names.count)
    names[key] = name
    return name
  }
}
