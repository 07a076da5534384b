public import PostgresBehavior

/// What a real server did when it ran statements in a transaction block, to the relations that were there before.
public struct Observation: Sendable {
  /// The strongest lock on each that the transaction holds in the end, by the name it has then; `.scan` for an index build too.
  public var effects: [Effect] = []
  /// The server's words when a statement may not run in a transaction block.
  public var refusal: String?
}

extension PostgresServer {
  /// Runs SQL behind a set-up and looks at the locks before the transaction ends.
  /// - Parameters:
  ///   - setup: each statement in a transaction of its own.
  ///   - sql: all in one transaction, which is rolled back.
  ///   - settings: `SET` statements between the two.
  /// - Throws: `Failure` when the server refuses the SQL for another reason than the transaction block.
  public func observe(_ sql: String, after setup: String, settings: String = "") throws -> Observation {
    let script = """
      SET client_min_messages = warning;
      \(setup)
      ;\(settings)
      ;\\o
      \(Observation.script(sql, opening: true))
      ROLLBACK;

      """
    do {
      let (text, messages) = try run(script)
      return Observation(Transcript(text), messages: messages.split(separator: "\n").map(String.init))
    } catch let failure as Failure {
      let words = ["cannot run inside a transaction block", "cannot be executed from a function"]
      guard words.contains(where: failure.description.contains) else { throw failure }
      return Observation(refusal: failure.description)
    }
  }

  /// What a statement that may not run in a transaction block holds, and at last waits for, while another session is in its way.
  /// - Parameter blocker: what that session did in a transaction that is open.
  public func observe(_ sql: String, waitingFor blocker: String, after setup: String) throws -> (holds: [Effect], wants: [Effect]) {
    let question = """
      SELECT nspname, relname, relkind, mode, granted FROM pg_locks JOIN pg_class c ON c.oid = relation
      JOIN pg_namespace n ON n.oid = relnamespace
      WHERE pid = :pid AND locktype = 'relation' AND nspname !~ '^pg_' AND relname !~ '_ccnew'
      """
    let rows = try ask(question, while: sql, waitsFor: blocker, after: setup).split(separator: "\n").map { $0.split(separator: "\t") }
    func effects(granted: Substring) -> [Effect] {
      rows.filter { $0.count == 5 && $0[4] == granted }.compactMap { row in
        guard let kind = Observation.kind(row[2]), let mode = LockMode.allCases.first(where: { $0.catalogName == row[3] }) else { return nil }
        return Effect(RelationName(schema: String(row[0]), String(row[1])), mode, kind: kind)
      }.merged
    }
    return (effects(granted: "t"), effects(granted: "f"))
  }

  /// Only catalogs are read: no lock of ours may be taken for one of the statement's.
  static let relations = """
    SELECT c.oid, nspname, relname, relkind, relfilenode, CASE WHEN relkind IN ('r', 'm') THEN pg_relation_size(c.oid) END
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I') AND nspname !~ '^pg_' AND nspname <> 'information_schema';
    """
  fileprivate static let scans = "SELECT oid, pg_stat_get_xact_numscans(oid) FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace >= 2200;"
}

extension Observation {
  private init(refusal: String) { self.refusal = refusal }

  /// Looks at one statement of a session. A transaction that it opens stays open.
  init(of sql: String, opening: Bool, in database: TestDatabase) throws {
    let (text, messages) = try database.migrate(Observation.script(sql, opening: opening))
    self.init(Transcript(text), messages: messages.split(separator: "\n").map(String.init))
  }

  fileprivate static func script(_ sql: String, opening: Bool) -> String {
    """
    \\echo @before
    \(PostgresServer.relations)
    \(opening ? "BEGIN;" : "")
    \\echo @counts
    \(PostgresServer.scans)
    SET LOCAL client_min_messages = debug2;
    \\echo @statement
    \(sql)
    ;SET LOCAL client_min_messages = warning;
    \\echo @locks
    SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted;
    \\echo @scanned
    \(PostgresServer.scans)
    \\echo @keys
    SELECT conname, conrelid, confrelid FROM pg_constraint WHERE contype = 'f' AND xmin = pg_current_xact_id()::xid
      UNION ALL SELECT conname, conrelid, relid FROM pg_constraint c, pg_partition_tree(confrelid)
      WHERE contype = 'f' AND c.xmin = pg_current_xact_id()::xid;
    \\echo @after
    \(PostgresServer.relations)
    """
  }

  fileprivate init(_ transcript: Transcript, messages: [String]) {
    var locks: [Substring: LockMode] = [:]
    for row in transcript["locks"] {
      guard let mode = LockMode.allCases.first(where: { $0.catalogName == row[1] }) else { continue }
      locks[row[0]] = max(locks[row[0]] ?? mode, mode)
    }
    let after = Dictionary(transcript["after"].map { ($0[0], $0) }, uniquingKeysWith: { first, _ in first })
    let evidence = Evidence(transcript, messages)
    for row in transcript["before"] {
      guard row.count == 6, let lock = locks[row[0]], let kind = Observation.kind(row[3]) else { continue }
      var work = Work.catalog
      // A query's way to its rows is the planner's business.
      if lock >= .shareUpdateExclusive, evidence.isRead(oid: row[0], name: row[2]) { work = .scan }
      // A partitioned table has no rows of its own.
      if row[3] == "p" { work = .catalog }
      let now = after[row[0]] ?? row
      // TRUNCATE makes a new file and writes nothing.
      if now[4] != row[4] { work = now[5] == "0" && row[5] != "0" ? .catalog : .rewrite }
      effects.append(Effect(RelationName(schema: String(now[1]), String(now[2])), lock, kind.hasRows ? work : .catalog, kind: kind))
    }
    effects.sort { $0.relation < $1.relation }
  }

  static func kind(_ relkind: Substring) -> Effect.Kind? {
    switch relkind {
    case "r", "p", "f": .table
    case "v": .view
    case "m": .materializedView
    case "S": .sequence
    case "i", "I": .index
    default: nil
    }
  }
}

extension Effect.Kind {
  /// Whether a rewrite is work: a sequence has one row, and an index goes with its table.
  public var hasRows: Bool { self == .table || self == .materializedView }
}

/// Which tables were read in full: as the server's debug messages name them, or as its statistics count them.
private struct Evidence {
  private var named: Set<Substring> = []
  private var validated: Set<Substring> = []
  private var scanned: Set<Substring> = []

  init(_ transcript: Transcript, _ messages: [String]) {
    var keys: Set<Substring> = []
    for message in messages {
      let names = message.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      if message.contains("verifying table"), names.count == 1 { named.insert(names[0]) }
      if message.contains("building index"), names.count == 2 { named.insert(names[1]) }
      // A sample, but one of every part of the table.
      if message.contains("analyzing"), names.count == 1 { named.insert(names[0].split(separator: ".").last ?? names[0]) }
      if message.contains("validating foreign key constraint"), names.count == 1 { keys.insert(names[0]) }
    }
    var referenced: Set<Substring> = []
    for row in transcript["keys"] where keys.contains(row[0]) {
      validated.insert(row[1])
      referenced.insert(row[2])
    }
    let before = transcript.numbers("counts")
    for (oid, count) in transcript.numbers("scanned") where count > before[oid] ?? 0 && !referenced.contains(oid) { scanned.insert(oid) }
  }

  func isRead(oid: Substring, name: Substring) -> Bool { named.contains(name) || validated.contains(oid) || scanned.contains(oid) }
}
