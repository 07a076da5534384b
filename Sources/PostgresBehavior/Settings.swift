public import PostgresSyntax

/// The settings of a session that decide what a migration's statements do.
public struct Settings: Hashable, Sendable {
  /// A timeout in milliseconds; 0 is none at all. Nil when it is not known to be set.
  public struct Timeout: Hashable, Sendable {
    public var milliseconds: Int
    public init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// As `SET` takes it: a number is milliseconds; us, ms, s, min, h and d are units (`guc.c`). Nil for anything else.
    public init?(_ text: String) {
      let trimmed = text.filter { !$0.isWhitespace }
      let digits = trimmed.prefix { $0.isNumber || $0 == "." || $0 == "-" }
      guard let number = Double(String(digits)) else { return nil }
      let factor: Double
      switch String(trimmed.dropFirst(digits.count)) {
      case "us": factor = 0.001
      case "", "ms": factor = 1
      case "s": factor = 1_000
      case "min": factor = 60_000
      case "h": factor = 3_600_000
      case "d": factor = 86_400_000
      default: return nil
      }
      let value = (number * factor).rounded()
      guard value.magnitude < 1e15 else { return nil }
      milliseconds = Int(value)
    }

    /// Such as `5s` or `250ms`.
    public var shown: String {
      for (unit, size) in [("h", 3_600_000), ("min", 60_000), ("s", 1_000)] where milliseconds >= size && milliseconds % size == 0 {
        return "\(milliseconds / size)\(unit)"
      }
      return milliseconds == 0 ? "0" : "\(milliseconds)ms"
    }
  }

  @Seldom public var lockTimeout: Timeout?
  @Seldom public var statementTimeout: Timeout?
  @Seldom public var timeZone: String?
  /// The schemas of search_path, in their order; nil while it is the default, `"$user", public`.
  public var searchPath: [String]?

  public init(lockTimeout: Timeout? = nil, statementTimeout: Timeout? = nil, timeZone: String? = nil) {
    self.lockTimeout = lockTimeout
    self.statementTimeout = statementTimeout
    self.timeZone = timeZone
  }

  /// The schemas in a value of search_path: quoted names keep their case. `$user` is left out, for there seldom is such a schema.
  static func searchPath(_ value: String) -> [String]? {
    var isQuoted = false
    let parts = value.split { sign in
      if sign == "\"" { isQuoted.toggle() }
      return sign == "," && !isQuoted
    }
    let names = parts.map { part in
      let name = part.trimmingBlanks
      return name.hasPrefix("\"") ? name.dropFirst().dropLast().withSingleQuotes : name.lowercased()
    }.filter { $0 != "$user" && !$0.isEmpty }
    return names.isEmpty || names == ["public"] ? nil : names
  }
}

extension Substring {
  /// Each doubled quote is one.
  fileprivate var withSingleQuotes: String {
    var text = "", isSecond = false
    for sign in self {
      if sign != "\"" || isSecond { text.append(sign) }
      isSecond = sign == "\"" && !isSecond
    }
    return text
  }

  fileprivate var trimmingBlanks: Substring {
    let start = drop { $0 == " " }
    return start[..<(start.lastIndex { $0 != " " }.map(start.index(after:)) ?? start.startIndex)]
  }
}
