public import PostgresSyntax

/// One migration file: its text, and how its runner treats it.
public struct Migration: Sendable {
  /// As it is shown: relative to the working directory where it lies below it.
  public var path: String
  public var source: SourceText
  /// The name of the runner that executes it, such as `psql`.
  public var runner: String
  /// The part that runs on the way up.
  public var up: Span

  public init(path: String, source: SourceText, runner: String = "psql", up: Span? = nil) {
    self.path = path
    self.source = source
    self.runner = runner
    self.up = up ?? source.span
  }
}
