import Linting
import PostgresSyntax

/// Draws a source frame: line numbers, text, and what is underlined below it.
struct FrameWriter {
  let frame: SourceFrame
  let style: Style
  /// The colour of the finding's own place.
  let ink: Ink

  func write(to output: inout OutputBuffer) {
    gutter(nil, to: &output)
    output.put("\n")
    var before: Int?
    for line in frame.lines {
      if let before, line > before + 1 { dots(isInside: isInside(before) && before < frame.last, to: &output) }
      write(line, to: &output)
      before = line
    }
  }

  private func write(_ number: Int, to output: inout OutputBuffer) {
    let line = frame.source.span(ofLine: number)
    let opens = frame.isMultiline && number == frame.first, closes = frame.isMultiline && number == frame.last
    var marks = frame.marks[number] ?? []
    var place = marks.first?.span
    if opens { place = Span(frame.span.start, frame.span.start) }
    if closes { place = Span(frame.lastCharacter, frame.span.end) }

    var window = SourceWindow(frame.source, line: line, around: place, limit: frame.limit)
    let opensAtEdge = opens && frame.source.trimmed(Span(line.start, frame.span.start)).isEmpty && window.shown.start == line.start
    put(number, window, margin: opensAtEdge ? "/ " : isInside(number) && !opens ? "| " : "  ", to: &output)
    if opens, !opensAtEdge { corner(" ", at: window, Span(frame.span.start, frame.span.start), to: &output) }
    if closes { corner("|", at: window, Span(frame.lastCharacter, frame.span.end), to: &output) }

    let margin = isInside(number) && !closes ? "| " : "  "
    while !marks.isEmpty {
      marks.removeAll { mark in
        guard let columns = window.columns(of: mark.span) else { return false }
        underline(mark, columns, margin, to: &output)
        return true
      }
      // What lies outside the part of a long line that is shown gets a part of its own.
      guard let next = marks.first else { break }
      window = SourceWindow(frame.source, line: line, around: next.span, limit: frame.limit)
      if window.columns(of: next.span) == nil { break }
      dots(isInside: margin == "| ", to: &output)
      put(number, window, margin: margin, to: &output)
    }
  }

  /// Whether a line belongs to a finding of several lines.
  private func isInside(_ line: Int) -> Bool { frame.isMultiline && frame.first <= line && line <= frame.last }

  private func put(_ number: Int, _ window: SourceWindow, margin: String, to output: inout OutputBuffer) {
    gutter(number, to: &output)
    if frame.isMultiline {
      let isEmpty = window.text.isEmpty
      if margin != "  " {
        output.put(" ")
        output.put(isEmpty ? String(margin.prefix(1)) : margin, ink, style)
      } else if !isEmpty {
        output.put(" " + margin)
      }
    } else if !window.text.isEmpty {
      output.put(" ")
    }
    output.put(window.text)
    output.put("\n")
  }

  /// The line under the beginning or end of a finding of several lines: `|____^`.
  private func corner(_ side: String, at window: SourceWindow, _ place: Span, to output: inout OutputBuffer) {
    guard let columns = window.columns(of: place) else { return }
    gutter(nil, to: &output)
    output.put(" ")
    output.put(side + String(repeating: "_", count: columns.lowerBound + 1) + "^", ink, style)
    output.put("\n")
  }

  private func underline(_ mark: SourceFrame.Mark, _ columns: Range<Int>, _ margin: String, to output: inout OutputBuffer) {
    below(margin, to: &output)
    output.put(.blanks(columns.lowerBound))
    guard let message = mark.message else {
      output.put(String(repeating: "^", count: columns.count), ink, style)
      output.put("\n")
      return
    }
    output.put(String(repeating: "-", count: columns.count), .frame, style)
    let text = message.shown
    if style.width == nil || columns.upperBound + 1 + text.columns <= frame.limit {
      output.put(text.isEmpty ? "" : " ")
      output.put(text, .frame, style)
      output.put("\n")
      return
    }
    output.put("\n")
    let indent = min(columns.lowerBound, max(0, frame.limit - 30))
    for line in message.wrapped(to: frame.limit - indent) where !line.isEmpty {
      below(margin, to: &output)
      output.put(.blanks(indent))
      output.put(line, .frame, style)
      output.put("\n")
    }
  }

  /// The frame and margin of a row without source text.
  private func below(_ margin: String, to output: inout OutputBuffer) {
    gutter(nil, to: &output)
    output.put(" ")
    if frame.isMultiline { output.put(margin, margin == "  " ? nil : ink, style) }
  }

  private func gutter(_ number: Int?, to output: inout OutputBuffer) {
    let text = number.map { "\($0)" } ?? ""
    output.put(.blanks(1 + frame.digits - text.utf8.count))
    output.put(text + " |", .frame, style)
  }

  private func dots(isInside: Bool, to output: inout OutputBuffer) {
    output.put("...", .frame, style)
    if isInside {
      output.put(.blanks(frame.digits + 1))
      output.put("|", ink, style)
    }
    output.put("\n")
  }
}

extension SourceFrame {
  /// The offset of the last character of the finding's own place.
  var lastCharacter: Int {
    var offset = max(span.start, span.end - 1)
    while offset > span.start, source[offset] & 0xc0 == 0x80 { offset -= 1 }
    return offset
  }
}
