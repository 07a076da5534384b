import Linting
import Migrations

/// What `lintel init` sees in a folder: which migrations there are, and which tool runs them.
struct RepositoryLook {
  /// Migrations of one folder under one tool.
  struct Group {
    /// From where init was asked; `.` for the folder itself.
    var folder: String
    /// `unknown` where several might run them.
    var runner: String
    var candidates: [String]
    /// For people; nil where nothing speaks for the tool.
    var why: String?
    var count: Int
    /// The first one.
    var example: String
  }

  private(set) var groups: [Group] = []
  /// `.sql` files that look like no migrations.
  private(set) var others = 0

  /// Folders of other people's code, or of what was built.
  private static let foreign: Set<String> = ["node_modules", "vendor", "target", "build", "dist", "venv", "Pods"]

  init(of folder: String) {
    var finder = FileFinder(currentFolder: folder) { absolute, isFolder in
      isFolder && absolute != folder && Self.foreign.contains(Path.name(of: absolute))
    }
    finder.add(".", in: folder)
    let recognizer = Recognizer(.files)
    for file in finder.files() {
      let read = file.read()
      if read.problem != nil { continue }
      let migration = recognizer.migration(path: file.path, absolute: file.absolute, source: read.source)
      if migration.isWayDown { continue }
      let home = History.folder(of: file.absolute)
      guard migration.evidence != nil || History.isVersioned(Path.name(of: file.absolute)) else {
        others += 1
        continue
      }
      let shown = Path.relative(home, from: folder)
      if let at = groups.firstIndex(where: { $0.folder == shown && $0.runner == migration.runner && $0.candidates == migration.candidates }) {
        groups[at].count += 1
      } else {
        groups.append(Group(
          folder: shown, runner: migration.runner, candidates: migration.candidates, why: migration.evidence?.reason, count: 1, example: file.path))
      }
    }
    for module in finder.modules.map(\.file) {
      let shown = Path.relative(Path.parent(of: module.absolute), from: folder)
      if let at = groups.firstIndex(where: { $0.folder == shown && $0.runner == "django" }) { groups[at].count += 1; continue }
      let project = DjangoFile.project(of: module.absolute).map { Path.relative(Path.join($0, "manage.py"), from: folder) }
      groups.append(Group(
        folder: shown, runner: "django", candidates: [], why: project.map { "there is `\($0)`" } ?? "they are modules of Python with a `class Migration`", count: 1,
        example: module.path))
    }
    groups.sort { NaturalOrder.precedes($0.folder, $1.folder) }
  }

  /// The folders with migrations, without those below another of them.
  var folders: [String] {
    var folders: [String] = []
    for folder in groups.map(\.folder) where !folders.contains(where: { $0 == folder || $0 == "." || Path.relative(folder, below: $0) != nil }) {
      folders.append(folder)
    }
    return folders
  }

  /// Those of a known tool, which tells how they are run.
  var foldersWithTool: [String] { groups.filter { $0.why != nil && $0.candidates.isEmpty }.map(\.folder) }
}
