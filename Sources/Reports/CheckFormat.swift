public import Linting

/// How `lintel check` shows what it found.
public enum CheckFormat: String, CaseIterable, Sendable {
  /// For people: with the source around each finding.
  case text
  /// One line for each finding, for editors and grep.
  case concise
  /// For programs.
  case json

  /// A new format is one more file and one more line here.
  var writer: any ReportWriter {
    switch self {
    case .text: TextReport()
    case .concise: ConciseReport()
    case .json: JSONReport()
    }
  }
}

extension Report {
  /// Writes the report and flushes the output. Stops early when nobody reads on.
  public func write(as format: CheckFormat, style: Style = .plain, to output: inout OutputBuffer) {
    format.writer.write(self, style: style, to: &output)
    output.flush()
  }
}
