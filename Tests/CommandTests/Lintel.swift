import LintelTestSupport

typealias TemporaryFolder = LintelTestSupport.TemporaryFolder

/// The built program, run in a folder of the test's own.
enum Lintel {
  typealias Outcome = ChildProcess.Output

  static var path: String { LintelProgram.path }

  /// Runs it to its end. A wrapper is a command that gets the program's words as its own.
  static func run(
    _ arguments: [String], in folder: TemporaryFolder, input: [UInt8] = [], environment: [String: String] = [:], wrapper: [String] = []
  ) -> Outcome {
    ChildProcess.run(
      wrapper + [path] + arguments, in: folder.path, input: input, environment: environment.map { "\($0.key)=\($0.value)" }.sorted())
  }

  static func run(_ arguments: String..., in folder: TemporaryFolder) -> Outcome { run(arguments, in: folder) }
}

extension ChildProcess.Output {
  var output: String { text }
}
