#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The variables of the environment.
enum Environment {
  /// Nil when the variable is missing or empty.
  static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Whether a variable is set to something other than 0 or false.
  static func flag(_ name: String) -> Bool {
    guard let value = value(name) else { return false }
    return value != "0" && value != "false"
  }
}
