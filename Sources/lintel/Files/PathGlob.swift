/// Shell-style patterns on the command line, for what the shell did not expand.
enum PathGlob {
  /// The files and folders that a pattern matches, as paths below `folder`. Hidden names and `node_modules` need to be named.
  /// Where a part of the pattern exists as it is written, it is taken literally, `[id]` and all.
  static func expand(_ pattern: String, in folder: String) -> [String] {
    var found = [Path.isAbsolute(pattern) ? "/" : ""]
    let parts = Path.components(of: pattern)
    for (number, part) in parts.enumerated() {
      let isLast = number == parts.count - 1
      if part == "**" {
        // At the end it means every migration below, which is what a folder means.
        if !isLast { found = found.flatMap { folders(below: $0, in: folder) } }
      } else {
        found = found.flatMap { matches(of: part, in: $0, below: folder, isLast: isLast) }
      }
    }
    return found
  }

  private static func matches(of part: Substring, in path: String, below folder: String, isLast: Bool) -> [String] {
    let literal = append(part, to: path)
    if (try? FileStatus(Path.join(folder, literal))) != nil { return [literal] }
    guard NamePattern.isSpecial(part) else { return [] }
    let pattern = NamePattern(part)
    // `db/*` is about migrations, not about the README beside them; `db/*.psql` says what it wants.
    let takesAnySuffix = part.utf8.contains(UInt8(ascii: "."))
    return entries(of: path, in: folder).compactMap { entry in
      guard isVisible(entry.name) || part.first == "." && entry.name.first == ".", pattern.matches(entry.name) else { return nil }
      let path = append(entry.name, to: path)
      if isLast, takesAnySuffix || Path.isSQL(entry.name) { return path }
      return isFolder(entry, at: Path.join(folder, path)) ? path : nil
    }
  }

  /// A folder and all those below it. Links are not followed: they could lead in a circle.
  private static func folders(below path: String, in folder: String) -> [String] {
    var found = [path], next = 0
    while next < found.count {
      let path = found[next]
      next += 1
      for entry in entries(of: path, in: folder) where entry.kind == .folder && isVisible(entry.name) {
        found.append(append(entry.name, to: path))
      }
    }
    return found
  }

  static func isVisible(_ name: String) -> Bool { name.utf8.first != UInt8(ascii: ".") && name != "node_modules" }

  private static func isFolder(_ entry: Folder.Entry, at path: String) -> Bool {
    switch entry.kind {
    case .folder: true
    case .link, .unknown: (try? FileStatus(path))?.kind == .folder
    case .file, .other: false
    }
  }

  private static func entries(of path: String, in folder: String) -> [Folder.Entry] {
    (try? Folder.entries(of: Path.join(folder, path.isEmpty ? "." : path))) ?? []
  }

  private static func append(_ name: some StringProtocol, to path: String) -> String {
    path.isEmpty || path == "/" ? path + name : "\(path)/\(name)"
  }
}
