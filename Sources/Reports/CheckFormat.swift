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
  /// - Parameter isQuiet: whether to leave out what is no finding, where the format is for people.
  public func write(as format: CheckFormat, style: Style = .plain, isQuiet: Bool = false, to output: inout OutputBuffer) {
    let writer: any ReportWriter = isQuiet && format == .text ? TextReport(hasSummary: false) : format.writer
    writer.write(self, style: style, to: &output)
    output.flush()
  }
}
