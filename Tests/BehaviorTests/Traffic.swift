import LintelTestSupport
import Linting
import PostgresBehavior

/// Who has to wait, by what a finding says: another session tries.
struct Traffic {
  private enum Use { case read, write, refresh, number }
  private struct Attempt {
    var use: Use
    var relation: RelationName
    /// As the finding's lock has it.
    var waits: Bool

    var sql: String {
      switch use {
      case .read: "SELECT FROM \(relation.sql)"
      case .write: "INSERT INTO \(relation.sql) DEFAULT VALUES"
      case .refresh: "REFRESH MATERIALIZED VIEW \(relation.sql)"
      case .number: "SELECT nextval('\(relation.sql)')"
      }
    }
  }

  private let message: String
  private let database: TestDatabase
  private var attempts: [Attempt] = []

  init(_ finding: Finding, _ relations: [Effect], _ database: TestDatabase) throws {
    message = finding.message.description
    self.database = database
    // To plan a query PostgreSQL opens every index of the table.
    let closed = try relations.filter { $0.kind == .index && $0.blocksReads }.compactMap { try database.table(of: $0.relation) }
    // Of an index that no migration tells of, the finding cannot name the table.
    let unknown = closed.filter { table in !relations.contains { $0.relation == table } }.map { Effect($0, .accessExclusive) }
    for effect in relations.filter({ $0.kind != .index }) + unknown {
      let isClosed = closed.contains(effect.relation)
      func attempt(_ use: Use, _ waits: Bool) { attempts.append(Attempt(use: use, relation: effect.relation, waits: waits || isClosed)) }
      if effect.kind != .sequence { attempt(.read, effect.blocksReads) }
      switch effect.kind {
      case .table: attempt(.write, effect.blocksWrites)
      case .materializedView: attempt(.refresh, effect.blocksWrites)
      case .sequence: attempt(.number, effect.blocksWrites)
      case .view, .index: break
      }
    }
  }

  /// Those wait who should, nobody else does, and the message says who.
  func differences() throws -> [String] {
    var lines = try attempts.compactMap { attempt in
      try database.waits(attempt.sql) == attempt.waits ? nil : "\(attempt.sql) \(attempt.waits ? "does not wait" : "waits")"
    }
    let words = Set(message.split { !$0.isLetter })
    guard words.contains("blocks") else { return lines }
    // Who reads from a materialized view is not told that nobody can refresh it.
    for (use, names) in [(Use.read, ["read", "reads"]), (.write, ["write", "writes"])] {
      let waits = attempts.contains { $0.use == use && $0.waits }
      let isSaid = names.contains { words.contains($0[...]) }
      if waits != isSaid { lines.append("“\(message)”: \(use)s \(waits ? "wait" : "do not wait")") }
    }
    return lines
  }

  /// Those who wait now and waited before, if the message speaks of them.
  func waiting(in statement: String) throws -> [String] {
    let words = Set(message.split { !$0.isLetter })
    return try attempts.compactMap { attempt in
      guard attempt.waits, attempt.use != .refresh || words.contains("refresh") else { return nil }
      return try database.waits(attempt.sql) ? "fixed: \(attempt.sql) waits for \(statement)" : nil
    }
  }
}
