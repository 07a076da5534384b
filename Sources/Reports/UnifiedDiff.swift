public import PostgresSyntax

/// The difference of two texts in the form that `git apply` and `patch` take.
public struct UnifiedDiff {
  private let old: Lines
  private let new: Lines
  private let hunks: [[LineDiff.Change]]
  private let isNew: Bool
  private let isGone: Bool

  /// Lines around each change.
  private static let context = 3

  /// - Parameters:
  ///   - old: nil for a file that is new.
  ///   - new: nil for one that goes.
  public init(from old: SourceText?, to new: SourceText?) {
    (isNew, isGone) = (old == nil, new == nil)
    (self.old, self.new) = (Lines(old ?? SourceText("")), Lines(new ?? SourceText("")))
    var hunks: [[LineDiff.Change]] = []
    for change in LineDiff(self.old, self.new).changes {
      if let last = hunks.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * Self.context {
        hunks[hunks.count - 1].append(change)
      } else {
        hunks.append([change])
      }
    }
    self.hunks = hunks
  }

  /// - Parameter name: with `/`, from where git looks for it.
  public func write(as name: String, style: Style, to output: inout OutputBuffer) {
    if hunks.isEmpty { return }
    var head = ["diff --git \(quoted("a/", name)) \(quoted("b/", name))"]
    if isNew { head.append("new file mode 100644") }
    if isGone { head.append("deleted file mode 100644") }
    for line in head + ["--- \(isNew ? "/dev/null" : side("a/", name))", "+++ \(isGone ? "/dev/null" : side("b/", name))"] {
      output.put(line, .bold, style)
      output.put("\n")
    }
    for hunk in hunks where !output.isClosed { write(hunk, style, to: &output) }
  }

  private func write(_ hunk: [LineDiff.Change], _ style: Style, to output: inout OutputBuffer) {
    guard let first = hunk.first, let last = hunk.last else { return }
    let above = min(Self.context, first.old.lowerBound), below = min(Self.context, old.count - last.old.upperBound)
    let before = first.old.lowerBound - above..<last.old.upperBound + below, after = first.new.lowerBound - above..<last.new.upperBound + below
    output.put("@@ -\(place(before)) +\(place(after)) @@", .note, style)
    output.put("\n")
    var at = before.lowerBound
    for change in hunk {
      put(old, at..<change.old.lowerBound, " ", nil, style, to: &output)
      put(old, change.old, "-", .error, style, to: &output)
      put(new, change.new, "+", .help, style, to: &output)
      at = change.old.upperBound
    }
    put(old, at..<before.upperBound, " ", nil, style, to: &output)
  }

  private func put(_ text: Lines, _ lines: Range<Int>, _ sign: String, _ ink: Ink?, _ style: Style, to output: inout OutputBuffer) {
    for line in lines {
      let span = text.spans(line), isWhole = text.source[span.end - 1] == UInt8(ascii: "\n")
      if style.isColored {
        output.put(sign + text.source[Span(span.start, isWhole ? span.end - 1 : span.end)].shown, ink, style)
      } else {
        // As it is, byte by byte.
        output.put(sign)
        text.source.withBytes(of: Span(span.start, isWhole ? span.end - 1 : span.end)) { output.put(bytes: $0[...]) }
      }
      output.put(isWhole ? "\n" : "\n\\ No newline at end of file\n")
    }
  }

  /// A range of lines; an empty one stands behind the line it names.
  private func place(_ lines: Range<Int>) -> String {
    let start = lines.isEmpty ? lines.lowerBound : lines.lowerBound + 1
    return lines.count == 1 ? "\(start)" : "\(start),\(lines.count)"
  }

  /// Where a name with blanks ends is marked by a tab.
  private func side(_ prefix: String, _ name: String) -> String {
    let text = quoted(prefix, name)
    return text.utf8.first != UInt8(ascii: "\"") && text.utf8.contains(UInt8(ascii: " ")) ? text + "\t" : text
  }

  /// As git writes names that are not plain.
  private func quoted(_ prefix: String, _ name: String) -> String {
    if name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) { return prefix + name }
    var text = "\"" + prefix
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7f: text += String(UnicodeScalar(byte))
      default: text += "\\\(byte >> 6 & 7)\(byte >> 3 & 7)\(byte & 7)"
      }
    }
    return text + "\""
  }
}
