import PostgresSyntax

/// yandex/pgmigrate. Source: `pgmigrate.py`.
public struct Pgmigrate: Runner {
  public init() {}
  public var name: String { "pgmigrate" }
  public var landmarks: [Landmark] { [Landmark("../migrations.yml", .beside), Landmark("migrations.yml", .above)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard takes(file) else { return nil }
    return isOff(file) ? Evidence(.annotation, "its name says `NONTRANSACTIONAL`") : file.versioned
  }

  public func takes(_ file: MigrationFile) -> Bool {
    file.shape.letter == UInt8(ascii: "V") && file.shape.separator == UInt8(ascii: "_")
  }

  public func reading(of file: MigrationFile) -> Reading { Reading(of: file, isOff(file) ? .none : .file, .statements) }

  private func isOff(_ file: MigrationFile) -> Bool { holds(Array(file.name.utf8), "NONTRANSACTIONAL") }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("put `NONTRANSACTIONAL` into its name", needsOnlyStatement: false) }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    manuscript.renamed { $0.firstRange(of: "__").map { [path = $0] at in path[..<at.upperBound] + "NONTRANSACTIONAL_" + path[at.upperBound...] } ?? $0 }
  }
}
