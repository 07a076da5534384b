/// A module of Python that may be a migration of Django's.
struct DjangoFile {
  var file: SourceFile
  /// Whether the command line names it, or the folder that it lies in: then its project may be run.
  var isNamed: Bool

  /// The migration of an app: `shop/migrations/0002_index.py`.
  static func isMigration(_ path: String) -> Bool {
    Path.isPython(path) && !Path.name(of: path).hasPrefix("__") && Path.name(of: Path.parent(of: path)) == "migrations"
  }

  /// The folder of the project: the nearest one above with a `manage.py`.
  static func project(of path: String) -> String? {
    Folder.nearest(from: Path.parent(of: path), holding: "manage.py")
  }
}
