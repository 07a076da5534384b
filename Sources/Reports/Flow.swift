/// A line of several colours that goes on below where the terminal ends: broken at spaces, and in paths behind a slash.
struct Flow {
  private enum Kind { case text, path, rule }
  private enum Lead { case none, blank, slash }

  /// Text between two places where a line may end, or where the colour changes.
  private struct Piece {
    var text: String
    var ink: Ink?
    var isRule: Bool
    /// What stands before it, at which the line may end unless it is nothing.
    var lead: Lead
  }

  private var runs: [(text: String, ink: Ink?, kind: Kind)] = []

  /// Adds text that is `shown` already.
  mutating func add(_ text: String, _ ink: Ink? = nil) { runs.append((text, ink, .text)) }

  mutating func add(path: String, _ ink: Ink? = nil) { runs.append((path, ink, .path)) }

  mutating func add(rule: String, _ ink: Ink? = nil) { runs.append((rule, ink, .rule)) }

  /// - Parameters:
  ///   - start: the columns that are used up where it begins.
  ///   - indent: the columns before the lines that follow.
  ///   - edge: what stands at their left.
  func write(from start: Int = 0, indent: Int, edge: String = "", _ style: Style, to output: inout OutputBuffer) {
    guard let width = style.width, start + runs.reduce(0, { $0 + $1.text.columns }) > width else {
      for run in runs { put(run.text, run.ink, isRule: run.kind == .rule, style, to: &output) }
      return
    }
    let pieces = pieces
    var used = start, text = "", ink: Ink?
    for (number, piece) in pieces.enumerated() {
      let blank = piece.lead == .blank ? 1 : 0
      if piece.lead != .none, used > indent, used + blank + columns(of: pieces[number...]) > width {
        put(text, ink, isRule: false, style, to: &output)
        output.put("\n")
        output.put(edge, .frame, style)
        output.put(.blanks(indent - edge.columns))
        (text, used) = ("", indent)
      } else if blank > 0 {
        if piece.ink != ink { put(text, ink, isRule: false, style, to: &output); text = "" }
        ink = piece.ink
        text += " "
        used += 1
      }
      if piece.isRule || piece.ink != ink {
        put(text, ink, isRule: false, style, to: &output)
        text = ""
      }
      ink = piece.ink
      if piece.isRule { put(piece.text, ink, isRule: true, style, to: &output) } else { text += piece.text }
      used += piece.text.columns
    }
    put(text, ink, isRule: false, style, to: &output)
  }

  private var pieces: [Piece] {
    runs.flatMap { run in
      switch run.kind {
      case .rule: return [Piece(text: run.text, ink: run.ink, isRule: true, lead: .none)]
      case .text:
        return run.text.split(separator: " ", omittingEmptySubsequences: false).enumerated().map {
          Piece(text: String($1), ink: run.ink, isRule: false, lead: $0 == 0 ? .none : .blank)
        }
      case .path:
        let names = run.text.split(separator: "/", omittingEmptySubsequences: false)
        return names.enumerated().map {
          Piece(text: $1 + ($0 == names.count - 1 ? "" : "/"), ink: run.ink, isRule: false, lead: $0 == 0 ? .none : .slash)
        }
      }
    }
  }

  /// Of what cannot be parted at the beginning.
  private func columns(of pieces: ArraySlice<Piece>) -> Int {
    pieces.dropFirst().prefix { $0.lead == .none }.reduce(pieces.first?.text.columns ?? 0) { $0 + $1.text.columns }
  }

  private func put(_ text: String, _ ink: Ink?, isRule: Bool, _ style: Style, to output: inout OutputBuffer) {
    if isRule { output.put(rule: text, ink, style) } else { output.put(text, ink, style) }
  }
}

extension OutputBuffer {
  /// Adds a sentence, over several lines where the terminal is narrow.
  mutating func put(flowing text: String, indent: Int = 0, _ style: Style) {
    var flow = Flow()
    flow.add(text)
    flow.write(indent: indent, style, to: &self)
  }
}
