import Linting
import PostgresSyntax
import Reports
import Testing

struct OutputBufferTests {
  private let sample = Sample("DROP TABLE a;")

  private func manyFindings(_ count: Int) -> Report {
    sample.report((0..<count).map { _ in sample.finding("x", at: Span(0, 4)) })
  }

  @Test(arguments: CheckFormat.allCases)
  func `a large report goes out in chunks`(format: CheckFormat) {
    var sizes: [Int] = []
    var output = OutputBuffer(chunkSize: 1024) {
      sizes.append($0.count)
      return true
    }
    manyFindings(1000).write(as: format, to: &output)
    #expect(sizes.count > 20)
    #expect(sizes.allSatisfy { $0 < 2048 })
  }

  @Test(arguments: CheckFormat.allCases)
  func `a closed pipe ends the report`(format: CheckFormat) {
    var calls = 0
    var output = OutputBuffer(chunkSize: 1024) { _ in
      calls += 1
      return calls < 3
    }
    manyFindings(1000).write(as: format, to: &output)
    #expect(calls == 3)
    let isClosed = output.isClosed
    #expect(isClosed)
  }
}
