#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The program, run the way people run it.
public enum LintelProgram {
  /// `LINTEL_BINARY`, else the `lintel` that was built beside the tests.
  public static let path: String = {
    if let named = getenv("LINTEL_BINARY") { return String(cString: named) }
    let tests = CommandLine.arguments.first { $0.contains(".xctest") } ?? ".build/debug/lintel.xctest"
    let folder = tests.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
    return (folder + ["lintel"]).joined(separator: "/")
  }()

  /// Runs it in a folder, with no environment but `PATH` and what is given.
  public static func run(_ arguments: [String], in folder: String? = nil, input: [UInt8] = [], environment: [String] = []) -> ChildProcess.Output {
    ChildProcess.run([path] + arguments, in: folder, input: input, environment: environment)
  }
}
