import LintelTestSupport

/// A project that the real Alembic runs, from `make deps`.
struct AlembicProject {
  private static let packages = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/.deps/alembic"
  static let isHere = ChildProcess.run(["python3", "-c", "import alembic"], environment: ["PYTHONPATH=\(packages)"]).status == 0

  let folder = TemporaryFolder(["alembic.ini": "[alembic]\nscript_location = %(here)s\n", "env.py": environment])

  private static let environment = """
    import os
    from alembic import context
    from sqlalchemy import create_engine

    url = os.environ["SHOP"]
    if context.is_offline_mode():
        context.configure(url=url, literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
    else:
        with create_engine(url).connect() as connection:
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()

    """

  /// - Parameter revisions: what each does on its way up and back, without indentation; they are called `1`, `2`, …
  init(_ revisions: [(upgrade: String, downgrade: String)]) {
    for (number, revision) in revisions.enumerated() {
      func body(_ text: String) -> String { text.split(separator: "\n").map { "    \($0)\n" }.joined() }
      let before = number == 0 ? "None" : "\"\(number)\""
      folder.write("versions/\(number + 1)_shop.py", """
        import sqlalchemy as sa
        from alembic import op

        revision = "\(number + 1)"
        down_revision = \(before)

        def upgrade():
        \(body(revision.upgrade))
        def downgrade():
        \(body(revision.downgrade))
        """)
    }
  }

  /// On a database, or for what it prints without any.
  func alembic(_ arguments: String..., on database: TestDatabase? = nil) -> ChildProcess.Output {
    let place = database.map { "\($0.name)?host=\($0.server.socketFolder)" } ?? ""
    return ChildProcess.run(
      ["python3", "-m", "alembic"] + arguments, in: folder.path,
      environment: ["PYTHONPATH=\(Self.packages)", "PYTHONDONTWRITEBYTECODE=1", "SHOP=postgresql+psycopg://postgres@/\(place)"])
  }

  func lintel(_ arguments: String...) -> ChildProcess.Output { LintelProgram.run(arguments, in: folder.path) }
}
