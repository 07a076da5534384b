#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `lintel check --watch`: checks again whenever a migration or a configuration changes, until it is told to stop.
struct Watching {
  /// What a file looks like from outside.
  private struct Mark: Hashable {
    var path: String
    var size: Int
    var seconds: Int
    var nanoseconds: Int
    var inode: UInt64
  }

  let options: RunOptions
  /// In milliseconds.
  private let interval: UInt32 = 250

  /// Goes on until someone interrupts it, which is the way it is meant to end.
  func run(_ check: () throws -> Void) throws {
    let signals = StopSignals()
    while true {
      let before = marks()
      if Terminal.isTerminal { try StandardOutput.write("\u{1b}[2J\u{1b}[3J\u{1b}[H") }
      do {
        try check()
      } catch is ExitStatus {
        // Told already, and no reason to end.
      } catch let failure as Failure {
        Descriptor.complain(failure.message)
      }
      Descriptor.complain("lintel: waits for changes; Ctrl-C ends it")
      // What changed during the check counts, too.
      while marks() == before {
        if signals.wait(milliseconds: interval) { return }
      }
      // An editor may still be writing.
      if signals.wait(milliseconds: 50) { return }
    }
  }

  private func marks() -> Set<Mark> {
    var marks: Set<Mark> = []
    for path in Run.watchedPaths(options) {
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      #if canImport(Darwin)
      let time = status.st_mtimespec
      #else
      let time = status.st_mtim
      #endif
      marks.insert(Mark(
        path: path, size: Int(status.st_size), seconds: time.tv_sec, nanoseconds: time.tv_nsec, inode: UInt64(truncatingIfNeeded: status.st_ino)))
    }
    return marks
  }
}
