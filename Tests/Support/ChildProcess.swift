#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Another program.
public enum ChildProcess {
  /// What a program said until it ended.
  public struct Output: Sendable {
    /// 128 + n when signal n ended it.
    public var status: Int32
    public var text: String
    public var errors: String
    /// The most memory it held, in bytes.
    public var peakMemory = 0

    public var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  /// Runs a program to its end with bytes as its standard input. All three streams are files, so that no pipe can fill up.
  /// - Parameters:
  ///   - folder: where it runs; nil is where the tests do.
  ///   - environment: `NAME=value`, beside `PATH` and `LC_ALL=C`.
  public static func run(_ arguments: [String], in folder: String? = nil, input: [UInt8] = [], environment: [String] = []) -> Output {
    let streams = [scratchFile(input), scratchFile(), scratchFile()]
    defer { for stream in streams { close(stream) } }
    guard let process = start(arguments, in: folder, streams: streams, environment: environment) else {
      return Output(status: 127, text: "", errors: "cannot start \(arguments.first ?? "")")
    }
    let end = wait(for: process)
    return Output(status: end.status, text: contents(streams[1]), errors: contents(streams[2]), peakMemory: end.peakMemory)
  }

  /// Starts a program in a process group of its own, so that Ctrl-C at the terminal does not reach it.
  static func start(_ arguments: [String], in folder: String? = nil, streams: [Int32], environment: [String]) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in streams.enumerated() { posix_spawn_file_actions_adddup2(&actions, stream, Int32(number)) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

    // Swift does not see glibc's posix_spawn_file_actions_addchdir_np.
    let there = folder.map { ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, $0] } ?? []
    let words = (there + arguments).map { strdup($0) } + [nil]
    let variables = (["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"] + environment).map { strdup($0) } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process = pid_t()
    guard let program = words.first ?? nil, posix_spawnp(&process, program, &actions, &attributes, words, variables) == 0 else { return nil }
    return process
  }

  /// Waits for the end of a program: its exit status, or 128 + n when signal n ended it, and its peak memory in bytes.
  static func wait(for process: pid_t) -> (status: Int32, peakMemory: Int) {
    var status: Int32 = 0, usage = rusage()
    while wait4(process, &status, 0, &usage) < 0 { if errno != EINTR { return (127, 0) } }
    return (status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f, usage.ru_maxrss * 1024)
  }

  /// A file that has no name any more and that no other child inherits.
  static func scratchFile(_ content: [UInt8] = []) -> Int32 {
    var path = Array("/tmp/lintel-test.XXXXXX".utf8CString)
    let file = mkstemp(&path)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(path)
    var bytes = content[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard written > 0 else { break }
      bytes = bytes.dropFirst(written)
    }
    lseek(file, 0, SEEK_SET)
    return file
  }

  static func contents(_ file: Int32) -> String {
    var bytes: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 1 << 16)
    lseek(file, 0, SEEK_SET)
    while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
