import PostgresSyntax

/// The Supabase CLI: all statements of a file in one pipeline; from 2.109 on those that it recognises run alone.
/// Source: `pkg/migration/{file,apply}.go`, `pkg/parser`; issues 2898, 6276.
public struct Supabase: Runner {
  public init() {}
  public var name: String { "supabase" }
  public var title: String { "the Supabase CLI" }
  public var settings: [RunnerSetting] { [RunnerSetting("version", .version)] }
  public var landmarks: [Landmark] { [Landmark("../../supabase/config.toml", .beside)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard takes(file), file.folder.hasSuffix("/supabase/migrations") else { return nil }
    return Evidence(.above, "it lies in `supabase/migrations`")
  }

  public func takes(_ file: MigrationFile) -> Bool {
    file.shape.version > 0 && file.shape.letter == 0 && file.shape.separator == UInt8(ascii: "_") && file.folderName == "migrations"
  }

  public func reading(of file: MigrationFile) -> Reading {
    let version = file.settings.text(name, "version").flatMap(Version.init)
      ?? file.packageVersion("\"supabase\"")
    guard let version, version >= Version(2, 109) else { return Reading(of: file, .none, .pipeline) }
    // Between those that run alone the others are batches, each one transaction.
    var sections: [Section] = [], start = 0
    for statement in file.source.statements() where runsAlone(statement, file.source) {
      if statement.region.start > start { sections.append(Section(Span(start, statement.region.start), .none, .pipeline)) }
      sections.append(Section(statement.region, .none, .statements))
      start = statement.region.end
    }
    sections.append(Section(Span(start, file.source.count), .none, .pipeline))
    return Reading(parts: [Part(.up, file.whole)], sections: sections)
  }

  private func runsAlone(_ statement: Statement, _ source: SourceText) -> Bool {
    let words = source.tokens(in: Span(statement.span.start, min(statement.span.end, statement.span.start + 200)))
      .filter { $0.kind != .comment }.prefix(6).map { source[$0.span].uppercased() }
    switch words.first {
    case "VACUUM", "CLUSTER": return true
    case "ALTER": return words.dropFirst().first == "SYSTEM"
    case "CREATE", "REINDEX", "DROP": return words.contains("CONCURRENTLY")
    default: return false
    }
  }

  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("", needsOnlyStatement: true)
  }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? { manuscript }
}
