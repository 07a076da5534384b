import LintelTestSupport
import Testing

/// The projects in `Samples/`, looked at from their own folders. `LINTEL_UPDATE=1` rewrites what is expected.
@Suite struct `Sample projects` {
  @Test(arguments: SampleReport.all)
  func `get the reports they should`(_ report: SampleReport) throws {
    let output = report.run()
    #expect(output.errors == "")
    #expect(output.status == report.expectedStatus)
    if Checkout.isUpdating { return try Checkout.write(output.text, to: report.expectedPath) }
    let expected = try #require(Checkout.text(of: report.expectedPath), "\(report.expectedPath) is missing")
    if let difference = Difference(expected: expected, actual: output.text) {
      Issue.record("\(report.expectedPath), \(difference)")
    }
  }

  @Test func `run on a real server`() {
    let output = ChildProcess.run(["\(Checkout.folder)/Samples/run-on-postgres"])
    #expect(output.status == 0, "\(output.text)\(output.errors)")
  }
}
