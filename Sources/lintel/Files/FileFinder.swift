import PostgresSyntax

/// Turns the paths of a command line into the files to lint.
struct FileFinder {
  private let currentFolder: String
  private let isExcluded: (_ absolute: String, _ isFolder: Bool) -> Bool
  private var found: [SourceFile] = []
  private var seenFolders: Set<FileStatus.Identity> = []
  /// Entered last, so that a folder is known by its own name where it has one.
  private var linkedFolders: [Place] = []
  private var hasStandardInput = false
  /// Modules of Python that may be migrations, and folders of projects that were named.
  private(set) var modules: [DjangoFile] = []
  private(set) var projects: [String] = []
  /// Whether what is added now comes from the command line.
  private var isNamed = true
  /// Without links, what was added.
  private var added: [String] = []

  /// A path for the system, and the same one from the root.
  private struct Place {
    var opened: String
    var absolute: String
    /// Shown with `..` rather than from the root where it lies outside the working directory.
    var isRelative: Bool

    func appending(_ name: String) -> Place {
      Place(opened: Path.join(opened, name), absolute: Path.join(absolute, name), isRelative: isRelative)
    }
  }

  init(currentFolder: String, isExcluded: @escaping (_ absolute: String, _ isFolder: Bool) -> Bool) {
    self.currentFolder = currentFolder
    self.isExcluded = isExcluded
  }

  /// Adds a file, everything below a folder, or what a pattern matches. A relative path starts at `folder`.
  /// - Parameter isNamed: whether the command line names it.
  mutating func add(_ path: String, in folder: String, isNamed: Bool = true) {
    self.isNamed = isNamed
    let place = place(path, in: folder)
    added.append(Folder.realPath(place.absolute) ?? place.absolute)
    do throws(SystemError) {
      try add(place, status: FileStatus(place.opened))
    } catch {
      guard error.isMissing, NamePattern.isSpecial(path), !FileStatus.isLink(place.opened) else { return report(error, at: place) }
      let matches = PathGlob.expand(path, in: folder)
      if matches.isEmpty { report("no file matches this pattern", at: place) }
      for match in matches {
        let place = self.place(match, in: folder)
        do throws(SystemError) { try add(place, status: FileStatus(place.opened)) } catch { report(error, at: place) }
      }
    }
  }

  mutating func addStandardInput(named name: String?) {
    guard !hasStandardInput else { return }
    hasStandardInput = true
    let shown = name ?? "<stdin>"
    let place = place(shown, in: currentFolder)
    if name != nil, isExcluded(place.absolute, false) { return }
    var file = SourceFile(path: name == nil ? shown : self.shown(place), absolute: place.absolute, origin: .standardInput)
    // Of a Python file's name comes what `sqlmigrate` prints of it, or what an editor has of it.
    if DjangoFile.isModule(place.absolute), let bytes = try? FileReader.standardInput() {
      file.origin = .staged(bytes, path: file.path)
      if Self.hasMigration(bytes) { return modules.append(DjangoFile(file: file, isNamed: false)) }
    }
    found.append(file)
  }

  /// Where it looks, from the root.
  var folders: [String] { added.map { (try? FileStatus($0).kind) == .folder ? $0 : Path.parent(of: $0) } }

  /// Adds files that git keeps and the folders do not, where they would have been found.
  /// - Parameter paths: from the root, without links.
  mutating func add(gone paths: [String]) {
    for path in paths where !isExcluded(path, false) && added.contains(where: { $0 == path || Path.relative(path, below: $0).map(Self.isVisible) ?? false }) {
      let place = Place(opened: path, absolute: path, isRelative: true)
      if Path.isSQL(path) {
        found.removeAll { $0.absolute == path }
        add(place, isLink: false)
      } else if DjangoFile.isMigration(path) {
        addModule(place)
      }
    }
  }

  private static func isVisible(_ path: String) -> Bool { Path.components(of: path).allSatisfy { PathGlob.isVisible(String($0)) } }

  /// Every file once, in the order the migrations run.
  mutating func files() -> [SourceFile] {
    while !linkedFolders.isEmpty {
      let folders = linkedFolders.sorted { NaturalOrder.precedes($0.absolute, $1.absolute) }
      linkedFolders = []
      for folder in folders { walk(folder) }
    }
    found.removeAll { file in
      if case .path(let opened, _) = file.origin { History.isWayDown(opened) } else { false }
    }
    if found.count < 2 { return found }
    NaturalOrder.sort(&found, by: \.absolute)
    var identities: Set<RealPath> = [], last: (folder: String, real: String)?
    return found.filter { file in
      guard case .path(let opened, let isLink) = file.origin else { return true }
      if isLink { return identities.insert(RealPath(Folder.realPath(opened) ?? opened)).inserted }
      // Those of a folder follow each other.
      let folder = Path.parent(of: opened), real = last?.folder == folder ? last?.real ?? folder : Folder.realPath(folder) ?? folder
      last = (folder, real)
      return identities.insert(RealPath(Path.join(real, Path.name(of: opened)))).inserted
    }
  }

