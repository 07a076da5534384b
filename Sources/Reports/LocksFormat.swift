public import Linting

/// How `lintel locks` shows what PostgreSQL will do.
public enum LocksFormat: String, CaseIterable, Sendable {
  /// For people: a table for each file, with a lane for each relation that others wait for.
  case text
  /// For programs.
  case json

  /// A new format is one more file and one more line here.
  var writer: any LockReportWriter {
    switch self {
    case .text: LocksTextReport()
    case .json: LocksJSONReport()
    }
  }
}

extension LockReport {
  /// Writes the report and flushes the output. Stops early when nobody reads on.
  public func write(as format: LocksFormat, style: Style = .plain, to output: inout OutputBuffer) {
    format.writer.write(self, style: style, to: &output)
    output.flush()
  }
}
