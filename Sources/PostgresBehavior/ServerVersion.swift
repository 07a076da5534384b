/// The major version of the PostgreSQL server that migrations run on.
public struct ServerVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  public var major: Int
  public init(_ major: Int) { self.major = major }

  public static let supported = 12...19
  public static let standard = ServerVersion(15)

  public static func < (a: Self, b: Self) -> Bool { a.major < b.major }
  public static func >= (a: Self, b: Int) -> Bool { a.major >= b }
  public static func < (a: Self, b: Int) -> Bool { a.major < b }
  public var description: String { "PostgreSQL \(major)" }
}
