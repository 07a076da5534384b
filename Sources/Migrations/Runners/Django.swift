import PostgresSyntax

/// What `manage.py sqlmigrate` prints: BEGIN, an operation's comment in three lines, COMMIT. Run with Django 5.2.19.
public struct Django: Runner {
  public init() {}
  public var name: String { "django" }
  public var title: String { "Django" }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard file.source.has("begin;", at: 0) || file.source.has("--", at: 0) else { return nil }
    // Without an index of all lines.
    let begin = file.source[file.line(around: Span(0, 0))]
    guard begin == "BEGIN;" || begin == "--" else { return nil }
    func line(_ number: Int) -> String { file.source[file.source.span(ofLine: number)] }
    var first = begin == "BEGIN;" ? 2 : 1
    // A fix may have put its timeouts there.
    while first > 1, first < 5, line(first).hasPrefix("SET ") { first += 1 }
    guard line(first) == "--", line(first + 2) == "--", case let title = line(first + 1), title.hasPrefix("-- "),
      Django.operations.contains(where: { title.hasPrefix("-- " + $0) })
    else { return nil }
    return Evidence(.annotation, "it begins like the output of `sqlmigrate`")
  }

  private static let operations = [
    "Create ", "Delete ", "Add ", "Remove ", "Alter ", "Rename ", "Raw ", "Custom ", "Change ", "Set ", "Concurrently ", "Validate ",
  ]

  public func reading(of file: MigrationFile) -> Reading {
    var reading = Reading(of: file, .none, .statements)
    reading.unwritten = file.places(of: "-- THIS OPERATION CANNOT BE WRITTEN AS SQL")
    return reading
  }

  /// What stands in the output of `sqlmigrate` for an operation that is Python.
  public static let unwritten = "-- THIS OPERATION CANNOT BE WRITTEN AS SQL"

  public func optOut(for migration: Migration) -> OptOut? { OptOut("write `atomic = False` into its class", needsOnlyStatement: false) }
  public var splitting: String? { "give `RunSQL` a list of strings, one for each statement" }
}
