#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Reports

/// A file that takes the place of another one at once, with its mode, when all is written. What is no plain file, such as `/dev/stderr`,
/// is written to as it is.
final class OutputFile {
  private enum Target {
    case replacement(AtomicFile)
    case descriptor(Int32)
  }

  private let shown: String
  private let target: Target
  private var error: SystemError?

  init(_ shown: String) throws(Failure) {
    self.shown = shown
    var status: FileStatus?
    do throws(SystemError) { status = try FileStatus(shown) } catch { if !error.isMissing { throw Self.failure(shown, error) } }
    if status?.kind == .folder { throw Self.failure(shown, .isFolder) }
    // A link stays one: the file it leads to is replaced. The system's own names, such as /dev/stderr, lead to what others hold open.
    let isTheSystems = ["/dev/", "/proc/"].contains { Path.absolute(shown, in: Folder.current).hasPrefix($0) }
    let real = Folder.realPath(shown)
    if status != nil, real == nil, !isTheSystems { throw Self.failure(shown, .last) }
    if isTheSystems || status?.kind == .other {
      let opened = open(isTheSystems ? shown : real ?? shown, O_WRONLY | O_CLOEXEC)
      if opened < 0 { throw Self.failure(shown, .last) }
      target = .descriptor(opened)
    } else {
      do throws(SystemError) { target = .replacement(try AtomicFile(replacing: real ?? shown, status)) } catch { throw Self.failure(shown, error) }
    }
  }

  deinit { if case .descriptor(let opened) = target { close(opened) } }

  /// False when nothing more can be written.
  func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    do throws(SystemError) {
      switch target {
      case .replacement(let file): try file.write(bytes)
      case .descriptor(let opened): try Descriptor.put(bytes, to: opened)
      }
    } catch {
      self.error = error
    }
    return error == nil
  }

  var buffer: OutputBuffer { OutputBuffer { self.write($0) } }

  /// Puts the file in its place.
  func finish() throws(Failure) {
    if let error { throw Self.failure(shown, error) }
    guard case .replacement(let file) = target else { return }
    do throws(SystemError) {
      try file.save()
      try file.replace()
    } catch {
      throw Self.failure(shown, error)
    }
  }

  private static func failure(_ path: String, _ error: SystemError) -> Failure {
    Failure("cannot write to \(path): \(error.text)")
  }
}
