#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that takes the place of another one at once, when all of it is on the disk: a reader sees the old text or the new one, never
/// half of it. Until then it has a name beginning with a dot, in the same folder.
final class AtomicFile {
  /// Of all names in use until then. No migration begins with a dot.
  static let temporaryPrefix = ".lintel-"

  private let path: String
  private let temporary: String
  private var descriptor: Int32
  private var isInPlace = false

  /// - Parameters:
  ///   - path: no link.
  ///   - old: what is there now, whose mode and owner are kept.
  init(replacing path: String, _ old: FileStatus?) throws(SystemError) {
    self.path = path
    var template = Array(Path.join(Path.parent(of: path), Self.temporaryPrefix + "XXXXXX").utf8CString)
    descriptor = template.withUnsafeMutableBufferPointer { name in name.baseAddress.map { mkstemp($0) } ?? -1 }
    temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard descriptor >= 0 else { throw .last }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    if let old {
      // The owner first, as a new owner loses some bits of the mode. Who may not give files away keeps at least the group.
      if fchown(descriptor, old.owner, old.group) != 0 { _ = fchown(descriptor, uid_t.max, old.group) }
      fchmod(descriptor, old.mode)
    } else {
      fchmod(descriptor, 0o666 & ~Self.mask)
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if !isInPlace { unlink(temporary) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) { try Descriptor.put(bytes, to: descriptor) }

  /// Brings what was written to the disk.
  func save() throws(SystemError) {
    guard fsync(descriptor) == 0 else { throw .last }
    // Some file systems tell only here that there was no room.
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw .last }
  }

  /// Puts the file in its place.
  func replace() throws(SystemError) {
    guard rename(temporary, path) == 0 else { throw .last }
    isInPlace = true
    // The name is on the disk when its folder is. A file system that cannot do that has done what it can.
    let folder = open(Path.parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// What a new file's mode leaves out.
  private static let mask: mode_t = {
    let mask = umask(0)
    umask(mask)
    return mask
  }()
}
