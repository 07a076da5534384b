#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Reports

/// Standard output, whose reader may go away at any time.
final class StandardOutput {
  private var error: SystemError?

  /// False when nothing more can be written.
  func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    do throws(SystemError) { try Descriptor.put(bytes, to: STDOUT_FILENO) } catch { self.error = error }
    return error == nil
  }

  var buffer: OutputBuffer { OutputBuffer { self.write($0) } }

  /// Throws what went wrong. A reader that has seen enough, such as `head`, is nothing wrong.
  func finish() throws(Failure) {
    if let error, !error.isClosedPipe { throw Failure("cannot write to standard output: \(error.text)") }
  }

  static func write(_ text: String) throws(Failure) {
    let output = StandardOutput()
    var text = text
    _ = text.withUTF8 { output.write(UnsafeRawBufferPointer($0)) }
    try output.finish()
  }
}
