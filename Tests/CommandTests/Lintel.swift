#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The built program.
enum Lintel {
  /// `LINTEL_BINARY`, else the one built beside these tests.
  static let path: String = {
    if let path = getenv("LINTEL_BINARY") { return String(cString: path) }
    // Among the arguments of this process is where the tests were built to.
    let bundle = CommandLine.arguments.first { $0.split(separator: "/").last?.hasSuffix(".xctest") ?? false } ?? ""
    return bundle.prefix(through: bundle.lastIndex(of: "/") ?? bundle.startIndex) + "lintel"
  }()

  /// What a run came to.
  struct Outcome {
    /// 128 + n when signal n ended it.
    var status: Int32
    var output: String
    var errors: String
    /// The most memory it held, in bytes.
    var peakMemory: Int

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Runs it to its end in a folder. Its streams are files there, so that no pipe can fill up.
  static func run(
    _ arguments: [String], in folder: TemporaryFolder, input: [UInt8] = [], environment: [String: String] = [:], wrapper: [String] = []
  ) -> Outcome {
    let streams = TemporaryFolder()
    streams.write("in", input)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, streams.path + "/in", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, streams.path + "/out", O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, streams.path + "/errors", O_WRONLY | O_CREAT, 0o600)
    let words = (["sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path] + wrapper + [path] + arguments).map { strdup($0) } + [nil]
    let variables = (["PATH": "/usr/local/bin:/usr/bin:/bin"].merging(environment) { $1 }).map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process = pid_t(), status = Int32(0), usage = rusage()
    guard posix_spawn(&process, "/bin/sh", &actions, nil, words, variables) == 0 else {
      return Outcome(status: 127, output: "", errors: "cannot start \(path)", peakMemory: 0)
    }
    wait4(process, &status, 0, &usage)
    let signal = status & 0x7f
    return Outcome(
      status: signal == 0 ? status >> 8 & 0xff : 128 + signal, output: streams.read("out"), errors: streams.read("errors"),
      peakMemory: usage.ru_maxrss * 1024)
  }

  static func run(_ arguments: String..., in folder: TemporaryFolder) -> Outcome { run(arguments, in: folder) }
}
