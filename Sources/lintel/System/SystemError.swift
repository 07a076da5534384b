#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the operating system answered when it refused.
struct SystemError: Error, Hashable {
  var code: Int32

  /// Of the call just made.
  static var last: SystemError { SystemError(code: errno) }
  /// No such file or folder.
  static var missing: SystemError { SystemError(code: ENOENT) }
  static var isFolder: SystemError { SystemError(code: EISDIR) }
  static var tooLarge: SystemError { SystemError(code: EFBIG) }

  /// A pipe whose reader has gone.
  var isClosedPipe: Bool { code == EPIPE }
  var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// In lower case, to follow a colon.
  var text: String {
    switch code {
    case ENOENT, ENOTDIR: "no such file or folder"
    case EACCES, EPERM: "permission denied"
    case ELOOP: "its links lead in a circle"
    case EISDIR: "is a folder"
    case EFBIG: "is larger than 2 GB"
    default: lowercased(String(cString: strerror(code)))
    }
  }

  private func lowercased(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}
