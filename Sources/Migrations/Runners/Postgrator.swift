import PostgresSyntax

/// postgrator: no transaction of its own, the whole file as one string. Source: `postgrator.js`, README.
public struct Postgrator: Runner {
  public init() {}
  public var name: String { "postgrator" }
  public var landmarks: [Landmark] { [Landmark("package.json", .above, naming: "\"postgrator\"")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard takes(file) else { return nil }
    return Evidence(.above, "its name has `.\(file.shape.direction == .do ? "do" : "undo").`")
  }

  public func takes(_ file: MigrationFile) -> Bool { file.shape.direction == .do || file.shape.direction == .undo }
  public func reading(of file: MigrationFile) -> Reading { Reading(file.kind == .down ? .undo : .up, of: file, .none, .whole) }
  public func optOut(for migration: Migration) -> OptOut? { OptOut("", needsOnlyStatement: true) }

  public var succession: Succession { .numbers }
  public func wayBack(of name: String) -> String? {
    name.firstRange(of: ".do.").map { name[..<$0.lowerBound] + ".undo." + name[$0.upperBound...] }
  }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? { manuscript }

  public var whenChanged: String? { "postgrator refuses to run when the checksum of a file has changed" }
}
