/// How far PostgreSQL trusts a function to answer the same: `pg_proc.provolatile`.
public enum Volatility: Int, Sendable, Comparable {
  /// The same answer for the same arguments, for ever.
  case immutable
  /// The same answer for the same arguments within one statement.
  case stable
  /// A new answer at every call.
  case volatile

  public static func < (left: Volatility, right: Volatility) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// What real servers say about their own functions and operators, and about those of the contrib extensions.
public enum FunctionVolatility {
  /// The most volatile of the functions that the call `name(…)` with that many arguments can mean on any server we asked.
  ///
  /// A default that can be left out and VARIADIC count as PostgreSQL counts them. Aggregates and window functions are not here.
  /// - Parameters:
  ///   - name: the function's name without its schema, as the parser gives it: lower case unless it was quoted.
  ///   - argumentCount: how many arguments the call has.
  /// - Returns: nil when no server has such a function; it then is the user's own, or a type's name used as a cast.
  public static func of(_ name: String, argumentCount: Int) -> Volatility? {
    guard argumentCount >= 0 else { return nil }
    return functions.withUTF8Buffer { table in
      guard let letters = line(of: name, in: table), let last = letters.last else { return nil }
      let endless = last == UInt8(ascii: "+")
      let known = endless ? letters.dropLast() : letters
      guard argumentCount < known.count || endless else { return nil }
      let index = min(argumentCount, known.count - 1)
      guard index >= 0 else { return nil }
      return switch known[known.startIndex + index] {
      case UInt8(ascii: "i"): .immutable
      case UInt8(ascii: "s"): .stable
      case UInt8(ascii: "v"): .volatile
      default: nil
      }
    }
  }

  /// Whether a server or a contrib extension has an operator of that name, and none that is volatile.
  public static func isBuiltInOperator(_ name: String) -> Bool {
    operators.withUTF8Buffer { table in line(of: name, in: table) != nil }
  }

  /// What stands behind `name` on its line. The table lies in the program file as it is: looking a name up costs a few
  /// comparisons, and starting the program costs nothing.
  private static func line(of name: String, in table: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>>? {
    let newline = UInt8(ascii: "\n")
    let space = UInt8(ascii: " ")
    var low = 0
    var high = table.count
    while low < high {
      // The line around the middle of what is left; `low` and `high` stand at the starts of lines.
      let middle = low + (high - low) / 2
      let start = table[low..<middle].lastIndex(of: newline).map { $0 + 1 } ?? low
      let end = table[middle..<high].firstIndex(of: newline) ?? high
      let key = table[start..<end].prefix { $0 != space }
      if key.elementsEqual(name.utf8) {
        return table[min(key.endIndex + 1, end)..<end]
      }
      if key.lexicographicallyPrecedes(name.utf8) {
        low = min(end + 1, high)
      } else {
        high = start
      }
    }
    return nil
  }
}
