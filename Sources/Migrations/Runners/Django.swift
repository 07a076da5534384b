import PostgresSyntax

/// What `manage.py sqlmigrate` prints: BEGIN, an operation's comment in three lines, COMMIT. Run with Django 5.2.19.
public struct Django: Runner {
  public init() {}
  public var name: String { "django" }
  public var title: String { "Django" }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard file.source[file.start] == UInt8(ascii: "B") || file.source[file.start] == UInt8(ascii: "-") else { return nil }
    var lines = (1...4).map { file.source[file.source.span(ofLine: $0)] }[...]
    if lines.first == "BEGIN;" { lines = lines.dropFirst() }
    guard lines.count > 2, let title = lines.dropFirst().first, lines.first == "--", title.hasPrefix("-- "), lines.dropFirst(2).first == "--",
      Django.operations.contains(where: { title.hasPrefix("-- " + $0) })
    else { return nil }
    return Evidence(.annotation, "it begins like the output of `sqlmigrate`")
  }

  private static let operations = [
    "Create ", "Delete ", "Add ", "Remove ", "Alter ", "Rename ", "Raw ", "Custom ", "Change ", "Set ", "Concurrently ", "Validate ",
  ]

  public func reading(of file: MigrationFile) -> Reading { Reading(of: file, .none, .statements) }
}