  /// A path as the system compares it, byte for byte.
  private struct RealPath: Hashable {
    private let bytes: [UInt8]

    init(_ path: String) { bytes = Array(path.utf8) }

    // An array hashes its bytes one by one, which takes ten times as long.
    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
  }

  private mutating func add(_ place: Place, status: FileStatus) {
    if isExcluded(place.absolute, status.kind == .folder) { return }
    if status.kind == .folder { walk(place) } else if Path.isPython(place.absolute) { if hasMigration(place) { addModule(place) } } else { add(place, isLink: true) }
  }

  private mutating func addModule(_ place: Place, isNamed: Bool? = nil) {
    if Path.name(of: place.absolute) == "manage.py" { return projects.append(Path.parent(of: place.absolute)) }
    let file = SourceFile(path: shown(place), absolute: place.absolute, origin: .path(place.opened, isLink: true))
    if let at = modules.firstIndex(where: { $0.file.absolute == file.absolute }) {
      modules[at].isNamed = modules[at].isNamed || isNamed ?? self.isNamed
    } else {
      modules.append(DjangoFile(file: file, isNamed: isNamed ?? self.isNamed))
    }
  }

  /// Whether a module of Python may be a migration: those of other tools lie in folders of the same name, and a hook names them all.
  private func hasMigration(_ place: Place) -> Bool {
    if Path.name(of: place.absolute) == "manage.py" { return true }
    guard let bytes = try? FileReader.contents(of: place.opened) else { return true }
    return Self.hasMigration(bytes)
  }

  private static func hasMigration(_ bytes: [UInt8]) -> Bool {
    let text = SourceText(utf8: bytes)
    return text.firstOffset(of: "class Migration(", in: text.span) != nil
  }

  private mutating func add(_ place: Place, isLink: Bool) {
    found.append(SourceFile(path: shown(place), absolute: place.absolute, origin: .path(place.opened, isLink: isLink)))
  }

  private mutating func report(_ error: SystemError, at place: Place) {
    report(error.isMissing && FileStatus.isLink(place.opened) ? "is a link that leads nowhere" : error.text, at: place)
  }

  private mutating func report(_ problem: String, at place: Place) {
    found.append(SourceFile(path: shown(place), absolute: place.absolute, origin: .nowhere(problem)))
  }

  /// Adds the migrations below a folder. A folder entered before is not entered again: its links may lead in a circle.
  private mutating func walk(_ top: Place) {
    var folders = [top]
    while let folder = folders.popLast() {
      do throws(SystemError) {
        guard seenFolders.insert(try FileStatus(folder.opened).identity).inserted else { continue }
        for entry in try Folder.entries(of: folder.opened) where PathGlob.isVisible(entry.name) {
          visit(entry, at: folder.appending(entry.name), &folders, isTop: folder.absolute == top.absolute)
        }
      } catch {
        report(error, at: folder)
      }
    }
  }

  private mutating func visit(_ entry: Folder.Entry, at place: Place, _ folders: inout [Place], isTop: Bool) {
    var kind = entry.kind
    let isLink = kind == .link
    if isLink || kind == .unknown {
      do throws(SystemError) {
        kind = switch try FileStatus(place.opened).kind {
        case .file: .file
        case .folder: .folder
        case .other: .other
        }
      } catch {
        if Path.isSQL(entry.name), !isExcluded(place.absolute, false) { report(error, at: place) }
        return
      }
    }
    switch kind {
    case .folder where !isExcluded(place.absolute, true):
      if isLink { linkedFolders.append(place) } else { folders.append(place) }
    case .file where Path.isSQL(entry.name) && !isExcluded(place.absolute, false):
      if entry.isNameValid { add(place, isLink: isLink) } else { report("its name is not UTF-8", at: place) }
    case .file where (DjangoFile.isMigration(place.absolute) || isTop && isNamed && DjangoFile.isModule(entry.name)) && entry.isNameValid && !isExcluded(place.absolute, false):
      if hasMigration(place) { addModule(place, isNamed: isTop && isNamed) }
    default: break
    }
  }

  private func place(_ path: String, in folder: String) -> Place {
    let opened = folder == currentFolder ? path : Path.join(folder, path)
    return Place(opened: opened, absolute: Path.absolute(path, in: folder), isRelative: !Path.isAbsolute(path))
  }

  private func shown(_ place: Place) -> String {
    if let below = Path.relative(place.absolute, below: currentFolder) { return below }
    return place.isRelative ? Path.relative(place.absolute, from: currentFolder) : place.absolute
  }
}
