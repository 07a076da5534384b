/// What speaks for a runner.
public struct Evidence: Hashable, Sendable {
  /// The strongest one decides.
  public enum Strength: Int, Comparable, Sendable {
    /// The name of the file, or of its folder.
    case name
    /// A manifest above names the tool: `go.mod`, `Cargo.toml`, `package.json`.
    case manifest
    /// The tool's own file above.
    case above
    /// The tool's own file beside.
    case beside
    /// An annotation that other tools' files may hold, too.
    case hint
    /// An annotation in the file.
    case annotation
    /// `runner = "…"`
    case configured

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  public var strength: Strength
  /// For people: "line 1 says `-- +goose Up`".
  public var reason: String

  public init(_ strength: Strength, _ reason: String) {
    self.strength = strength
    self.reason = reason
  }
}

/// A file beside a migration, or in a folder above, that tells which tool runs it.
public struct Landmark: Sendable {
  public enum Reach: Sendable { case beside, above }

  /// From the folder that is looked at: `atlas.sum`, `meta/_journal.json`.
  public var path: String
  public var reach: Reach
  /// One of these stands in it; empty for a file that is the tool's own.
  public var words: [String]

  public init(_ path: String, _ reach: Reach, naming words: String...) {
    self.path = path
    self.reach = reach
    self.words = words
  }

  var strength: Evidence.Strength { reach == .beside ? .beside : words.isEmpty ? .above : .manifest }
}
