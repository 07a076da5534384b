/// Why a command could not do its job: exit code 2.
struct Failure: Error {
  /// Text for standard error.
  var message: String

  init(_ message: String) { self.message = "lintel: \(message)" }

  /// Places and what is wrong there, in the form that editors understand.
  init(lines: [String]) { message = lines.joined(separator: "\n") }
}
