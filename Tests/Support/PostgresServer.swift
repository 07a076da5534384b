#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import PostgresSyntax
import Synchronization

/// A real PostgreSQL, thrown away when the tests end: data and Unix socket in a temporary folder, nothing on the network.
public final class PostgresServer: Sendable, CustomStringConvertible {
  /// The server could not do what it was told.
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  /// Such as 15.
  public let version: Int
  /// Such as "15.18".
  public let release: String
  private let folder: String
  /// The folder of its socket: what libpq calls its host.
  public var socketFolder: String { folder }
  private let psql: String
  /// Of its programs.
  private let bin: String
  /// Every thread works in a database of its own.
  private let databases = Mutex(Databases())

  /// Safe to hand from thread to thread: each has one user at a time.
  private struct Databases: @unchecked Sendable {
    var free: [TestDatabase] = []
    var made = 0
  }

  public var description: String { "PostgreSQL \(release)" }

  private init(_ installation: Installation, folder: String, psql: String) {
    version = installation.major
    release = installation.release
    bin = installation.bin
    self.folder = folder
    self.psql = psql
  }

  /// Every server of this machine, started on first use; the ones tests would like to have and that are not here are printed.
  public static let all: [PostgresServer] = start(Installation.all)

  // MARK: Running SQL

  /// Runs a script for psql in an empty database: one that looks like a new one, with a single schema `public`.
  /// - Returns: what psql printed, and the server's messages.
  /// - Throws: `Failure` with psql's words if it stopped at an error.
  public func run(_ script: String) throws -> (text: String, messages: String) {
    try withDatabase { try $0.migrate(TestDatabase.reset + script) }
  }

  /// Lends a database that nobody else uses meanwhile. What is in it is left from the last use.
  func withDatabase<R>(_ body: (TestDatabase) throws -> R) throws -> R {
    let database = takeDatabase()
    defer { databases.withLock { $0.free.append(database) } }
    return try body(database)
  }

  /// Lends an empty database.
  public func withEmptyDatabase<R>(_ body: (TestDatabase) throws -> R) throws -> R {
    try withDatabase { database in
      _ = try database.migrate(TestDatabase.reset)
      return try body(database)
    }
  }

  /// Runs a script in one session while another, in the same database, holds locks.
  /// - Parameters:
  ///   - blocker: what the other session does in its transaction, behind the set-up.
  ///   - question: asked of the other session when the script waits for a lock; `:pid` is the script's backend.
  /// - Returns: the answer.
  func ask(_ question: String, while script: String, waitsFor blocker: String, after setup: String) throws -> String {
    try withDatabase { database in
      let pid = try database.migrate(TestDatabase.reset + setup + ";\nSELECT pg_backend_pid();").text
      let waiting = database.migration, holding = database.application
      let held = holding.run("BEGIN;\n\(blocker);")
      guard held.status == 0, waiting.begin(script) else { throw Failure(description: "\(self): \(held.errors)") }
      let answer = holding.run("""
        \\set pid \(pid)
        DO $$ BEGIN
          FOR round IN 1..2000 LOOP
            EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE pid = \(pid) AND NOT granted);
            PERFORM pg_sleep(0.005);
          END LOOP;
        END $$;
        \(question);
        SET client_min_messages = error;
        DO $$ BEGIN PERFORM pg_terminate_backend(\(pid)); END $$;
        ROLLBACK;
        """)
      _ = waiting.finish()
      guard answer.status == 0 else { throw Failure(description: "\(self): \(answer.errors)") }
      return answer.text
    }
  }

  private func takeDatabase() -> TestDatabase {
    let (free, number) = databases.withLock { databases -> (TestDatabase?, Int) in
      if let database = databases.free.popLast() { return (database, 0) }
      databases.made += 1
      return (nil, databases.made)
    }
    if let free { return free }
    _ = execute("CREATE DATABASE test\(number);\n", in: "postgres")
    return TestDatabase("test\(number)", on: self)
  }

  private func execute(_ script: String, in database: String) -> ChildProcess.Output {
    session(on: database).run(script)
  }

