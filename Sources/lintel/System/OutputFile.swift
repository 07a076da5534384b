#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Reports

/// A file that takes the place of another one at once, with its mode, when all is written: a reader sees the old text or the
/// new one, never half of it. What is no plain file, such as `/dev/stderr`, is written to as it is.
final class OutputFile {
  private let shown: String
  private let path: String
  /// Nil for what is no plain file.
  private let temporary: String?
  private let descriptor: Int32
  private var error: SystemError?
  private var isFinished = false

  init(_ shown: String) throws(Failure) {
    self.shown = shown
    var status: FileStatus?
    do throws(SystemError) { status = try FileStatus(shown) } catch { if !error.isMissing { throw Self.failure(shown, error) } }
    if status?.kind == .folder { throw Self.failure(shown, .isFolder) }
    // A link stays one: the file it leads to is replaced. The system's own names, such as /dev/stderr, lead to what others hold open.
    let isTheSystems = ["/dev/", "/proc/"].contains { Path.absolute(shown, in: Folder.current).hasPrefix($0) }
    let real = Folder.realPath(shown)
    if status != nil, real == nil, !isTheSystems { throw Self.failure(shown, .last) }
    let path = isTheSystems ? shown : real ?? shown
    let temporary = isTheSystems || status?.kind == .other ? nil : Path.join(Path.parent(of: path), ".\(Path.name(of: path)).\(getpid()).lintel")
    let opened =
      if let temporary {
        open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status?.mode ?? 0o666)
      } else {
        open(path, O_WRONLY | O_CLOEXEC)
      }
    if opened < 0 { throw Self.failure(shown, .last) }
    if let mode = status?.mode, temporary != nil { fchmod(opened, mode) }
    (descriptor, self.path, self.temporary) = (opened, path, temporary)
  }

  deinit {
    if isFinished { return }
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// False when nothing more can be written.
  func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    do throws(SystemError) { try Descriptor.put(bytes, to: descriptor) } catch { self.error = error }
    return error == nil
  }

  var buffer: OutputBuffer { OutputBuffer { self.write($0) } }

  /// Puts the file in its place.
  func finish() throws(Failure) {
    if let error { throw Self.failure(shown, error) }
    guard let temporary else { return }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw Self.failure(shown, .last) }
    close(descriptor)
    isFinished = true
  }

  private static func failure(_ path: String, _ error: SystemError) -> Failure {
    Failure("cannot write to \(path): \(error.text)")
  }
}
