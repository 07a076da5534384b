#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import CPgQuery
import Synchronization

/// Threads whose stacks are deep enough for any tree: libpg_query up to 17 recurses without looking at its stack.
public enum ParserThreads {
  /// In bytes. Only the pages that are touched cost memory.
  static let stackSize = 1 << 29

  /// Calls `work` for every index below `count`, on at most as many threads as the machine has processors,
  /// in rising order of the index but several at a time. Returns when all are done.
  public static func forEach(_ count: Int, _ work: @escaping @Sendable (Int, TreeReader) -> Void) {
    let next = Atomic<Int>(0)
    cpg_keep_memory()
    run(min(count, max(1, processorCount))) {
      let reader = TreeReader()
      while case let index = next.wrappingAdd(1, ordering: .relaxed).oldValue, index < count { work(index, reader) }
    }
  }

  static var processorCount: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Runs the same work on a number of threads and waits for them.
  private static func run(_ count: Int, _ work: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stackSize)
    defer { pthread_attr_destroy(&attributes) }
    var threads: [pthread_t] = []
    for _ in 0..<count {
      let box = Unmanaged.passRetained(Work(work))
      var thread = pthread_t()
      let failed = pthread_create(&thread, &attributes, { raw in
        Unmanaged<Work>.fromOpaque(raw.unsafelyUnwrapped).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
      if failed == 0 { threads.append(thread) } else { box.release() }
    }
    if threads.isEmpty, count > 0 { work() }
    for thread in threads { pthread_join(thread, nil) }
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
