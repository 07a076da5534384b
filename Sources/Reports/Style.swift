/// How text looks in a terminal, or outside one.
public struct Style: Sendable {
  /// Whether to use colours (ANSI SGR).
  public var isColored: Bool
  /// The address of a rule's page with `{rule}` in the place of its id, for links in the terminal (OSC 8); nil for none.
  public var ruleLink: String?
  /// The columns of the terminal; nil when there is no end to a line, as in a file.
  public var width: Int? { didSet { width = width.map { max(Self.narrowest, $0) } } }

  /// Below this many columns the terminal may break the lines.
  static let narrowest = 40

  public init(isColored: Bool = false, ruleLink: String? = nil, width: Int? = nil) {
    self.isColored = isColored
    self.ruleLink = ruleLink
    self.width = width.map { max(Self.narrowest, $0) }
  }

  /// Neither colours nor links, lines of any length.
  public static let plain = Style()

  /// The link of a rule, without anything that could end the escape sequence around it.
  func link(to rule: String) -> String? {
    guard let ruleLink else { return nil }
    var link = ""
    var rest = Substring(ruleLink)
    while let open = rest.firstIndex(of: "{") {
      link += rest[..<open]
      if rest[open...].hasPrefix("{rule}") {
        link += rule
        rest = rest[open...].dropFirst(6)
      } else {
        link += "{"
        rest = rest[open...].dropFirst()
      }
    }
    link += rest
    return String(String.UnicodeScalarView(link.unicodeScalars.filter { $0.value > 0x20 && $0.value < 0x7f }))
  }
}
