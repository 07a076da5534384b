import ArgumentParser
import Reports

/// A format and where it goes: `json`, `json=report.json`.
struct ReportTarget: ExpressibleByArgument {
  var format: CheckFormat
  /// Nil for standard output.
  var path: String?

  init(format: CheckFormat, path: String?) {
    self.format = format
    self.path = path
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let format = CheckFormat(rawValue: String(name)) else { return nil }
    if parts.count == 2 {
      guard let path = parts.last, !path.isEmpty else { return nil }
      self.init(format: format, path: path == "-" ? nil : String(path))
    } else {
      self.init(format: format, path: nil)
    }
  }
}
