/// Where a value comes from.
enum Origin: Hashable {
  case standard
  /// A 1-based line of a file, by its path as it is shown.
  case file(String, line: Int)
  case commandLine
  /// What was seen in a file or around it.
  case evidence(String)

  var text: String {
    switch self {
    case .standard: "default"
    case .file(let path, let line): "\(path):\(line)"
    case .commandLine: "command line"
    case .evidence(let reason): reason
    }
  }
}

/// A value that knows where it was set.
struct Sourced<Value> {
  var value: Value
  var origin: Origin

  init(_ value: Value, _ origin: Origin) {
    self.value = value
    self.origin = origin
  }
}

extension Sourced: Equatable where Value: Equatable {}
