import LintelTestSupport

/// One report on one sample project, and the file that holds what it should say.
struct SampleReport: Sendable, CustomStringConvertible {
  var project: String
  /// `check` or `locks`.
  var command: String
  var format: String

  static let all = ["webshop", "billing", "saas"].flatMap { project in
    ["check", "locks"].flatMap { command in
      ["text", "json"].map { SampleReport(project: project, command: command, format: $0) }
    }
  }

  var description: String { "\(project): lintel \(command) --format \(format)" }

  /// From the checkout's folder.
  var expectedPath: String { "Samples/\(project)/expected/\(command).\(format == "text" ? "txt" : "json")" }

  /// Billing is the project that does everything right.
  var expectedStatus: Int32 { command == "check" && project != "billing" ? 1 : 0 }

  func run() -> ChildProcess.Output {
    LintelProgram.run([command, "--format", format, "--color", "never"], in: "\(Checkout.folder)/Samples/\(project)")
  }
}
