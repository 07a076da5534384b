import Linting

/// One format of `check`.
protocol ReportWriter {
  func write(_ report: Report, style: Style, to output: inout OutputBuffer)
}

/// One format of `locks`.
protocol LockReportWriter {
  func write(_ report: LockReport, style: Style, to output: inout OutputBuffer)
}
