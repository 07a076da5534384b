public import PostgresSyntax

/// A file that comes, goes or changes along with one that was fixed.
public struct ChangedFile: Sendable {
  /// As it is shown.
  public var path: String
  /// From the folder of the migration.
  public var relativePath: String
  /// Nil for one that is new.
  public var old: SourceText?
  /// Nil for one that goes.
  public var new: SourceText?
  /// What lint says of it, if it is a migration.
  public var left: [Finding] = []

  public init(path: String, relativePath: String, old: SourceText?, new: SourceText?) {
    self.path = path
    self.relativePath = relativePath
    self.old = old
    self.new = new
  }
}
