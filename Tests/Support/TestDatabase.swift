public import PostgresBehavior

/// A database of a test's own, with three people in it.
public final class TestDatabase {
  public let server: PostgresServer
  public let name: String
  /// Runs the migration.
  let migration: SQLSession
  /// Reads and writes meanwhile.
  let application: SQLSession
  /// Has a long transaction open where one is wanted.
  private let bystander: SQLSession

  init(_ name: String, on server: PostgresServer) {
    self.name = name
    self.server = server
    migration = server.session(on: name)
    application = server.session(on: name)
    bystander = server.session(on: name)
  }

  /// What no test may find of the one before it. Dropping what is there is ten times as quick as a new database.
  static let reset = end + """

    DISCARD ALL;
    SET client_min_messages = error;
    DO $$ DECLARE name text; BEGIN
      FOR name IN SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
        UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER %I CASCADE', fdwname) FROM pg_foreign_data_wrapper
        UNION ALL SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger
        UNION ALL SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      LOOP EXECUTE name; END LOOP;
    END $$;
    CREATE SCHEMA public;
    RESET client_min_messages;

    """

  static let end = "SET client_min_messages = error;\nROLLBACK;\nRESET client_min_messages;"

  /// pg_dump's view of what is in it, without what changes from run to run.
  public func dump() -> String {
    server.dump(name).text.split(separator: "\n").filter { !$0.hasPrefix("\\") && !$0.hasPrefix("--") }.joined(separator: "\n")
  }

  // MARK: Running

  /// Runs a script as the migration.
  /// - Returns: what psql printed, and the server's messages.
  /// - Throws: the server's error.
  @discardableResult
  public func migrate(_ script: String) throws -> (text: String, messages: String) {
    let output = migration.run(script)
    guard output.status == 0 else { throw PostgresServer.Failure(description: "\(server): \(output.errors)") }
    return (output.text, output.errors)
  }

  /// How a migration that failed came to its end.
  public struct Stop: Sendable {
    /// Which statement it was, from 0; nil where many were sent as one.
    public var statement: Int?
    public var error: String
  }

  /// Runs a migration the way its runner sends it, and closes the connection: an open transaction is lost.
  /// - Returns: the error that stopped it, if one did.
  public func run(_ statements: [String], _ wrapping: Wrapping) -> Stop? {
    let script = switch wrapping {
    case .none: TestDatabase.numbered(statements)
    case .file: "BEGIN;\n" + TestDatabase.numbered(statements) + "COMMIT;\n"
    // psql sends what stands before `\;` together with what comes after it.
    case .simpleQuery: statements.joined(separator: "\\;\n") + ";\n"
    }
    let output = migration.run(script + TestDatabase.end)
    if output.status == 0 { return nil }
    let last = output.text.split(separator: "\n").last { $0.hasPrefix("@") }
    return Stop(statement: last.flatMap { Int($0.dropFirst()) }, error: output.errors)
  }

  /// The same as a runner delivers it: its transactions, and what it sends as one string.
  public func run(_ statements: [(text: String, start: Int)], _ delivery: Delivery) -> Stop? {
    var script = "", section: Int?
    for (number, unit) in delivery.units.enumerated() {
      let end = number + 1 < delivery.units.count ? delivery.units[number + 1].start : .max
      let own = statements.enumerated().filter { $0.element.start >= unit.start && $0.element.start < end }
      if section != unit.section {
        if section != nil, delivery.units[number - 1].isWrapped { script += "COMMIT;\n" }
        if unit.isWrapped { script += "BEGIN;\n" }
        section = unit.section
      }
      if unit.sending == .statements {
        script += own.map { "\\echo @\($0.offset)\n\($0.element.text)\n;\n" }.joined()
      } else if let first = own.first {
        if own.count == 1 { script += "\\echo @\(first.offset)\n" }
        script += own.map(\.element.text).joined(separator: "\\;\n") + "\n;\n"
      }
    }
    if delivery.units.last?.isWrapped == true { script += "COMMIT;\n" }
    let output = migration.run(script + TestDatabase.end)
    if output.status == 0 { return nil }
    let last = output.text.split(separator: "\n").last { $0.hasPrefix("@") }
    return Stop(statement: last.flatMap { Int($0.dropFirst()) }, error: output.errors)
  }

