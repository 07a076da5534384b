/// One name with `*`, `?` and `[…]` in it, as a shell reads them; `\` takes the special meaning away.
struct NamePattern: Sendable {
  private enum Token: Sendable {
    case one(Unicode.Scalar)
    case any
    case star
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  }

  private var tokens: [Token] = []
  /// Set when there is nothing special in the pattern.
  let literal: String?

  init(_ text: some StringProtocol) {
    let scalars = Array(text.unicodeScalars)
    var at = 0, isSpecial = false, plain = String.UnicodeScalarView()
    while at < scalars.count {
      let scalar = scalars[at]
      at += 1
      switch scalar {
      case "*": tokens.append(.star); isSpecial = true
      case "?": tokens.append(.any); isSpecial = true
      case "[":
        if let (set, end) = Self.set(in: scalars, from: at) {
          (at, isSpecial) = (end, true)
          tokens.append(set)
        } else {
          tokens.append(.one(scalar))
          plain.append(scalar)
        }
      case "\\" where at < scalars.count:
        tokens.append(.one(scalars[at]))
        plain.append(scalars[at])
        at += 1
      default:
        tokens.append(.one(scalar))
        plain.append(scalar)
      }
    }
    literal = isSpecial ? nil : String(plain)
  }

  static func isSpecial(_ text: some StringProtocol) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
  }

  func matches(_ name: some StringProtocol) -> Bool {
    if let literal { return name.utf8.elementsEqual(literal.utf8) }
    let scalars = name.unicodeScalars
    var at = scalars.startIndex, token = 0
    // Where to go on when what follows the last star does not fit.
    var star: (token: Int, at: String.UnicodeScalarView.Index)?
    while at < scalars.endIndex {
      if token < tokens.count, case .star = tokens[token] {
        token += 1
        star = (token, at)
      } else if token < tokens.count, fits(tokens[token], scalars[at]) {
        token += 1
        scalars.formIndex(after: &at)
      } else if let again = star {
        let next = scalars.index(after: again.at)
        star = (again.token, next)
        (token, at) = (again.token, next)
      } else {
        return false
      }
    }
    return tokens[token...].allSatisfy { if case .star = $0 { true } else { false } }
  }

  private func fits(_ token: Token, _ scalar: Unicode.Scalar) -> Bool {
    switch token {
    case .one(let wanted): scalar == wanted
    case .any, .star: true
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
    }
  }

  /// The set whose `[` lies before `start`, and where it ends; nil when nothing closes it.
  private static func set(in scalars: [Unicode.Scalar], from start: Int) -> (Token, Int)? {
    var at = start, ranges: [ClosedRange<Unicode.Scalar>] = []
    let isNegated = at < scalars.count && (scalars[at] == "!" || scalars[at] == "^")
    if isNegated { at += 1 }
    let first = at
    while at < scalars.count {
      if scalars[at] == "]", at > first { return (.set(ranges, isNegated: isNegated), at + 1) }
      if scalars[at] == "\\", at + 1 < scalars.count { at += 1 }
      let low = scalars[at]
      if at + 2 < scalars.count, scalars[at + 1] == "-", scalars[at + 2] != "]" {
        let high = scalars[at + 2]
        if low <= high { ranges.append(low...high) }
        at += 3
      } else {
        ranges.append(low...low)
        at += 1
      }
    }
    return nil
  }
}
