import PostgresSyntax

/// gobuffalo/pop, and ory's popx, which knows `.autocommit.` in the name. The files are Go templates. Source: `migrator.go`, `popx/match.go`.
public struct Popx: Runner {
  public init() {}
  public var name: String { "popx" }
  public var landmarks: [Landmark] { [Landmark("go.mod", .above, naming: "github.com/ory/x ", "gobuffalo/pop", "ory/pop")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard takes(file) else { return nil }
    return isOff(file) ? Evidence(.annotation, "its name says `.autocommit.`") : file.upAndDown
  }

  public func takes(_ file: MigrationFile) -> Bool { file.upAndDown != nil }
  public func masking(of file: MigrationFile) -> Masking { .templates }
  public func reading(of file: MigrationFile) -> Reading { Reading(file.kind, of: file, isOff(file) ? .none : .file, .whole) }

  private func isOff(_ file: MigrationFile) -> Bool { holds(Array(file.name.utf8), ".autocommit.") }

  public func optOut(for migration: Migration) -> OptOut? {
    // Plain pop takes `.autocommit.` for a dialect, and never runs such a file.
    if migration.evidence?.strength != .configured, let file = migration.reread?.file(migration.source), !isOff(file), !isOfOry(file) { return nil }
    return OptOut("name it `….autocommit.up.sql`", needsOnlyStatement: true)
  }

  private func isOfOry(_ file: MigrationFile) -> Bool {
    var folder = file.folder
    while true {
      if let manifest = file.surroundings.contents("\(folder)/go.mod") { return holds(manifest, "github.com/ory/") }
      let parent = cut(folder).folder
      if parent == folder || parent.isEmpty || parent == "." { return file.surroundings.names(file.folder).contains { holds(Array($0.utf8), ".autocommit.") } }
      folder = parent
    }
  }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    for ending in [".up.sql", ".down.sql"] where manuscript.path.hasSuffix(ending) {
      return manuscript.renamed { $0.dropLast(ending.utf8.count) + ".autocommit" + ending }
    }
    return nil
  }
}
