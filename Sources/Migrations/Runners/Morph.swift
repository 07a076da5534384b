import PostgresSyntax

/// mattermost/morph. Source: `drivers/postgres/postgres.go`.
public struct Morph: Runner {
  public init() {}
  public var name: String { "morph" }
  public var landmarks: [Landmark] { [Landmark("go.mod", .above, naming: "mattermost/morph")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.morph).map { Evidence(.annotation, file.says($0)) } ?? file.upAndDown
  }

  public func takes(_ file: MigrationFile) -> Bool { file.upAndDown != nil }

  public func reading(of file: MigrationFile) -> Reading {
    let isOff = file.source[Span(0, 25)] == "-- morph:nontransactional"
    let annotations = file.marks.all(.morph).map { mark in
      Annotation(mark.span, fault: mark.span.start == 0 && isOff ? nil : .init("morph looks for `-- morph:nontransactional` at the very first byte of the file", "make it the first thing in the file"))
    }
    return Reading(file.kind, of: file, isOff ? .none : .file, .whole, annotations)
  }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("make `-- morph:nontransactional` its first line", needsOnlyStatement: true) }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    // Nothing may stand before it, a byte-order mark neither.
    manuscript.text.unicodeScalars.first == "\u{feff}" ? nil : manuscript.beginning(with: "-- morph:nontransactional")
  }
}
