#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A psql that stays: one script after the other on one connection, which saves most of the time of short ones.
final class SQLSession {
  private var process: pid_t?
  private var input: Int32 = -1
  private var output: Int32 = -1
  private let errors: Int32
  private let arguments: [String]
  private let environment: [String]

  /// - Parameter arguments: psql and its options.
  init(_ arguments: [String], environment: [String]) {
    self.arguments = arguments
    self.environment = environment
    errors = ChildProcess.scratchFile()
    _ = fcntl(errors, F_SETFL, O_APPEND)
  }

  deinit {
    stop()
    close(errors)
  }

  /// Runs a script.
  /// - Returns: as psql itself would; after an error it is gone, and the next script gets a new one.
  func run(_ script: String) -> ChildProcess.Output {
    guard begin(script) else { return ChildProcess.Output(status: stop(), text: "", errors: "cannot run \(arguments.first ?? "")") }
    return finish()
  }

  /// Starts a script and leaves it running.
  func begin(_ script: String) -> Bool {
    if process == nil, !start() { return false }
    ftruncate(errors, 0)
    return put(script + "\n;\n\\echo \(SQLSession.end)\n")
  }

  /// Waits for the script that was begun.
  func finish() -> ChildProcess.Output {
    var text: [UInt8] = []
    let isComplete = receive(&text)
    let status = isComplete ? 0 : stop()
    return ChildProcess.Output(status: status, text: String(decoding: text, as: UTF8.self), errors: ChildProcess.contents(errors))
  }

  private static let end = "@end-of-script"

  private func start() -> Bool {
    // A socket, because writing to a psql that is gone may not raise a signal.
    var inward: [Int32] = [0, 0], outward: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &inward) == 0, pipe(&outward) == 0 else { return false }
    for end in inward + outward { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    process = ChildProcess.start(arguments, streams: [inward[0], outward[1], errors], environment: environment)
    close(inward[0])
    close(outward[1])
    (input, output) = (inward[1], outward[0])
    return process != nil
  }

  @discardableResult
  private func stop() -> Int32 {
    guard let process else { return 0 }
    close(input)
    close(output)
    self.process = nil
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return 127 } }
    return status == 0 ? 0 : max(1, (status >> 8) & 0xff)
  }

  /// None of our scripts prints more than a pipe holds before psql has read its end.
  private func put(_ script: String) -> Bool {
    var bytes = Array(script.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { return false }
    }
    return true
  }

  /// Reads up to the line that ends a script; false when psql ended before.
  private func receive(_ text: inout [UInt8]) -> Bool {
    let end = Array((SQLSession.end + "\n").utf8)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(output, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      text += buffer.prefix(count)
      if text.count >= end.count, text.suffix(end.count) == end[...] {
        text.removeLast(end.count)
        return true
      }
    }
  }
}
