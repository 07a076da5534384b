#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs another program that is told something and answers, for so long and no longer.
struct Conversation {
  enum End: Equatable {
    /// There is no such program, or it cannot be started.
    case missing
    case ended(status: Int32)
    /// It took too long, and was stopped with all it had started.
    case stopped
  }

  private(set) var end = End.missing
  /// What it wrote to standard output.
  private(set) var output: [UInt8] = []
  /// The last of what it wrote to standard error.
  private(set) var complaints: [UInt8] = []

  /// - Parameters:
  ///   - input: what it reads from standard input.
  ///   - seconds: the time it has.
  init(_ name: String, _ arguments: [String], input: [UInt8], seconds: Int) {
    guard let told = Pipe(), let said = Pipe(), let complained = Pipe() else { return }
    guard let child = ChildProgram.start(name, arguments, input: told.out, output: said.into, errors: complained.into, hasOwnGroup: true) else { return }
    told.closeOut()
    said.closeInto()
    complained.closeInto()
    let isInTime = exchange(input, told, said, complained, until: Conversation.now + seconds * 1000)
    // Its children have its group.
    kill(-child, SIGKILL)
    var status: Int32 = 0
    if !isInTime { kill(child, SIGKILL) }
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    end = isInTime ? .ended(status: status) : .stopped
  }

  /// Whether it came to its end in time: when it says nothing more.
  private mutating func exchange(_ input: [UInt8], _ told: Pipe, _ said: Pipe, _ complained: Pipe, until deadline: Int) -> Bool {
    var rest = input[...], isOpen = true, buffer = [UInt8](repeating: 0, count: 1 << 16)
    _ = fcntl(told.into, F_SETFL, O_NONBLOCK)
    while isOpen {
      let left = deadline - Conversation.now
      if left <= 0 { return false }
      var polled = [
        pollfd(fd: said.out, events: Int16(POLLIN), revents: 0), pollfd(fd: complained.isOutOpen ? complained.out : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: told.isIntoOpen ? told.into : -1, events: Int16(POLLOUT), revents: 0),
      ]
      guard poll(&polled, 3, Int32(clamping: left)) >= 0 else {
        if errno == EINTR { continue }
        return false
      }
      if polled[2].revents != 0 {
        let count = rest.withUnsafeBytes { write(told.into, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) }
        if rest.isEmpty || count < 0 && errno != EAGAIN && errno != EINTR { told.closeInto() }
      }
      if polled[1].revents != 0 {
        let count = read(complained.out, &buffer, buffer.count)
        if count > 0 { complaints = Array((complaints + buffer[..<count]).suffix(4096)) } else { complained.closeOut() }
      }
      if polled[0].revents != 0 {
        let count = read(said.out, &buffer, buffer.count)
        if count > 0 { output += buffer[..<count] } else if count == 0 || errno != EINTR { isOpen = false }
      }
    }
    return true
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
