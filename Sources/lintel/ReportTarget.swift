import Reports

/// A format and where it goes: `json`, `json=report.json`.
struct ReportTarget {
  var format: CheckFormat
  /// Nil for standard output.
  var path: String?

  /// Their names, for people.
  static var formats: String {
    let names = CheckFormat.allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }

  init(format: CheckFormat, path: String?) {
    self.format = format
    self.path = path
  }

  /// Nil when there is no such format, or the path is empty.
  init?(_ argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let format = CheckFormat(rawValue: String(name)) else { return nil }
    let path = parts.count == 2 ? parts.last.map(String.init) : nil
    if path == "" { return nil }
    self.init(format: format, path: path == "-" ? nil : path)
  }
}
