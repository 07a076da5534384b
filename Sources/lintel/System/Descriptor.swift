#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes to open files.
enum Descriptor {
  /// Writes all of it.
  static func put(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = write(descriptor, part.baseAddress, part.count)
      if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw .last }
    }
  }

  /// Says something to the person at the terminal. Nobody can be told when that fails.
  static func complain(_ text: String) {
    var text = text + "\n"
    text.withUTF8 { try? put(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
  }
}
