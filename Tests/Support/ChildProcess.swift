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
  }

  /// Runs a program to its end with a text as its standard input. All three streams are files, so that no pipe can fill up.
  /// - Parameters:
  ///   - folder: where it runs; nil is where the tests do.
  ///   - environment: `NAME=value`, beside `PATH` and `LC_ALL=C`.
  public static func run(_ arguments: [String], in folder: String? = nil, input: String = "", environment: [String] = []) -> Output {
    let streams = [scratchFile(input), scratchFile(), scratchFile()]
    defer { for stream in streams { close(stream) } }
    guard let process = start(arguments, in: folder, streams: streams, environment: environment) else {
      return Output(status: 127, text: "", errors: "cannot start \(arguments.first ?? "")")
    }
    return Output(status: wait(for: process), text: contents(streams[1]), errors: contents(streams[2]))
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

  static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return 127 } }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
  }

  /// A file that has no name any more and that no other child inherits.
  private static func scratchFile(_ text: String = "") -> Int32 {
    var path = Array("/tmp/lintel-test.XXXXXX".utf8CString)
    let file = mkstemp(&path)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(path)
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard written > 0 else { break }
      bytes = bytes.dropFirst(written)
    }
    lseek(file, 0, SEEK_SET)
    return file
  }

  private static func contents(_ file: Int32) -> String {
    var bytes: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 1 << 16)
    lseek(file, 0, SEEK_SET)
    while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
