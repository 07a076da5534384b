#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import CPgQuery

/// Threads whose stacks are deep enough for any tree: libpg_query up to 17 recurses without looking at its stack.
public enum ParserThreads {
  /// In bytes. Only the pages that are touched cost memory.
  static let stackSize = 1 << 29

  /// Calls `make` for every index below `count` on several threads, and hands the results to `consume` on this one, in the order of
  /// their index, each as soon as it is there. Making is at most a few results ahead, so that not all are in memory at once.
  /// - Parameter size: of all the text to parse, in bytes. A few kilobytes take less time than to start a thread.
  public static func inOrder<Result: Sendable>(
    _ count: Int, size: Int = .max, make: @escaping @Sendable (Int, TreeReader) -> Result, consume: (Int, Result) -> Void
  ) {
    cpg_keep_memory()
    if isShallow(size) { return here(count, make, consume) }
    let threads = min(count, max(1, processorCount)), ahead = threads * 2
    let state = Monitor(OrderedResults<Result>(room: ahead))
    let running = start(threads) {
      // The thread that takes the results is the one that all wait for in the end. (On Linux this is the thread's own priority.)
      #if os(Linux)
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 15)
      #endif
      let reader = TreeReader()
      var done: [Result] = []
      while let index: Int = state.wait({ (state: inout OrderedResults<Result>) -> Int?? in
        if state.taken == count { return .some(nil) }
        guard state.taken < state.consumed + ahead else { return nil }
        defer { state.taken += 1 }
        swap(&done, &state.done)
        return .some(state.taken)
      }) {
        done = []
        let result = make(index, reader)
        state.change { $0.results[index % ahead] = result }
      }
    }
    if running.isEmpty { return here(count, make, consume) }
    for index in 0..<count {
      let result = state.wait { $0.take(index % ahead) }
      consume(index, result)
      state.change {
        $0.consumed = index + 1
        $0.done.append(result)
      }
    }
    for thread in running { pthread_join(thread, nil) }
  }

  private static func here<Result>(_ count: Int, _ make: (Int, TreeReader) -> Result, _ consume: (Int, Result) -> Void) {
    let reader = TreeReader()
    for index in 0..<count { consume(index, make(index, reader)) }
  }

  /// Whether the stack of this thread is deep enough for any tree in a text. A level takes a byte of it at least, and a kilobyte of
  /// stack at most.
  private static func isShallow(_ size: Int) -> Bool { size <= 4096 && cpg_stack_holds(size << 10) }

  static var processorCount: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Starts the same work on a number of threads; the result is empty if the system has none to give.
  private static func start(_ count: Int, _ work: @escaping @Sendable () -> Void) -> [pthread_t] {
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
    return threads
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}

/// What `inOrder` knows of its work.
private struct OrderedResults<Result> {
  /// The indices below are made or in the making.
  var taken = 0
  /// The indices below are consumed.
  var consumed = 0
  /// Those made and not yet taken, round and round.
  var results: [Result?]
  /// Those consumed: who makes the next one gives their memory back.
  var done: [Result] = []

  init(room: Int) { results = Array(repeating: nil, count: room) }

  mutating func take(_ place: Int) -> Result? {
    defer { results[place] = nil }
    return results[place]
  }
}
