#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Synchronization

/// How much was proven on which server, printed when the tests end.
public enum Tally {
  private static let counts = Mutex<[String: Int]>([:])

  public static func count(_ what: String, on server: PostgresServer, by number: Int = 1) {
    counts.withLock { counts in
      if counts.isEmpty { atexit { Tally.show() } }
      counts["\(server): \(what)", default: 0] += number
    }
  }

  private static func show() {
    counts.withLock { counts in
      for (key, count) in counts.sorted(by: { $0.key < $1.key }) { PostgresServer.say("\(key): \(count)") }
    }
  }
}
