import PostgresSyntax

/// Something wrong in a `lintel.toml`.
struct ConfigurationProblem: Hashable {
  /// As it is shown.
  var path: String
  /// Nil when the file as a whole is meant.
  var position: Position?
  var message: String

  var text: String {
    guard let position else { return "\(path): error: \(message)" }
    return "\(path):\(position.line):\(position.column): error: \(message)"
  }
}
