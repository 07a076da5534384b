#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Reports

/// What standard output can show.
enum Terminal {
  enum Color: String, CaseIterable { case auto, always, never }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  static func hasColor(_ choice: Color) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if Environment.value("NO_COLOR") != nil { return false }
    if Environment.flag("FORCE_COLOR") || Environment.flag("CLICOLOR_FORCE") { return true }
    if Environment.value("FORCE_COLOR") != nil || Environment.value("TERM") == "dumb" { return false }
    return isTerminal
  }

  /// Whether OSC 8 links are known to work here. Other terminals show their addresses as garbage.
  static var hasLinks: Bool {
    guard isTerminal, Environment.value("CI") == nil, Environment.value("TERM") != "dumb" else { return false }
    switch Environment.value("TERM_PROGRAM") {
    case "iTerm.app", "WezTerm", "vscode", "ghostty": return true
    default: break
    }
    if let version = Environment.value("VTE_VERSION").flatMap({ Int($0) }), version >= 5_000 { return true }
    return Environment.value("KITTY_WINDOW_ID") != nil
  }

  /// In characters; nil when nothing tells.
  static var width: Int? {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return Environment.value("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// How a report looks on standard output.
  static func style(_ color: Color) -> Style {
    let isColored = hasColor(color)
    return Style(isColored: isColored, ruleLink: isColored && hasLinks ? Project.rulePage : nil, width: isTerminal ? width : nil)
  }
}