  func session(on database: String) -> SQLSession {
    SQLSession(
      [psql, "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "postgres", "-d", database],
      environment: Installation.environment(of: psql))
  }

  /// With a psql that can send pipelines; nil where there is none.
  func pipelineSession(on database: String) -> SQLSession? {
    guard let newest = Installation.all.last, newest.major >= 18 else { return nil }
    let psql = newest.bin + "/psql"
    return SQLSession(
      [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "postgres", "-d", database], environment: Installation.environment(of: psql))
  }

  /// pg_dump's view of a database.
  func dump(_ database: String) -> ChildProcess.Output {
    ChildProcess.run(
      [bin + "/pg_dump", "--schema-only", "-h", folder, "-U", "postgres", "-d", database], environment: Installation.environment(of: bin))
  }

  // MARK: Starting and stopping

  private static func start(_ installations: [Installation]) -> [PostgresServer] {
    for version in [15, 16, 18] where !installations.contains(where: { $0.major == version }) {
      say("PostgreSQL \(version) is not here: its proofs are skipped")
    }
    for newer in installations where newer.major > Grammar.majorVersion {
      say("PostgreSQL \(newer.release) is newer than the grammar of PostgreSQL \(Grammar.majorVersion): its proofs are skipped")
    }
    let installations = installations.filter { $0.major <= Grammar.majorVersion }
    guard let psql = installations.first.map({ $0.bin + "/psql" }) else { return [] }
    let started = installations.compactMap { installation in launch(installation).map { (installation, $0) } }
    atexit { PostgresServer.stopAll() }
    return started.compactMap { installation, folder in
      let server = PostgresServer(installation, folder: folder, psql: psql)
      if server.waitUntilReady() { return server }
      say("\(server) does not start: its proofs are skipped")
      return nil
    }
  }

  /// One shell per server makes its data, runs it and waits for the end of its input: for the end of the tests, however they end.
  private static func launch(_ installation: Installation) -> String? {
    var path = Array("/tmp/lintel-server.XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else { return nil }
    let folder = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
    let settings = [
      "listen_addresses=", "unix_socket_directories=\(folder)", "fsync=off", "full_page_writes=off", "autovacuum=off", "jit=off",
      "max_locks_per_transaction=256", "max_prepared_transactions=4", "shared_buffers=32MB", "timezone=UTC", "log_timezone=UTC",
      "lc_messages=C", "allow_in_place_tablespaces=on",
    ]
    let script = """
      cd '\(folder)' || exit
      if '\(installation.bin)/initdb' -D data -U postgres -A trust -N -E UTF8 --locale=C >log 2>&1 </dev/null; then
        '\(installation.bin)/postgres' -D data \(settings.map { "-c '\($0)'" }.joined(separator: " ")) >>log 2>&1 </dev/null &
        server=$!
        read -r _
        kill -QUIT $server
        wait $server
      fi
      cd / && rm -rf '\(folder)'
      """
    let process = ChildProcess.start(asServerUser(owning: folder) + ["/bin/sh", "-c", script], streams: [ends[0], null, null], environment: [])
    close(ends[0])
    close(null)
    guard let process else { return nil }
    watchers.withLock { $0.append((process, ends[1])) }
    return folder
  }

  /// The shells, and the pipes they read from.
  private static let watchers = Mutex<[(process: pid_t, pipe: Int32)]>([])

  private static func stopAll() {
    watchers.withLock { watchers in
      for watcher in watchers { close(watcher.pipe) }
      for watcher in watchers { _ = ChildProcess.wait(for: watcher.process) }
      watchers = []
    }
  }

  /// The server refuses to run as root.
  private static func asServerUser(owning folder: String) -> [String] {
    guard getuid() == 0, let user = getpwnam("postgres") ?? getpwnam("nobody") else { return [] }
    chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
    return ["setpriv", "--reuid=\(user.pointee.pw_uid)", "--regid=\(user.pointee.pw_gid)", "--clear-groups", "--"]
  }

  private func waitUntilReady() -> Bool {
    for _ in 0..<1_200 {
      if access(folder, F_OK) != 0 { return false }
      if access(folder + "/.s.PGSQL.5432", F_OK) == 0, execute(PostgresServer.shared, in: "postgres").status == 0 { return true }
      usleep(50_000)
    }
    return false
  }

  /// What all databases of a server have in common.
  private static let shared = "CREATE ROLE clerk;\nCREATE TABLESPACE attic LOCATION '';\n"

  /// Standard error: the tests' own output goes elsewhere.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}

/// The programs of one PostgreSQL on this machine.
struct Installation {
  /// The folder of `postgres` and `initdb`.
  var bin: String
  var release: String
  var major: Int { Int(release.prefix { $0.isNumber }) ?? 0 }

  /// One of each major version, oldest first: the distribution's own, then those of `make deps`.
  static let all: [Installation] = {
    let own = ChildProcess.run(["pg_config", "--bindir"]).text.split(separator: "\n").first.map(String.init)
    let found = ([own].compactMap { $0 } + matches("/usr/lib/postgresql/*/bin") + matches(brought + "/*/pginstall*/bin")).compactMap(Installation.init)
    var majors: Set<Int> = []
    return found.filter { majors.insert($0.major).inserted }.sorted { $0.major < $1.major }
  }()

  private init?(bin: String) {
    self.bin = bin
    guard access(bin + "/initdb", X_OK) == 0 else { return nil }
    // "postgres (PostgreSQL) 15.18 (Debian …)"
    let words = ChildProcess.run([bin + "/postgres", "--version"]).text.split { $0 == " " || $0 == "\n" }
    guard words.count > 2 else { return nil }
    release = String(words[2])
  }

  /// Where `make deps` puts servers.
  private static let brought = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/.deps/servers"

  /// The wheel's client finds its library only when told where.
  static func environment(of program: String) -> [String] {
    program.hasPrefix(brought) ? ["LD_LIBRARY_PATH=" + matches(brought + "/*.libs").joined(separator: ":")] : []
  }

  private static func matches(_ pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0 else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { result.gl_pathv[$0].map { String(cString: $0) } }
  }
}
