import Linting

/// Draws what a fix changes, below the frame of its finding.
struct FixDiffWriter {
  let diff: FixDiff
  /// The columns of the line numbers.
  let digits: Int
  let style: Style

  func write(to output: inout OutputBuffer) {
    gutter(nil, to: &output)
    output.put("\n")
    // Number, frame and sign.
    let limit = style.width.map { $0 - digits - 6 } ?? 200
    for line in diff.lines {
      if line.kind == .gap {
        output.put("...", .frame, style)
        output.put("\n")
        continue
      }
      let text = SourceWindow(line.source, line: line.span, around: line.place, limit: limit).text
      gutter(line.number, to: &output)
      switch line.kind {
      case .same, .gap: if !text.isEmpty { output.put("   \(text)") }
      case .removed:
        output.put(" ")
        output.put(text.isEmpty ? "-" : "- \(text)", .error, style)
      case .added:
        output.put(" ")
        output.put(text.isEmpty ? "+" : "+ \(text)", .help, style)
      }
      output.put("\n")
    }
    if diff.isCut {
      gutter(nil, to: &output)
      output.put(" …\n")
    }
  }

  private func gutter(_ number: Int?, to output: inout OutputBuffer) {
    let text = number.map { "\($0)" } ?? ""
    output.put(.blanks(1 + digits - text.utf8.count))
    output.put(text + " |", .frame, style)
  }
}
