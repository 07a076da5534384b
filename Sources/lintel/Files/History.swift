/// The migrations around those under review: what ran before them makes the schema they meet, and what comes after may finish what they
/// began. A migration is a file, or a folder, whose name begins with its version: `0007_`, `20240102_`, `V7__`.
enum History {
  /// The folder whose migrations follow each other: the file's own, or the one above where each migration has a folder
  /// (`20240102_orders/up.sql`).
  static func folder(of path: String) -> String {
    let folder = Path.parent(of: path)
    return isInOwnFolder(path) ? Path.parent(of: folder) : folder
  }

  /// Whether a file's folder is the migration.
  private static func isInOwnFolder(_ path: String) -> Bool { !isVersioned(Path.name(of: path)) && isVersioned(Path.name(of: Path.parent(of: path))) }

  /// Files with the folder of each. Those of a folder follow each other.
  static func withFolders(_ files: [SourceFile]) -> [(file: SourceFile, history: String)] {
    var last = ""
    return files.map { file in
      let folder = folder(of: file.absolute)
      if folder != last { last = folder }
      return (file, last)
    }
  }

  /// The other migrations of the folders that some files are in, in no particular order. Folders that cannot be read have none.
  static func neighbours(of files: [SourceFile]) -> [SourceFile] {
    var seen: Set<String> = [], found: [SourceFile] = [], folders: Set<[String]> = [], last: String?
    for file in files {
      let parent = Path.parent(of: file.absolute), name = Path.name(of: file.absolute)
      // Nearly all files lie beside the one before.
      if parent == last, isVersioned(name) { continue }
      let isInOwnFolder = isInOwnFolder(file.absolute), folder = isInOwnFolder ? Path.parent(of: parent) : parent, isListed = isListed(folder)
      guard isInOwnFolder || isListed || isVersioned(name), folders.insert(isInOwnFolder ? [folder, name] : [folder]).inserted else { continue }
      if !isInOwnFolder { last = folder }
      if seen.isEmpty { seen = Set(files.map(\.absolute)) }
      for entry in (try? Folder.entries(of: folder)) ?? [] where (isListed || isVersioned(entry.name)) && entry.isNameValid {
        let path = Path.join(folder, isInOwnFolder ? Path.join(entry.name, name) : entry.name)
        guard isInOwnFolder ? entry.kind != .file : Path.isSQL(entry.name), seen.insert(path).inserted, isInOwnFolder || !isWayDown(path) else { continue }
        found.append(SourceFile(path: path, absolute: path, origin: .path(path, isLink: false), isReviewed: false))
      }
    }
    return found
  }

  /// Whether a file is the way back of another: `7_a.down.sql` beside `7_a.up.sql` or `7_a.sql`. It does not run on the way up.
  static func isWayDown(_ path: String) -> Bool {
    let ending = ".down.sql"
    guard path.utf8.count > ending.utf8.count, Path.ends(path, ending) else { return false }
    let stem = path.dropLast(ending.utf8.count)
    return [".up.sql", ".sql"].contains { (try? FileStatus(stem + $0)) != nil }
  }

  /// Whether a plan beside the folder tells the order of what is in it: Sqitch's.
  private static func isListed(_ folder: String) -> Bool {
    Path.name(of: folder) == "deploy" && (try? FileStatus(Path.join(Path.parent(of: folder), "sqitch.plan"))) != nil
  }

  /// Whether a name begins with a version.
  static func isVersioned(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
      let start = bytes.first.map { $0 | 0x20 == UInt8(ascii: "v") } ?? false ? 1 : 0
      var end = start
      while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
      // `2fa.sql` is a name.
      return end > start && (end == bytes.count || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(bytes[end]))
    }
  }
}
