import Linting

/// A colour with a meaning, in the manner of rustc.
enum Ink {
  case error, warning, note
  /// Line numbers, frames and second places.
  case frame
  case help
  /// Headers.
  case bold
  /// What matters less.
  case dim

  init(_ severity: Severity) {
    switch severity {
    case .error: self = .error
    case .warning: self = .warning
    case .note: self = .note
    }
  }

  /// The parameters of SGR, the escape sequence that sets it.
  var parameters: String {
    switch self {
    case .error: "1;31"
    case .warning: "1;33"
    case .note: "1;36"
    case .frame: "1;34"
    case .help: "1;32"
    case .bold: "1"
    case .dim: "2"
    }
  }
}

extension OutputBuffer {
  /// Adds text in a colour, if the style has colours.
  mutating func put(_ text: String, _ ink: Ink?, _ style: Style) {
    guard style.isColored, let ink, !text.isEmpty else { return put(text) }
    put("\u{1b}[\(ink.parameters)m")
    put(text)
    put("\u{1b}[0m")
  }

  /// Adds the id of a rule, with a link to its page.
  mutating func put(rule: String, _ ink: Ink?, _ style: Style) {
    guard let link = style.link(to: rule) else { return put(rule.shown, ink, style) }
    put("\u{1b}]8;;\(link)\u{1b}\\")
    put(rule.shown, ink, style)
    put("\u{1b}]8;;\u{1b}\\")
  }
}