  /// Sends statements in one pipeline of the extended protocol.
  /// - Returns: the first error, empty for none; nil where no psql here can do that.
  public func runPipelined(_ statements: [String]) -> String? {
    guard let session = server.pipelineSession(on: name) else { return nil }
    let script = "\\set VERBOSITY verbose\n\\startpipeline\n" + statements.map { "\($0) \\bind \\sendpipeline\n" }.joined() + "\\endpipeline\n"
    let output = session.run(script)
    return output.errors.split(separator: "\n").first { $0.contains("ERROR") }.map(String.init) ?? ""
  }

  private static func numbered(_ statements: [String]) -> String {
    statements.enumerated().map { "\\echo @\($0)\n\($1)\n;\n" }.joined()
  }

  /// What is there, indexes included.
  public func relations() throws -> Set<RelationName> {
    Set(Transcript("@relations\n" + (try migrate(PostgresServer.relations).text))["relations"].map(TestDatabase.name))
  }

  private static func name(_ row: [Substring]) -> RelationName { RelationName(schema: String(row[1]), String(row[2])) }

  // MARK: Locks

  /// Locks on relations that were there before a statement, by the name they had then: every mode that `pg_locks` shows.
  public struct Locks: Sendable {
    public var modes: [RelationName: Set<LockMode>] = [:]
    /// All that were there, locked or not.
    public var kinds: [RelationName: Effect.Kind] = [:]

    public var relations: Set<RelationName> { Set(kinds.keys) }
    public func isIndex(_ relation: RelationName) -> Bool { kinds[relation] == .index }
    /// The strongest that were not there before.
    public func new(since before: Locks) -> [Effect] {
      modes.compactMap { relation, modes in
        guard let lock = modes.subtracting(before.modes[relation] ?? []).max(), let kind = kinds[relation] else { return nil }
        return Effect(relation, lock, kind: kind)
      }
    }
    public func strongest(on relation: RelationName) -> LockMode? { modes[relation]?.max() }
  }

  /// Runs one statement of the migration and looks at the locks before and behind it.
  /// - Parameter isolated: whether it opens a transaction, which stays open.
  public func observe(_ statement: String, opening isolated: Bool) throws -> (before: Locks, after: Locks) {
    let text = try migrate("""
      \(isolated ? "BEGIN;" : "")
      \\echo @relations
      \(PostgresServer.relations)
      \\echo @before
      \(TestDatabase.locks)
      \\o /dev/null
      \(statement)
      ;
      \\o
      \\echo @after
      \(TestDatabase.locks)
      """).text
    let transcript = Transcript(text)
    let names = Dictionary(
      transcript["relations"].map { ($0[0], TestDatabase.name($0)) }, uniquingKeysWith: { first, _ in first })
    let kinds = Dictionary(
      transcript["relations"].compactMap { row in Observation.kind(row[3]).map { (TestDatabase.name(row), $0) } },
      uniquingKeysWith: { first, _ in first })
    func locks(_ part: Substring) -> Locks {
      var locks = Locks()
      locks.kinds = kinds
      for row in transcript[part] {
        guard let name = names[row[0]], let mode = LockMode.allCases.first(where: { $0.catalogName == row[1] }) else { continue }
        locks.modes[name, default: []].insert(mode)
      }
      return locks
    }
    return (locks("before"), locks("after"))
  }

  private static let locks =
    "SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted;"

  // MARK: Who waits

  /// Whether another session has to wait for a lock to run a statement, which is taken back.
  public func waits(_ statement: String) throws -> Bool {
    let output = application.run("""
      SELECT set_config('lintel.answer', 'runs', false) \\g /dev/null
      DO $lintel$ BEGIN
        SET LOCAL lock_timeout = '30ms';
        EXECUTE $sql$\(statement)$sql$;
        RAISE 'done';
      EXCEPTION
        WHEN lock_not_available THEN PERFORM set_config('lintel.answer', 'waits', false);
        WHEN others THEN NULL;
      END $lintel$;
      SELECT current_setting('lintel.answer');
      """)
    guard output.status == 0 else { throw PostgresServer.Failure(description: "\(server): \(statement): \(output.errors)") }
    return output.text == "waits\n"
  }

