import PostgresSyntax

/// What `dotnet ef migrations script` prints, for psql. Source: dotnet/efcore `Migrator.cs`, npgsql/efcore.pg `NpgsqlHistoryRepository.cs`.
public struct EFCore: Runner {
  public init() {}
  public var name: String { "efcore" }
  public var title: String { "EF Core" }
  public var optOutOfScript: String? { "give it `suppressTransaction: true`, and let EF Core write the script again" }
  public var historyTable: String? { "__EFMigrationsHistory" }

  public func evidence(in file: MigrationFile) -> Evidence? {
    // It begins with the history's table, or ends with a row for it.
    let count = file.source.count, ends = [Span(0, min(600, count)), Span(max(0, count - 600), count)]
    guard ends.contains(where: { file.source.firstOffset(of: "__efmigrationshistory", in: $0) != nil }) else { return nil }
    return Evidence(.annotation, "it writes to `__EFMigrationsHistory`")
  }

  public func reading(of file: MigrationFile) -> Reading { Reading(of: file, .none, .statements) }
}
