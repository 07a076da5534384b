#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Folders and what is in them.
enum Folder {
  struct Entry {
    enum Kind { case file, folder, link, other, unknown }
    var name: String
    var kind: Kind
    /// False when the name had to be repaired to be shown; the file cannot be opened by it.
    var isNameValid: Bool
  }

  /// The working directory, without links.
  static var current: String {
    guard let name = getcwd(nil, 0) else { return "/" }
    defer { free(name) }
    return String(cString: name)
  }

  /// Without links; nil for a path that leads nowhere.
  static func realPath(_ path: String) -> String? {
    guard let name = realpath(path, nil) else { return nil }
    defer { free(name) }
    return String(cString: name)
  }

  /// The nearest folder, from this one upwards, that holds a file or folder of a name.
  static func nearest(from folder: String, holding name: String) -> String? {
    var folder = folder
    while (try? FileStatus(Path.join(folder, name))) == nil {
      let parent = Path.parent(of: folder)
      if parent == folder { return nil }
      folder = parent
    }
    return folder
  }

  /// Everything in a folder but `.` and `..`, in no particular order.
  static func entries(of path: String) throws(SystemError) -> [Entry] {
    guard let stream = opendir(path) else { throw .last }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let found = readdir(stream) else {
        if errno != 0 { throw .last }
        return entries
      }
      // Through the pointer: the record is as long as its name, shorter than the declared array.
      let name = UnsafeRawPointer(found).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
      if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }
      let valid = String(validatingCString: name)
      entries.append(Entry(name: valid ?? String(cString: name), kind: kind(found.pointee.d_type), isNameValid: valid != nil))
    }
  }

  private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0

  private static func kind(_ type: UInt8) -> Entry.Kind {
    switch Int(type) {
    case Int(DT_REG): .file
    case Int(DT_DIR): .folder
    case Int(DT_LNK): .link
    case Int(DT_UNKNOWN): .unknown
    default: .other
    }
  }
}
