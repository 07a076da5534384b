#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Two ends, each closed once. Other programs do not inherit them.
final class Pipe {
  let out: Int32
  let into: Int32
  private(set) var isOutOpen = true
  private(set) var isIntoOpen = true

  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    (out, into) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  func closeOut() {
    if isOutOpen { close(out) }
    isOutOpen = false
  }

  func closeInto() {
    if isIntoOpen { close(into) }
    isIntoOpen = false
  }

  deinit {
    closeOut()
    closeInto()
  }
}
