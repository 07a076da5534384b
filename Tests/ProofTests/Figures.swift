#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Synchronization

/// How much was proven.
struct Figures: Sendable {
  private(set) var counts: [String: Int] = [:]

  mutating func count(_ what: String, _ number: Int = 1) { counts[what, default: 0] += number }
  mutating func add(_ other: Figures) { counts.merge(other.counts, uniquingKeysWith: +) }

  private static let all = Mutex<(figures: Figures, start: ContinuousClock.Instant?)>((Figures(), nil))

  /// They are printed when the tests end.
  static func report(_ figures: Figures) {
    all.withLock { all in
      if all.start == nil { atexit { Figures.show() } }
      all.start = all.start ?? .now
      all.figures.add(figures)
    }
  }

  private static func show() {
    all.withLock { all in
      let order = ["cases", "files changed", "files without a change"]
      let names = order + all.figures.counts.keys.filter { !order.contains($0) }.sorted()
      for name in names { say("proof: \(name): \(all.figures.counts[name] ?? 0)") }
      if let start = all.start { say("proof: seconds: \((ContinuousClock.now - start).components.seconds)") }
    }
  }

  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
