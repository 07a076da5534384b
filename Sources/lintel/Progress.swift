#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How far a long run is, on one line of the terminal. Short runs and pipes see nothing of it.
final class Progress {
  private let total: Int
  private let isShown: Bool
  private let start: UInt64
  private var last: UInt64
  private var hasLine = false

  private static let patience: UInt64 = 700_000_000
  private static let pause: UInt64 = 100_000_000

  /// - Parameters:
  ///   - total: files.
  ///   - isQuiet: whether it is not wanted.
  init(of total: Int, isQuiet: Bool = false) {
    self.total = total
    isShown = !isQuiet && total > 1 && Terminal.isTerminal && isatty(STDERR_FILENO) == 1 && Environment.value("TERM") != "dumb" && Environment.value("CI") == nil
    start = Self.now
    last = start
  }

  /// - Parameter done: files read and linted so far.
  func note(_ done: Int) {
    guard isShown else { return }
    let now = Self.now
    guard now - start > Self.patience, now - last > Self.pause else { return }
    last = now
    hasLine = true
    put("\r\u{1b}[Klintel: \(done) of \(total) files")
  }

  /// Takes the line away again.
  func end() {
    if hasLine { put("\r\u{1b}[K") }
    hasLine = false
  }

  private func put(_ text: String) {
    var text = text
    text.withUTF8 { try? Descriptor.put(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
  }

  /// In nanoseconds, from some moment on.
  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
