import LintelTestSupport
import PostgresBehavior
import PostgresSyntax

/// What Lintel says of a row before the server is asked.
struct Prediction {
  /// As the server is looked at: the locks held in the end, `.scan` for an index build too.
  var effects: [Effect]
  /// The statement that fails in a transaction block.
  var refusal: String?

  init(_ row: Row, version: Int, wrapping: Wrapping = .file) throws {
    let settings = Settings(timeZone: row.timeZone)
    let replay = try Prediction.replay([row.setup], version: version, settings: settings)
    let (run, session) = replay.run(
      try Prediction.lowered(row.sql), in: SourceText(row.sql), migration: 1, wrapping: wrapping, initial: settings) { _, _ in }
    let all = run.steps.flatMap(\.effects)
    refusal = run.steps.lazy.compactMap(\.refusesTransactionBlock).first
    // Without a block a statement's locks end with it.
    effects = (wrapping == .none ? all : session.locks.map(\.effect)).map { held in
      var effect = held
      let same = all.filter { $0.relation == effect.relation && $0.kind == effect.kind }
      effect.work = effect.kind.hasRows ? same.map(\.work).max() ?? .catalog : .catalog
      if effect.work == .indexBuild { effect.work = .scan }
      return effect
    }
    effects.sort { $0.relation < $1.relation }
  }

  func names(_ found: Effect) -> Bool { effects.contains { $0.relation == found.relation && $0.kind == found.kind } }

  /// Runs migrations that are told nothing about the connection but its settings.
  static func replay(_ migrations: [String], version: Int, settings: Settings = Settings()) throws -> Replay {
    let replay = Replay(version: ServerVersion(version))
    for (number, sql) in migrations.enumerated() {
      _ = replay.run(try lowered(sql), in: SourceText(sql), migration: number, wrapping: .none, initial: settings) { _, _ in }
    }
    return replay
  }

  static func lowered(_ sql: String) throws -> [LoweredStatement] {
    let source = SourceText(sql), reader = TreeReader()
    return try source.statements().map { statement in
      let lowered = LoweredStatement(statement, in: source, with: reader)
      if let error = lowered.error { throw error }
      return lowered
    }
  }
}
