#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Starts other programs. The package swift-subprocess does more, and brings an asynchronous world for it.
enum ChildProgram {
  /// - Parameters:
  ///   - input: where it reads; nil for nothing to read.
  ///   - errors: where its complaints go; nil for nowhere.
  ///   - hasOwnGroup: whether it and all that it starts can be stopped together.
  /// - Returns: nil when there is no such program, or it cannot be started.
  static func start(
    _ name: String, _ arguments: [String], input: Int32? = nil, output: Int32, errors: Int32? = nil, hasOwnGroup: Bool = false
  ) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    if let errors {
      posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    if hasOwnGroup { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
    var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    return posix_spawnp(&child, name, &actions, &attributes, &words, environ) == 0 ? child : nil
  }

  /// What a program wrote to standard output when it came to its end; nil when it is not there or fails.
  static func output(_ name: String, _ arguments: [String]) -> [UInt8]? {
    guard let said = Pipe(), let child = start(name, arguments, output: said.into) else { return nil }
    said.closeInto()
    let output = try? FileReader.readToEnd(of: said.out, expecting: 0)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { if errno != EINTR { return nil } }
    return status == 0 ? output : nil
  }
}
