#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs the program as somebody who may not read everything.
enum Unprivileged {
  static var isPossible: Bool { getuid() != 0 || access("/usr/bin/setpriv", X_OK) == 0 }

  static func run(_ arguments: [String], in folder: TemporaryFolder) -> Lintel.Outcome {
    if getuid() != 0 { return Lintel.run(arguments, in: folder) }
    folder.setMode(".", 0o755)
    return Lintel.run(arguments, in: folder, wrapper: ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
  }

  /// Gives a file or folder to him.
  static func own(_ name: String, in folder: TemporaryFolder) {
    if getuid() == 0 { chown("\(folder.path)/\(name)", 65534, 65534) }
  }
}
