import PostgresSyntax

/// Evolve for .NET. Source: `src/Evolve/Migration/MigrationScript.cs`.
public struct Evolve: Runner {
  public init() {}
  public var name: String { "evolve" }
  public var title: String { "Evolve" }
  public var landmarks: [Landmark] { [Landmark("evolve.json", .above)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    if let mark = file.marks.first(.evolve) { return Evidence(.annotation, file.says(mark)) }
    return takes(file) ? file.versioned : nil
  }

  public func takes(_ file: MigrationFile) -> Bool { file.shape.letter == UInt8(ascii: "V") || file.shape.letter == UInt8(ascii: "R") }
  public func masking(of file: MigrationFile) -> Masking { .placeholders }

  public func reading(of file: MigrationFile) -> Reading {
    let marks = file.marks.all(.evolve), isOff = marks.first?.number == 1
    let annotations = marks.map { mark in
      Annotation(mark.span, fault: mark.number == 1 ? nil : .init("Evolve looks for `-- evolve-tx-off` only in the first line", "make it the first line of the file"))
    }
    return Reading(file.shape.letter == UInt8(ascii: "R") ? .repeatable : .up, of: file, isOff ? .none : .file, .whole, annotations)
  }

  public func optOut(for migration: Migration) -> OptOut? { OptOut("make `-- evolve-tx-off` its first line", needsOnlyStatement: true) }
  public func place(of file: MigrationFile) -> HistoryPlace? {
    file.shape.letter == UInt8(ascii: "R") ? HistoryPlace(rank: 1) : HistoryPlace(version: NameVersion(file.name, .components)?.values ?? [])
  }

  public var succession: Succession { .components }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? { manuscript.beginning(with: "-- evolve-tx-off") }

  public var whenChanged: String? { "Evolve refuses to run until `evolve repair` when the checksum of a file has changed" }
}
