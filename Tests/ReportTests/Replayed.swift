import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax

/// SQL as `lintel locks` sees it: parsed and replayed.
func replayed(_ files: (path: String, sql: String)..., runner: String = "psql", wrapping: Wrapping = .none) -> LockReport {
  let replay = Replay(version: .standard), reader = TreeReader()
  return LockReport(files: files.enumerated().map { ordinal, file in
    let source = SourceText(file.sql)
    let statements = source.statements().map { LoweredStatement($0, in: source, with: reader) }
    let run = replay.run(statements, in: source, migration: ordinal, wrapping: wrapping, initial: Settings()).run
    return .init(migration: Migration(path: file.path, source: source, runner: runner), steps: run.steps)
  })
}
