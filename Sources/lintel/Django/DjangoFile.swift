/// A module of Python that may be a migration of Django's.
struct DjangoFile {
  var file: SourceFile
  /// Whether the command line names it, or the folder that it lies in: then its project may be run.
  var isNamed: Bool

  /// The migration of an app: `shop/migrations/0002_index.py`. `MIGRATION_MODULES` may name any other folder; but whose name begins with
  /// a digit is imported by no statement.
  static func isMigration(_ path: String) -> Bool {
    isModule(path) && (Path.name(of: Path.parent(of: path)) == "migrations" || hasNumber(path))
  }

  static func isModule(_ path: String) -> Bool { Path.isPython(path) && !Path.name(of: path).hasPrefix("__") }

  private static func hasNumber(_ path: String) -> Bool {
    Path.name(of: path).utf8.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  /// The folder of the project: the nearest one above with a `manage.py`.
  static func project(of path: String) -> String? {
    Folder.nearest(from: Path.parent(of: path), holding: "manage.py")
  }
}
