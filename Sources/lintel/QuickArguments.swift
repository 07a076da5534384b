import PostgresBehavior

/// Reads the arguments of a plain `lintel check` in no time. ArgumentParser takes longer than linting a file does, so it is
/// asked only about what is left: help, the other commands, and everything that is wrong or unusual.
enum QuickArguments {
  /// Nil when ArgumentParser has to look.
  static func check(_ arguments: some Collection<String>) -> CheckRequest? {
    guard arguments.first == "check" else { return nil }
    var rest = arguments.dropFirst()[...]
    var request = CheckRequest(), seen: [String] = []
    while let argument = rest.popFirst() {
      guard argument.utf8.first == UInt8(ascii: "-"), argument != "-" else {
        request.options.paths.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first.map(String.init), name == "--format" || !seen.contains(name) else { return nil }
      seen.append(name)
      if parts.count == 1, name == "--verbose" || name == "-v" {
        request.isVerbose = true
        continue
      }
      if parts.count == 1, name == "--isolated" || name == "--no-history" {
        if name == "--isolated" { request.options.isIsolated = true } else { request.options.history = .none }
        continue
      }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst(), !value.isEmpty, value.utf8.first != UInt8(ascii: "-"),
        set(name, to: value, in: &request)
      else { return nil }
    }
    return request.contradiction == nil ? request : nil
  }

  private static func set(_ name: String, to value: String, in request: inout CheckRequest) -> Bool {
    switch name {
    case "--format": return ReportTarget(value).map { request.targets.append($0) } != nil
    case "--color": return Terminal.Color(rawValue: value).map { request.color = $0 } != nil
    case "--fail-on": return FailOn(rawValue: value).map { request.options.failOn = $0 } != nil
    case "--transaction": return Wrapping(rawValue: value).map { request.options.transaction = $0 } != nil
    case "--config": request.options.config = value
    case "--stdin-filename": request.options.standardInputName = value
    default: return false
    }
    return true
  }
}
