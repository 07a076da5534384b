/// A pattern of `exclude` and of an override: it matches a file, or a folder and everything in it.
///
/// With a slash in it, it starts at the folder of its `lintel.toml`; without one, it matches a name anywhere.
/// `**` stands for any number of folders.
struct PathPattern {
  private enum Part {
    case folders
    case name(NamePattern)
  }

  let text: String
  /// The absolute path of the folder where it starts.
  private let folder: String
  private let isAnchored: Bool
  private let parts: [Part]

  init(_ text: String, in folder: String) {
    self.text = text
    var folder = folder
    var names = Path.components(of: text).filter { $0 != "." }[...]
    isAnchored = names.count > 1 || Path.isAbsolute(text) || text.utf8.starts(with: "./".utf8)
    while names.first == ".." {
      folder = Path.parent(of: folder)
      names.removeFirst()
    }
    self.folder = folder
    if !isAnchored { names.insert("**", at: names.startIndex) }
    // A folder stands for what is in it.
    parts = names.map { $0 == "**" ? .folders : .name(NamePattern($0)) } + [.folders]
  }

  /// Whether an absolute path is meant.
  func matches(_ path: String) -> Bool {
    let names = names(of: path)
    if names.isEmpty { return false }
    var at = 0, part = 0
    var again: (part: Int, at: Int)?
    while at < names.count {
      if part < parts.count, case .folders = parts[part] {
        part += 1
        again = (part, at)
      } else if part < parts.count, case .name(let pattern) = parts[part], pattern.matches(names[at]) {
        part += 1
        at += 1
      } else if let (first, last) = again {
        again = (first, last + 1)
        (part, at) = (first, last + 1)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { if case .folders = $0 { true } else { false } }
  }

  /// What the pattern is compared with. A name is looked for below a folder only: `old` says nothing about where a project lies.
  private func names(of path: String) -> [Substring] {
    if let below = Path.relative(path, below: folder) { return Path.components(of: below) }
    // The pattern comes from a configuration elsewhere that this one extends.
    return isAnchored ? [] : Path.components(of: Path.relative(path, from: folder)).filter { $0 != ".." }
  }
}
