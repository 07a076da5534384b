import PostgresSyntax

/// What `alembic upgrade --sql` prints, for psql. Run with Alembic 1.20.1.
public struct Alembic: Runner {
  public init() {}
  public var name: String { "alembic" }
  public var title: String { "Alembic" }
  public var optOutOfScript: String? { "put it into `with op.get_context().autocommit_block():`, and let Alembic write the script again" }
  public var historyTable: String? { "alembic_version" }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.alembic).map { Evidence(.annotation, file.says($0)) }
  }

  public func reading(of file: MigrationFile) -> Reading {
    let isDown = file.marks.first(.alembic).map { file.source.place(of: "downgrade ", in: $0.span) != nil } ?? false
    return Reading(isDown ? .down : .up, of: file, .none, .statements)
  }
}
