#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes bytes to standard output and to files.
enum FileWriter {
  /// Writes all of it to an open file.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = write(descriptor, part.baseAddress, part.count)
      if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw .last }
    }
  }

  static func write(_ text: String, to descriptor: Int32) throws(SystemError) {
    var text = text
    try text.withUTF8 { bytes -> Result<Void, SystemError> in
      Result { () throws(SystemError) in try write(UnsafeRawBufferPointer(bytes), to: descriptor) }
    }.get()
  }

  /// Puts a file in the place of another one at once, with its mode: a reader sees the old text or the new one, never half of it.
  /// What is no plain file, such as `/dev/stderr`, is written to as it is.
  static func replace(_ path: String, with text: String) throws(SystemError) {
    let status: FileStatus?
    do throws(SystemError) { status = try FileStatus(path) } catch { if error.isMissing { status = nil } else { throw error } }
    switch status?.kind {
    case .folder: throw .isFolder
    case .other: try overwrite(path, with: text)
    // A link stays one: the file it leads to is replaced.
    case .file: try replace(Folder.realPath(path) ?? path, mode: status?.mode, with: text)
    case nil: try replace(path, mode: nil, with: text)
    }
  }

  private static func overwrite(_ path: String, with text: String) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    try write(text, to: descriptor)
  }

  private static func replace(_ path: String, mode: mode_t?, with text: String) throws(SystemError) {
    let temporary = "\(Path.parent(of: path))/.\(Path.name(of: path)).\(getpid()).lintel"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode ?? 0o666)
    guard descriptor >= 0 else { throw .last }
    do {
      defer { close(descriptor) }
      if let mode { fchmod(descriptor, mode) }
      try write(text, to: descriptor)
      guard fsync(descriptor) == 0 else { throw SystemError.last }
      guard rename(temporary, path) == 0 else { throw SystemError.last }
    } catch {
      unlink(temporary)
      throw error
    }
  }
}
