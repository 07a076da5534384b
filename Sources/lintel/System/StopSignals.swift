#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Keeps back the wish to end the program, from a terminal or from whoever started it, until somebody asks for it.
struct StopSignals {
  private static let all = [SIGINT, SIGTERM, SIGHUP]

  init() {
    var held = sigset_t()
    sigemptyset(&held)
    for signal in Self.all { sigaddset(&held, signal) }
    pthread_sigmask(SIG_BLOCK, &held, nil)
  }

  /// Waits; true as soon as the program is to end.
  func wait(milliseconds: UInt32) -> Bool {
    var left = milliseconds
    while !isStopWanted {
      if left == 0 { return false }
      let part = min(left, 50)
      usleep(part * 1000)
      left -= part
    }
    return true
  }

  private var isStopWanted: Bool {
    var pending = sigset_t()
    sigemptyset(&pending)
    guard sigpending(&pending) == 0 else { return false }
    return Self.all.contains { sigismember(&pending, $0) == 1 }
  }
}
