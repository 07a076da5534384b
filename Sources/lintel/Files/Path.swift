import PostgresSyntax

/// Paths as text: nothing here asks the file system.
enum Path {
  static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

  static func join(_ folder: String, _ path: String) -> String {
    if isAbsolute(path) || folder.isEmpty || folder == "." { return path }
    if folder.utf8.last == slash { return folder + path }
    var folder = folder, path = path
    return folder.withUTF8 { folder in
      path.withUTF8 { path in
        // Not a byte more than it takes: a run keeps two for each file.
        String(unsafeUninitializedCapacity: folder.count + 1 + path.count) { text in
          _ = text.initialize(fromContentsOf: folder)
          text[folder.count] = slash
          return text[(folder.count + 1)...].initialize(fromContentsOf: path)
        }
      }
    }
  }

  /// From the root, without `.`, `..` and doubled slashes.
  static func absolute(_ path: String, in folder: String) -> String {
    let full = isAbsolute(path) ? path : "\(folder)/\(path)"
    if isNormal(full) { return full }
    var parts: [Substring] = []
    for part in components(of: full) {
      switch part {
      case ".": continue
      case "..": parts.removeLast(parts.isEmpty ? 0 : 1)
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  static func components(of path: String) -> [Substring] { path.utf8.split(separator: slash).map { Substring($0) } }

  /// The folder a path lies in; `.` for a plain name.
  static func parent(of path: String) -> String {
    guard let at = lastSlash(in: path) else { return "." }
    return at == path.startIndex ? "/" : String(path[..<at])
  }

  static func name(of path: String) -> String {
    guard let at = lastSlash(in: path) else { return path }
    return String(path[path.utf8.index(after: at)...])
  }

  private static func lastSlash(in path: String) -> String.Index? {
    // Nearly all strings lie in memory as they are; index by index it takes ten times as long.
    let found = path.utf8.withContiguousStorageIfAvailable { bytes in
      var at = bytes.count - 1
      while at >= 0, bytes[at] != slash { at -= 1 }
      return at
    }
    guard let found else { return path.utf8.lastIndex(of: slash) }
    return found < 0 ? nil : path.utf8.index(path.startIndex, offsetBy: found)
  }

  /// The rest of an absolute path below an absolute folder; nil when it does not lie below it.
  static func relative(_ path: String, below folder: String) -> String? {
    if folder == "/" { return String(path.dropFirst()) }
    var path = path, folder = folder
    return path.withUTF8 { path in
      folder.withUTF8 { folder in
        guard path.count > folder.count, path[folder.count] == slash, path.starts(with: folder) else { return nil }
        return String(decoding: UnsafeBufferPointer(rebasing: path[(folder.count + 1)...]), as: UTF8.self)
      }
    }
  }

  /// An absolute path from an absolute folder, upwards where it has to be.
  static func relative(_ path: String, from folder: String) -> String {
    if path == folder { return "." }
    if let below = relative(path, below: folder) { return below }
    let to = components(of: path), from = components(of: folder)
    let common = zip(to, from).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: from.count - common) + to.dropFirst(common)).joined(separator: "/")
  }

  /// Whether a name ends in `.sql`, in any case.
  static func isSQL(_ name: String) -> Bool { ends(name, ".sql") }

  /// Whether a name ends in points and letters, these in lower case or not.
  static func ends(_ name: String, _ ending: String) -> Bool {
    name.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8) { a, b in a == b || a | 0x20 == b && a >= 0x41 }
  }

  /// Whether a name ends in `.py`.
  static func isPython(_ name: String) -> Bool { name.utf8.suffix(3).elementsEqual(".py".utf8) }

  private static let slash = UInt8(ascii: "/")

  /// No empty part, no `.` and no `..`.
  private static func isNormal(_ path: String) -> Bool {
    var length = 0, dots = 0
    for byte in path.utf8.dropFirst() {
      if byte == slash {
        if length == dots, length < 3 { return false }
        (length, dots) = (0, 0)
      } else {
        length += 1
        if byte == UInt8(ascii: ".") { dots += 1 }
      }
    }
    return length > dots || length > 2
  }
}
