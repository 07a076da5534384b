import PostgresSyntax

/// Drizzle: one transaction around all pending migrations, each chunk between `--> statement-breakpoint` as one string.
/// Source: `drizzle-orm/src/migrator.ts`, `pg-core/dialect.ts`.
public struct Drizzle: Runner {
  public init() {}
  public var name: String { "drizzle" }
  public var title: String { "Drizzle" }
  public var landmarks: [Landmark] { [Landmark("meta/_journal.json", .beside)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.breakpoint).map { Evidence(.annotation, file.says($0)) }
  }

  public func takes(_ file: MigrationFile) -> Bool { file.shape.isSQL }

  public func reading(of file: MigrationFile) -> Reading {
    Reading(of: file, .allPending, .pieces([0] + file.marks.all(.breakpoint).map(\.span.end)))
  }

  /// As the journal has it.
  public func place(of file: MigrationFile) -> HistoryPlace? {
    file.number(of: file.stem, in: "meta/_journal.json", reading: Drizzle.tags).map { HistoryPlace(version: [$0]) } ?? HistoryPlace(version: [.max])
  }

  /// The values of `"tag"`, in their order.
  static func tags(_ journal: [UInt8]) -> [String] {
    let words = String(decoding: journal, as: UTF8.self).split(separator: "\"", omittingEmptySubsequences: false)
    return words.indices.compactMap { at in words[at] == "tag" && at + 2 < words.count ? String(words[at + 2]) : nil }
  }
}