  /// Runs a statement that cannot run in a transaction block, and stops it half-way for a look around: somebody has read the
  /// relations and has not ended the transaction, which such statements wait for.
  public func halfway(_ statement: String, readers relations: [RelationName], look: () throws -> Void) throws {
    // A lock of its own tells when it has come to its end.
    let pid = try migrate("SELECT pg_backend_pid() FROM (SELECT pg_advisory_lock(1)) l;").text
    // A materialized view that nobody has filled cannot be read.
    let reads = relations.map { "DO $$ BEGIN PERFORM FROM \($0.sql); EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL; END $$;" }
      .joined(separator: "\n")
    let reading = bystander.run("BEGIN ISOLATION LEVEL REPEATABLE READ;\nSELECT;\n" + reads)
    guard reading.status == 0 else { throw PostgresServer.Failure(description: "\(server): \(reading.errors)") }
    guard migration.begin("\(statement)\n;\nSELECT pg_advisory_unlock(1) \\g /dev/null") else { return }
    _ = application.run("""
      DO $$ BEGIN
        FOR round IN 1..2000 LOOP
          EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE pid = \(pid) AND NOT granted)
            OR NOT EXISTS (SELECT FROM pg_locks WHERE pid = \(pid) AND locktype = 'advisory');
          PERFORM pg_sleep(0.002);
        END LOOP;
      END $$;
      """)
    let seen = Result { try look() }
    _ = bystander.run(TestDatabase.end)
    let output = migration.finish()
    try seen.get()
    guard output.status == 0 else { throw PostgresServer.Failure(description: "\(server): \(statement): \(output.errors)") }
  }

  /// The table of an index, as others see it; nil if there is no such index.
  public func table(of index: RelationName) throws -> RelationName? {
    let output = application.run("""
      SELECT nspname, relname FROM pg_index JOIN pg_class c ON c.oid = indrelid JOIN pg_namespace n ON n.oid = relnamespace
      WHERE indexrelid = to_regclass('\(index.sql)');
      """)
    let fields = output.text.split(separator: "\n").first?.split(separator: "\t") ?? []
    return fields.count == 2 ? RelationName(schema: String(fields[0]), String(fields[1])) : nil
  }

  // MARK: What is there in the end

  /// Invalid indexes, and constraints that were never validated though they are meant to be.
  public func unfinished() throws -> Set<String> {
    let text = try migrate("""
      SELECT 'index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid
      UNION ALL SELECT 'constraint ' || conname || ' of ' || CASE WHEN contypid <> 0 THEN contypid::regtype::text ELSE conrelid::regclass::text END
        FROM pg_constraint c WHERE NOT convalidated AND coalesce(to_jsonb(c) ->> 'conenforced', 'true') = 'true';
      """).text
    return Set(text.split(separator: "\n").map(String.init))
  }

  /// Every object as pg_dump writes it, in an order of our own: pg_dump's depends on how the objects came to be.
  public func catalog() throws -> Set<String> {
    let output = server.dump(name)
    guard output.status == 0 else { throw PostgresServer.Failure(description: "\(server): \(output.errors)") }
    var objects: [[Substring]] = [[]]
    for line in output.text.split(separator: "\n") {
      // A comment stands before each object; `\restrict` has a random number.
      if line.hasPrefix("--") { objects.append([]) } else if !line.hasPrefix("\\") { objects[objects.count - 1].append(line) }
    }
    return Set(objects.filter { !$0.isEmpty }.map(TestDatabase.inOrder))
  }

  /// The constraints of a table stand between its columns and its end.
  private static func inOrder(_ object: [Substring]) -> String {
    func isConstraint(_ line: Substring) -> Bool { line.hasPrefix("    CONSTRAINT ") }
    let lines = object.map { $0.hasPrefix("    ") && $0.hasSuffix(",") ? $0.dropLast() : $0 }
    return (lines.filter { !isConstraint($0) } + lines.filter(isConstraint).sorted()).joined(separator: "\n")
  }
}
