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

  public func optOut(for migration: Migration) -> OptOut? { OptOut("name it `….autocommit.up.sql`", needsOnlyStatement: true) }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    for ending in [".up.sql", ".down.sql"] where manuscript.path.hasSuffix(ending) {
      return manuscript.renamed { $0.dropLast(ending.utf8.count) + ".autocommit" + ending }
    }
    return nil
  }
}
